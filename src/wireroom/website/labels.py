"""The word above a headline: what kind of news it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from wireroom.website.rules import FLASH

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Label:
    """`code` is for style sheets, `text` for readers."""

    code: str
    text: Text


KIND_NAMES: dict[str, Text] = {
    # Translators: What kind of version of a story this is. The same words stand above headlines.
    "new": gettext_lazy("First published"),
    "update": gettext_lazy("Updated"),
    "correction": gettext_lazy("Corrected"),
    "refile": gettext_lazy("Typo fixed"),
    "withdrawal": gettext_lazy("Withdrawn"),
    "reinstatement": gettext_lazy("Reinstated"),
}

# Translators: The most urgent kind of news, a flash of one line.
_FLASH = Label("flash", pgettext_lazy("news", "Flash"))
# Translators: Very urgent news.
_URGENT = Label("urgent", pgettext_lazy("news", "Urgent"))
_LABELS = {kind: Label(kind, KIND_NAMES[kind]) for kind in ("update", "correction", "reinstatement")}


def label_of(kind: str, priority: int) -> Label | None:
    """The label of a story whose newest version is of `kind`; an ordinary new story has none."""
    if kind == "new":
        return {FLASH: _FLASH, FLASH + 1: _URGENT}.get(priority)
    return _LABELS.get(kind)


def kind_name(kind: str) -> Text:
    return KIND_NAMES[kind]

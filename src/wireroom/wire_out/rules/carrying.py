"""What a version says when it goes out in place of older ones that never arrived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wireroom.formats.newsitem import Kind, NewsItem

_SPOKEN_FOR: dict[Kind, Sequence[Kind]] = {
    "update": ("correction", "reinstatement"),
    "refile": ("correction", "reinstatement", "update"),
    "advisory": ("correction", "reinstatement", "new", "update", "refile"),
    "reinstatement": ("correction",),
}
"""For a version that swallows others: which of their signals is stronger than its own, the strongest first."""


def carried(item: NewsItem, swallowed: Sequence[NewsItem]) -> NewsItem:
    """`item` with the signal and the notes of the versions it replaces at an endpoint, oldest first.

    A correction among them makes the whole a correction, with its public note; an advisory leaves its note to
    editors. A withdrawal speaks for itself.
    """
    if not swallowed or item.kind == "withdrawal":
        return item
    kinds = [old.kind for old in swallowed]
    kind = next((kind for kind in _SPOKEN_FOR.get(item.kind, ()) if kind in kinds), item.kind)
    corrections = [old.public_note for old in swallowed if old.kind == "correction"]
    advice = [old.ed_note for old in swallowed if old.kind == "advisory"]
    return replace(
        item,
        kind=kind,
        public_note=_together([*corrections, item.public_note]),
        ed_note=_together([*advice, item.ed_note]),
    )


def _together(notes: Iterable[str]) -> str:
    """Each note once, in order, a line each."""
    return "\n".join(dict.fromkeys(note for note in notes if note))

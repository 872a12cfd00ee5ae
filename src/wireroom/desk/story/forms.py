# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The editor's form, and what a story must have before it may go out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError

from wireroom.core import clock
from wireroom.formats.text import one_line
from wireroom.stories.errors import KindMissing, NoteMissing, StoryError
from wireroom.stories.models import ChangeKind, Story
from wireroom.stories.rules import NEEDS_NOTE

TIMES = ("go_live_at", "embargo_until")
WRITTEN_IN_THE_LANGUAGE = (
    "headline",
    "summary",
    "dateline",
    "located",
    "byline",
    "picture_alt",
    "picture_caption",
    "change_note",
)

CATALOGUES = ("section", "topics", "sources", "authors")

Flaw = tuple[str | None, ValidationError | str]
"""A field, or None for the whole form, and what is wrong with it."""


def without_empty_text(data: QueryDict) -> QueryDict:
    """What was posted, less the blocks of text that nothing was typed into: the editor opens with one."""
    cleaned = data.copy()
    for position in range(int(count) if (count := data.get("body-count", "")).isdigit() else 0):
        name = f"body-{position}"
        if data.get(f"{name}-type") == "text" and not _has_text(data.get(f"{name}-value", "")):
            cleaned[f"{name}-deleted"] = "1"
    return cleaned


def _has_text(content_state: str) -> bool:
    """Whether rich text, in the form in which Wagtail's editor posts it, says anything."""
    try:
        content = json.loads(content_state or "null")
    except ValueError:
        return True
    if not isinstance(content, dict):
        return content is not None
    return any(block.get("text", "").strip() for block in content.get("blocks", ()))


class LoadedField(forms.IntegerField):
    """The number of the release that was out when the page was loaded; it is no change of the story."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class StoryForm(WagtailAdminModelForm):
    """Drafts are saved however incomplete; `check_release` says what is missing for publication."""

    instance: Story
    errors: ErrorDict
    loaded_release = LoadedField(required=False, min_value=0)

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(None if data is None else without_empty_text(data), *args, **kwargs)
        if "change_kind" in self.fields:
            self.fields["change_kind"].choices = [("", gettext("Not said yet")), *ChangeKind.choices]
        self.fields["loaded_release"].initial = self.instance.dispatch_id
        zone = gettext("Time zone: %(zone)s.") % {"zone": timezone.get_current_timezone_name()}
        for name in TIMES:
            if name in self.fields:
                self.fields[name].help_text = f"{self.fields[name].help_text} {zone}".strip()
        if self.instance.locale_id is None:
            return
        code = self.instance.locale.language_code
        for name in CATALOGUES:
            self.fields[name].label_from_instance = lambda named: named.name_in(code)
        language = {"lang": code, "dir": "auto"}
        for name in WRITTEN_IN_THE_LANGUAGE:
            if name in self.fields:
                self.fields[name].widget.attrs.update(language)

    def clean_headline(self) -> str:
        """What is pasted into it may have several lines."""
        return one_line(self.cleaned_data["headline"])

    @property
    def loaded_dispatch(self) -> int:
        """What was out when the editor's page was loaded; fixes made since are not in the text that they send."""
        loaded: int | None = self.cleaned_data.get("loaded_release")
        return self.instance.dispatch_id or 0 if loaded is None else loaded

    def check_release(self, *, with_change: bool = True) -> bool:
        """Whether what was filled in may go out; adds an error to each field that is in the way.

        What kind of change it is is for the one who publishes to say, so submission does not ask `with_change`.
        """
        flaws = [*self._readiness_flaws(), *self._picture_flaws()]
        if with_change:
            flaws += self._change_flaws()
        for field, problem in flaws:
            self.add_error(field, problem)
        return not self.errors

    def add_refusal(self, error: StoryError) -> None:
        """Shows why an action refused, at the field that can mend it."""
        field = {KindMissing: "change_kind", NoteMissing: "change_note"}.get(type(error))
        self.add_error(field if field in self.fields else None, error.message)

    def _change_flaws(self) -> Iterator[Flaw]:
        if not self.instance.live:
            return
        kind, note = self.cleaned_data.get("change_kind"), self.cleaned_data.get("change_note") or ""
        if not kind:
            yield (
                "change_kind",
                gettext("This story is out already: say whether this is an update, a correction or a refile."),
            )
        if kind in NEEDS_NOTE and not note.strip():
            yield "change_note", gettext("A correction needs a public note that says what was wrong.")
        embargo = self.cleaned_data.get("embargo_until")
        if embargo and embargo > clock.now():
            yield "embargo_until", gettext("This story is out already, so an embargo cannot hold it back.")

    def _readiness_flaws(self) -> Iterator[Flaw]:
        if self.cleaned_data.get("untranslated"):
            yield "untranslated", gettext("Translate the text of the original, then untick this.")
        refusing = [source for source in self.cleaned_data.get("sources") or () if not source.may_publish]
        if refusing:
            names = ", ".join(source.name_in(self.instance.locale.language_code) for source in refusing)
            yield "sources", gettext("We may not publish material of %(names)s.") % {"names": names}

    def _picture_flaws(self) -> Iterator[Flaw]:
        missing = gettext("Say what the picture shows, for readers who cannot see it.")
        picture = self.cleaned_data.get("picture")
        if picture and not (self.cleaned_data.get("picture_alt") or picture.alt_text):
            yield "picture_alt", missing
        silent = {
            position: StructBlockValidationError({"alt": ValidationError(missing)})
            for position, block in enumerate(self.cleaned_data.get("body") or ())
            if block.block_type == "picture"
            and block.value["image"]
            and not (block.value["alt"] or block.value["image"].alt_text)
        }
        if silent:
            yield "body", StreamBlockValidationError(silent)

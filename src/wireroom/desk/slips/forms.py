"""What an editor fills in to decide about a slip."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from wireroom.desk.slips.rules import reworded, rewording, sentence
from wireroom.formats.text import clean_run, is_blank
from wireroom.reactions.typo_reports.models import Slip
from wireroom.reactions.typo_reports.rules import Reading
from wireroom.reactions.typo_reports.types import Decision


def text_area(*, rows: int, key: str = "") -> AdminAutoHeightTextInput:
    attrs: dict[str, Any] = {"rows": rows, "dir": "auto"}
    if key:
        attrs |= {"data-key": key, "aria-keyshortcuts": key}
    return AdminAutoHeightTextInput(attrs=attrs)


class DecisionForm(forms.Form):
    """How the sentence with the slip, `text[first:last]` of its part in the release `seen`, should read."""

    sentence = forms.CharField(label=_("Should read"), widget=text_area(rows=2, key="w"), max_length=4000, strip=False)
    note = forms.CharField(
        label=_("Public note, for a correction"), widget=text_area(rows=2), max_length=2000, required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    first = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    last = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, slip: Slip, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slip = slip
        for name in ("sentence", "note"):
            self.fields[name].widget.attrs["lang"] = slip.story.edition.language_tag

    @classmethod
    def suggesting(cls, slip: Slip, reading: Reading | None) -> DecisionForm:
        """With what readers suggest filled in, or with the words as they stand."""
        text, start, end = slip.text, slip.start, slip.end
        if reading:
            start, end = min(start, reading.start), max(end, reading.end)
        first, last = sentence(text, start, end)
        wanted = reworded(text, reading) if reading else text
        shown = wanted[first : last + len(wanted) - len(text)]
        return cls(slip, initial={"sentence": shown, "first": first, "last": last, "seen": slip.dispatch_id})

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors and (is_blank(self.cleaned_data["sentence"]) or self.decision("refile") is None):
            self.add_error("sentence", gettext("These are the words as they stand. Change them, or reject the report."))
        return self.cleaned_data

    def decision(self, kind: str) -> Decision | None:
        """The smallest change that makes the sentence read so; None if nothing differs."""
        said, text = self.cleaned_data, self.slip.text
        first, last = said["first"], min(said["last"], len(text))
        change = rewording(text[first:last], clean_run(said["sentence"]).strip(), first)
        if change is None:
            return None
        return Decision(change.start, change.end, change.replacement, kind, said.get("note", ""), said["seen"])


class RejectionForm(forms.Form):
    """Why nothing is wrong; readers who reported it see the reason."""

    reason = forms.CharField(
        label=_("Reason, for the readers who reported it"), widget=text_area(rows=2), max_length=1000
    )

    def __init__(self, slip: Slip, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["lang"] = slip.story.edition.language_tag

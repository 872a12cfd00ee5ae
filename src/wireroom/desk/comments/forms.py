# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""What a moderator fills in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminAutoHeightTextInput

from wireroom.core import clock
from wireroom.desk.comments.words import public_reasons
from wireroom.reactions.comments.models import CommentPolicy, Moderation
from wireroom.reactions.comments.rules import Mode
from wireroom.reactions.typo_reports.rules import SUGGESTION_LIMIT
from wireroom.stories.models import Story


def text_area(*, rows: int = 2) -> AdminAutoHeightTextInput:
    return AdminAutoHeightTextInput(attrs={"rows": rows, "dir": "auto"})


class NumberedRadios(forms.RadioSelect):
    """Choices that a digit chooses while the form is open."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, label, *args, **kwargs)
        key = str(int(option["index"]) + 1)
        option["attrs"] |= {"data-key": key, "aria-keyshortcuts": key}
        return option


class RefusalForm(forms.Form):
    """Why a comment is not shown: one of the usual reasons or one's own words, in the language of its readers."""

    reason = forms.ChoiceField(label=_("Reason, for the author and for readers"), required=False, widget=NumberedRadios)
    words = forms.CharField(label=_("Or in your own words"), widget=text_area(), max_length=300, required=False)

    def __init__(self, story: Story, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason: Any = self.fields["reason"]
        reason.choices = [(words, words) for words in public_reasons(story.locale.language_code)]
        for field in self.fields.values():
            field.widget.attrs["lang"] = story.edition.language_tag

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors and not self.said:
            self.add_error("reason", gettext("Choose a reason, or say it in your own words."))
        return self.cleaned_data

    @property
    def said(self) -> str:
        words: str = self.cleaned_data.get("words", "").strip() or self.cleaned_data.get("reason", "")
        return words


class ReportForm(forms.Form):
    """The words of the story that the comment says are wrong."""

    quote = forms.CharField(label=_("The words with the mistake, as they stand in the story"), widget=text_area())
    suggestion = forms.CharField(
        label=_("Should read"), widget=text_area(), max_length=SUGGESTION_LIMIT, required=False
    )

    def __init__(self, story: Story, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["lang"] = story.edition.language_tag


SPANS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30), "ever": None}


class BlockForm(forms.Form):
    reason = forms.CharField(label=_("Why, for your colleagues"), widget=text_area(), max_length=300)
    span = forms.ChoiceField(
        label=_("For how long"),
        choices=[("day", _("A day")), ("week", _("A week")), ("month", _("Thirty days")), ("ever", _("For good"))],
        initial="week",
        widget=forms.RadioSelect,
    )

    @property
    def until(self) -> datetime | None:
        span = SPANS[self.cleaned_data["span"]]
        return clock.now() + span if span else None


class AnswerForm(forms.Form):
    """What the author of an appeal is told; who lets the decision stand says why."""

    answer = forms.CharField(label=_("Answer to the author"), widget=text_area(), max_length=500, required=False)

    def __init__(self, *args: Any, upholds: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.upholds = upholds

    def clean_answer(self) -> str:
        answer: str = self.cleaned_data["answer"]
        if not self.upholds and not answer.strip():
            raise forms.ValidationError(_("Say why the decision stands."))
        return answer


class ThreadForm(forms.Form):
    """How the comments of one story are taken."""

    mode = forms.ChoiceField(
        label=_("When a moderator looks at a comment"),
        choices=[("", _("As its edition says")), *Moderation.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    is_closed = forms.BooleanField(label=_("Closed: readers cannot comment on this story any more"), required=False)

    @property
    def mode_chosen(self) -> Mode | None:
        return Mode(self.cleaned_data["mode"]) if self.cleaned_data["mode"] else None


class PolicyForm(WagtailAdminModelForm):
    """How an edition takes comments."""

    class Meta:
        model = CommentPolicy
        fields = ("is_open", "mode", "closes_after", "words")
        widgets = {"mode": forms.RadioSelect, "words": text_area(rows=8)}

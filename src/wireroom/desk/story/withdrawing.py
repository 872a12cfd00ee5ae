# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Taking a story back, and its other languages with it if the chief says so: each with a note in its own language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from wireroom.desk.story.lifecycle import NoteForm, StoryQuestionView
from wireroom.stories.models import Story
from wireroom.stories.policy import may
from wireroom.stories.rules import Action
from wireroom.stories.translations import withdraw_together


class WithdrawForm(NoteForm):
    """Two more fields for each other language that is out: whether it is withdrawn too, and its note."""

    def __init__(self, *args: Any, others: Sequence[Story] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = others
        for story in others:
            language = story.edition.language_name
            self.fields[f"also_{story.pk}"] = forms.BooleanField(
                label=gettext("Also withdraw: %(language)s") % {"language": language},
                help_text=story.headline,
                required=False,
            )
            self.fields[f"note_{story.pk}"] = forms.CharField(
                label=gettext("Public note: %(language)s") % {"language": language},
                widget=AdminAutoHeightTextInput(
                    attrs={"rows": 2, "lang": story.edition.language_tag, "dir": story.edition.direction}
                ),
                max_length=2000,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for story in self.others:
            if cleaned.get(f"also_{story.pk}") and not cleaned.get(f"note_{story.pk}"):
                self.add_error(f"note_{story.pk}", gettext("Say to readers of this language why it is withdrawn."))
        return cleaned

    @property
    def also(self) -> list[tuple[Story, str]]:
        """The other languages that were ticked, with their notes."""
        cleaned = self.cleaned_data
        return [(story, cleaned[f"note_{story.pk}"]) for story in self.others if cleaned[f"also_{story.pk}"]]


class WithdrawView(StoryQuestionView):
    page_title = _("Withdraw")
    header_icon = "cross"
    permission_required = Action.WITHDRAW
    form_class = WithdrawForm
    explanation = _("Readers will find only the public note at the story's address.")
    consequence = _("Everybody who received any version of it is told to take it out of use.")
    yes = _("Withdraw the story")
    is_serious = True
    done = _("“%(headline)s” is withdrawn.")

    @cached_property
    def others(self) -> list[Story]:
        """The story in the other languages that it is out in, as far as the person may withdraw them."""
        group = Story.objects.filter(translation_key=self.object.translation_key, live=True).exclude(pk=self.object.pk)
        found = group.select_related("locale__edition", "section").defer("body").prefetch_related("authors")
        return [story for story in found.order_by("locale__edition__position") if self._may(story)]

    def _may(self, story: Story) -> bool:
        return may(self.user, Action.WITHDRAW, story)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"others": self.others}

    def carry_out(self, form: forms.Form) -> None:
        also = form.also if isinstance(form, WithdrawForm) else []
        withdraw_together([(self.object, form.cleaned_data["note"]), *also], by=self.user)

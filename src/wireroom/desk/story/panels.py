# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""What the editor shows of a story, from top to bottom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, PublishingPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateTimeInput

from wireroom.desk.story.forms import StoryForm

HEADLINE_ADVICE = 90
SUMMARY_ADVICE = 220


class ChangePanel(MultiFieldPanel):
    """What a change to a released story is; drafts have nothing to say here."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.instance is not None and self.instance.live and super().is_shown())


class TranslationPanel(FieldPanel):
    """Whether a translation still has the text of its original."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            story = self.instance
            if story is None or not super().is_shown():
                return False
            return bool(story.untranslated or (story.translated_from_id and not story.live))


class SchedulePanel(PublishingPanel):
    """The time to go out at. Stories do not expire: they are withdrawn, with a note."""

    def __init__(self, **kwargs: Any) -> None:
        widget = AdminDateTimeInput(
            js_overlay_parent_selector="#schedule-publishing-dialog",
            attrs={
                "data-controller": "w-action",
                "data-action": "w-dialog:hidden->w-action#reset",
                "data-w-dialog-target": "notify",
            },
        )
        kwargs.setdefault("children", [FieldPanel("go_live_at", widget=widget)])
        super().__init__(**kwargs)

    class BoundPanel(PublishingPanel.BoundPanel):
        template_name = "desk/panels/schedule.html"


def counted(field: str, advice: int, **kwargs: Any) -> FieldPanel:
    """A field that counts its characters against what is advised; more is not forbidden."""
    attrs = {
        "data-controller": "desk-counter",
        "data-desk-counter-advice-value": str(advice),
        "data-desk-counter-over-value": _("longer than advised"),
    }
    return FieldPanel(field, attrs=attrs, **kwargs)


def picked(field: str, add: Any) -> FieldPanel:
    """A field of many from a catalogue, found by typing."""
    return FieldPanel(
        field,
        widget=forms.SelectMultiple(
            attrs={
                "data-controller": "desk-pick",
                "data-desk-pick-add-value": add,
                "data-desk-pick-remove-value": _("Remove"),
            }
        ),
    )


story_panels = ObjectList(
    [
        ChangePanel(
            [
                FieldPanel("change_kind", widget=forms.RadioSelect),
                FieldPanel("change_note"),
                FieldPanel("change_withholds"),
            ],
            heading=_("What is this change?"),
            icon="history",
            help_text=_("The story is out. Say this before you publish; drafts can be saved without it."),
        ),
        TranslationPanel("untranslated"),
        counted(
            "headline",
            HEADLINE_ADVICE,
            classname="title",  # which hides the label
            widget=AdminAutoHeightTextInput(attrs={"rows": 1, "placeholder": _("Headline"), "data-one-line": ""}),
        ),
        counted("summary", SUMMARY_ADVICE, widget=AdminAutoHeightTextInput(attrs={"rows": 2})),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("section", widget=forms.Select), FieldPanel("priority")]),
                picked("topics", _("Add a topic")),
                FieldPanel("slugline"),
            ],
            heading=_("Where it belongs"),
            icon="folder-open-inverse",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("dateline"), FieldPanel("located")]),
                FieldRowPanel([picked("authors", _("Add an author")), FieldPanel("byline")]),
                picked("sources", _("Add a credit")),
            ],
            heading=_("Who and where"),
            icon="user",
        ),
        MultiFieldPanel(
            [FieldPanel("picture"), FieldPanel("picture_alt"), FieldPanel("picture_caption")],
            heading=_("Lead picture"),
            icon="image",
        ),
        MultiFieldPanel(
            [FieldPanel("embargo_until"), FieldPanel("editor_note"), FieldPanel("rights")],
            heading=_("For the wire"),
            icon="mail",
            classname="collapsed",
        ),
        SchedulePanel(),
    ],
    base_form_class=StoryForm,
)

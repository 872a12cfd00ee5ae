# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Side panels of the editor: where the story stands, and its versions in other languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.snippets.side_panels import SnippetStatusSidePanel

from wireroom.desk.labels import state_label
from wireroom.desk.states import states_of
from wireroom.desk.story.drawing import drawn
from wireroom.desk.wire_out.received import received
from wireroom.reactions.comments.decisions import may as moderates
from wireroom.reactions.comments.rules import Right
from wireroom.stories.models import Edition, Story
from wireroom.stories.policy import may
from wireroom.stories.rules import Action, State


@dataclass(frozen=True, slots=True)
class Version:
    """One language's line in the panel: the story in it, or None while nobody has begun."""

    edition: Edition
    story: Story | None
    state: State | None
    is_this: bool
    is_original: bool
    url: str
    may_start: bool

    @property
    def label(self) -> str:
        return str(state_label(self.state)) if self.state else ""


def translations_of(story: Story) -> Sequence[Story]:
    """All language versions of a story, itself among them, without their texts."""
    group = Story.objects.filter(translation_key=story.translation_key)
    return list(group.select_related("locale", "section").defer("body").prefetch_related("authors"))


def versions_of(story: Story, user: Any) -> list[Version]:
    """One line for each edition, in the order of the language menu."""
    by_locale = {found.locale_id: found for found in translations_of(story)}
    states = states_of(by_locale.values())
    lines = []
    for edition in Edition.objects.select_related("locale").order_by("position", "pk"):
        found = by_locale.get(edition.locale_id)
        draft = Story(locale=edition.locale, section_id=story.section_id, created_by=user)
        lines.append(
            Version(
                edition=edition,
                story=found,
                state=states[found.pk] if found else None,
                is_this=found is not None and found.pk == story.pk,
                is_original=found is not None and found.translated_from_id is None,
                url=_url_for(found, user) if found else "",
                may_start=found is None and story.pk is not None and may(user, Action.ADD, draft),
            )
        )
    return lines


def _url_for(story: Story, user: Any) -> str:
    page = "edit" if may(user, Action.CHANGE, story) else "inspect"
    return reverse(f"stories:{page}", args=[story.pk])


class TranslationsSidePanel(BaseSidePanel):
    """The story in all languages: what state each is in, what has fallen behind, what is not begun."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle translations")
        icon_name = "globe"

        def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["count"] = int(self.panel.object.behind_dispatch_id is not None)
            return context

    name = "translations"
    title = _("Translations")
    template_name = "desk/side_panels/translations.html"
    order = 150

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        story: Story = self.object
        context["versions"] = versions_of(story, self.request.user)
        context["original"] = original = story.translated_from
        if original is not None:
            context["original_text"] = drawn(original.body)
        context["behind"] = story.behind_dispatch
        context["may_confirm"] = story.behind_dispatch_id is not None and may(self.request.user, Action.CHANGE, story)
        if story.pk:
            context["translate_url"] = reverse("stories:translate", args=[story.pk])
            context["confirm_url"] = reverse("stories:confirm", args=[story.pk])
        return context


class StoryStatusSidePanel(SnippetStatusSidePanel):
    """Wagtail's status, headed by what a newsroom asks first: where the story stands, and since when."""

    @classmethod
    def instead_of(cls, panel: SnippetStatusSidePanel) -> StoryStatusSidePanel:
        """The same for a story; how often something refers to it says nothing here."""
        kept = ("show_schedule_publishing_toggle", "live_object", "scheduled_object", "locale", "translations")
        options = {name: getattr(panel, name) for name in (*kept, "history_url", "last_updated_info")}
        return cls(panel.object, panel.request, **options)

    def get_status_templates(self, context: dict[str, Any]) -> list[str]:
        return ["desk/side_panels/state.html", *super().get_status_templates(context)]

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        row: Story = self.live_object or self.object
        if row.pk:
            context["row"] = row
            context["state"] = state_label(row.state)
            context["waiting"] = row.scheduled_revision
            if row.dispatch_id and moderates(self.request.user, Right.SEE):
                context["comments_url"] = reverse("comments:thread", args=[row.pk])
            context["received"] = received(row, self.request.user)
            context["public_url"] = f"/{row.locale.language_code}/s/{row.pk}/" if row.dispatch_id else ""
        return context

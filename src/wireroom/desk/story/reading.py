# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Looking at a story without changing it, and the small doors: preview, lock, delete."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views import snippets

from wireroom.desk.labels import state_label
from wireroom.desk.story.asking import AsksAboutTheStory, StoryDoor
from wireroom.desk.story.drawing import drawn
from wireroom.desk.story.editing import edition_locale, first_section, may_write
from wireroom.desk.story.listing import language
from wireroom.stories.errors import StoryError
from wireroom.stories.models import Story
from wireroom.stories.rules import Action


class InspectView(AsksAboutTheStory, snippets.InspectView):
    """The newest draft to read, for staff who may not change it."""

    any_permission_required = [Action.VIEW]

    def get_object(self, queryset: Any = None) -> Story:
        row: Story = super().get_object(queryset)
        self.row = row
        draft: Story = row.get_latest_revision_as_object()
        return draft

    def get_edit_url(self) -> str | None:
        if self.user_has_permission(Action.CHANGE):
            return reverse("stories:edit", args=[self.object.pk])
        return None

    def get_delete_url(self) -> str | None:
        return None

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = [
            Button(
                _("History"),
                url=reverse("stories:history", args=[self.object.pk]),
                icon_name="history",
                priority=30,
            )
        ]
        if edit_url := self.get_edit_url():
            buttons.append(Button(_("Edit"), url=edit_url, icon_name="edit", priority=10))
        revision = self.row.latest_revision_id
        if revision:
            url = reverse("stories:revisions_view", args=[self.object.pk, revision])
            buttons.append(Button(_("Preview"), url=url, icon_name="view", priority=20))
        return buttons

    def get_state_display_value(self) -> str:
        return str(state_label(self.row.state))

    def get_locale_display_value(self) -> str:
        return str(self.object.edition.language_name)

    def get_body_display_value(self) -> SafeString:
        """As readers would see it, not as the editor holds it."""
        edition = self.object.edition
        return format_html(
            '<div class="desk-reading" lang="{}" dir="{}">{}</div>',
            edition.language_tag,
            edition.direction,
            drawn(self.object.body),
        )

    def get_topics_display_value(self) -> str:
        return _names(self.object.topics.all())

    def get_authors_display_value(self) -> str:
        return _names(self.object.authors.all())

    def get_sources_display_value(self) -> str:
        return _names(self.object.sources.all())

    def get_fields_context(self) -> list[dict[str, Any]]:
        """What has been left empty says nothing."""
        return [field for field in super().get_fields_context() if field["value"] or field["component"]]

    def get_field_label(self, field_name: str, field: Any) -> str:
        own = {"state": gettext("State"), "locale": gettext("Language")}
        return own.get(field_name) or str(super().get_field_label(field_name, field))


def _names(named: Iterable[Any]) -> str:
    return ", ".join(one.name_in(language()) for one in named)


class HistoryView(AsksAboutTheStory, snippets.HistoryView):
    any_permission_required = [Action.VIEW]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.user_has_permission(Action.CHANGE):  # neither to the editor nor to an older draft in it
            self.edit_url_name = self.revisions_revert_url_name = None

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.user_has_permission(Action.CHANGE):
            return []
        return [HeaderButton(label=gettext("Edit"), url=self.get_edit_url(self.object), icon_name="edit")]


class CompareView(AsksAboutTheStory, snippets.RevisionsCompareView):
    permission_required = Action.VIEW


class UsageView(AsksAboutTheStory, snippets.UsageView):
    permission_required = Action.VIEW


class RevisionPreviewView(StoryDoor, snippets.PreviewRevisionView):
    permission_required = Action.VIEW


class PreviewOnEditView(snippets.PreviewOnEditView):
    """Wagtail asks about the very story here already; what is typed is shown to nobody else."""

    def user_has_permission(self, permission: str) -> bool:
        return bool(self.user_has_permission_for_instance(permission, self.object))


class PreviewOnCreateView(snippets.PreviewOnCreateView):
    def user_has_permission(self, permission: str) -> bool:
        return may_write(self.request, permission)

    def get_object(self) -> Story:
        return Story(
            locale=edition_locale(self.request),
            section=first_section(self.request),
            created_by=self.request.user,
        )


class LockView(AsksAboutTheStory, snippets.LockView):
    permission_required = Action.LOCK


class UnlockView(AsksAboutTheStory, snippets.UnlockView):
    """Who locked a story may always unlock it."""

    permission_required = Action.UNLOCK

    def user_has_permission(self, permission: str) -> bool:
        own: bool = self.object.locked_by_id == self.request.user.pk
        return own or super().user_has_permission(permission)


class DeleteView(AsksAboutTheStory, snippets.DeleteView):
    """Only drafts that never went out can be deleted; what went out is withdrawn."""

    permission_required = Action.DELETE

    def versions_in_question(self) -> Sequence[Story]:
        return [self.object]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.dispatches.exists():
            messages.error(request, gettext("This story went out, so it is not deleted but withdrawn."))
            return redirect("stories:list")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except StoryError as error:
            messages.error(self.request, error.message)
            return redirect("stories:list")
        return response

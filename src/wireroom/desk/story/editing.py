# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Writing a story: new, edited, copied, or brought back to an earlier version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.generic.mixins import RevisionsRevertMixin
from wagtail.models import Locale, Revision
from wagtail.rich_text import RichText
from wagtail.snippets.views import snippets

from wireroom.core import clock
from wireroom.desk.slips.panels import tell_of_missed
from wireroom.desk.story.asking import AsksAboutTheStory
from wireroom.desk.story.copy_check import CopyCheckSidePanel
from wireroom.desk.story.forms import StoryForm
from wireroom.desk.story.menu import StoryActionMenu
from wireroom.desk.story.saving import save_reverted
from wireroom.desk.story.sidebar import StoryStatusSidePanel, TranslationsSidePanel
from wireroom.desk.workflow import note_seen
from wireroom.stories import chain
from wireroom.stories.errors import StoryError
from wireroom.stories.models import Edition, Section, Story
from wireroom.stories.pictures import prepare_public_pictures
from wireroom.stories.policy import may
from wireroom.stories.rules import Action
from wireroom.stories.setup import FALLBACK_SECTION
from wireroom.stories.translations import COPIED

RELEASING = frozenset({"publish", "workflow-action"})
"""What makes a story public if it succeeds, so it must be about the text that the editor has before them."""


class SavesStories(AsksAboutTheStory):
    """What creating and editing share: rights to the target, refusals shown on the form, nothing lost."""

    form: StoryForm
    action: str
    new_revision: Revision | None
    produced_error_code: str
    produced_error_message: str | None
    model = Story

    def is_valid(self, form: StoryForm) -> bool:
        self.form = form
        if not super().is_valid(form):  # type: ignore[misc]  # Wagtail's view
            return False
        return self._may_save(form) and self._may_release(form)

    def _may_save(self, form: StoryForm) -> bool:
        """The story may have been moved, by this very form, to where the editor has no say."""
        needed = Action.CHANGE if form.instance.pk else Action.ADD
        if may(self.user, needed, form.instance):
            return True
        return self._invalid("section", gettext("You do not answer for this section."))

    def _may_release(self, form: StoryForm) -> bool:
        if self.action == "publish" and not self._may_publish_all_versions(form):
            return self._invalid(
                None, gettext("You may not publish this story: submit it, and an editor of its section will.")
            )
        if self.action in RELEASING and self.is_out_of_date:  # type: ignore[attr-defined]  # Wagtail's view
            return self._invalid(
                None, gettext("Somebody changed the text after you opened it. Compare your versions first.")
            )
        if self.action == "submit" and self.versions() and self.object.workflow_in_progress:
            return self._invalid(None, gettext("The story is in review already."))
        if (self._goes_public() or self.action == "submit") and not form.check_release(with_change=self._goes_public()):
            return self._invalid(None, None)
        return True

    def _goes_public(self) -> bool:
        approves = self.action == "workflow-action" and getattr(self, "workflow_action", "") == "approve"
        return self.action == "publish" or approves

    def _may_publish_all_versions(self, form: StoryForm) -> bool:
        return all(may(self.user, Action.PUBLISH, story) for story in [*self.versions(), form.instance])

    def versions(self) -> Sequence[Story]:
        """The story's row and draft, none of which exists before the first save."""
        return []

    @property
    def user(self) -> Any:
        return self.request.user

    def _invalid(self, field: str | None, message: str | None) -> bool:
        if message:
            self.form.add_error(field, message)
        self.produced_error_code = "validation_error"
        self._head_refusal(message)
        return False

    def _head_refusal(self, message: str | None) -> None:
        """A saving script is told the reason itself; on a page it stands in the list below Wagtail's own heading."""
        heading = self.get_error_message()  # type: ignore[attr-defined]  # Wagtail's view
        told = message if self.expects_json_response else None  # type: ignore[attr-defined]  # Wagtail's view
        self.produced_error_message = told or heading

    def get_available_actions(self) -> list[str]:
        """As Wagtail's; who may publish is decided with the story known, and answered on the form."""
        actions: list[str] = super().get_available_actions()  # type: ignore[misc]  # Wagtail's view
        if self.request.method == "POST" and "publish" not in actions:
            actions.append("publish")
        return actions

    @property
    def overwrite_revision(self) -> Revision | None:
        """The autosaved revision to go on with; never one that is public or waits for its time."""
        revision: Revision | None = super().overwrite_revision  # type: ignore[misc]  # Wagtail's view
        if revision is None or revision.approved_go_live_at:
            return None
        return None if revision.pk == self.object.live_revision_id else revision

    def get_success_message(self, instance: Story | None = None) -> str:
        """As Wagtail's, which takes what only goes to subscribers for published."""
        story = instance or self.object
        until = story.embargo_until
        if self.action != "publish" or story.live or not until or until <= clock.now():
            return str(super().get_success_message(instance))  # type: ignore[misc]  # Wagtail's view
        return gettext(
            "“%(headline)s” is under embargo: readers get it at %(time)s, "
            "subscribers who may have it early have it now."
        ) % {"headline": story.headline, "time": date_format(timezone.localtime(until), "DATETIME_FORMAT")}

    def form_valid(self, form: StoryForm) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # Wagtail's view
        except StoryError as error:
            return self.refused(error)
        return response

    def refused(self, error: StoryError) -> HttpResponse:
        """Shows the form again with the reason; whatever was written stays in it."""
        self.form.add_refusal(error)
        self.produced_error_code = error.code
        self._head_refusal(error.message)
        for stale in ("latest_revision", "latest_revision_created_at", "is_out_of_date", "workflow_state"):
            self.__dict__.pop(stale, None)
        response: HttpResponse = self.form_invalid(self.form)  # type: ignore[attr-defined]  # Wagtail's view
        return response

    def _get_action_menu(self) -> StoryActionMenu:
        return StoryActionMenu(self.request, **self._menu_context())

    def _menu_context(self) -> dict[str, Any]:
        raise NotImplementedError


def edition_locale(request: HttpRequest) -> Locale:
    """The language asked for, else the first that the person answers for; there must be an edition in it."""
    editions = Edition.objects.select_related("locale").order_by("position", "pk")
    if code := request.GET.get("locale"):
        return get_object_or_404(editions, locale__language_code=code).locale
    assignment = getattr(request.user, "assignment", None)
    own = editions.filter(locale__in=assignment.locales.all()).first() if assignment else None
    edition = own or editions.first()
    if edition is None:
        raise Http404(gettext("The agency has no edition yet."))
    return edition.locale


class StoryCreateView(SavesStories, snippets.CreateView):
    """A new story, its writer's own."""

    def get_locale(self) -> Locale:
        return edition_locale(self.request)

    def user_has_permission(self, permission: str) -> bool:
        return may_write(self.request, permission)

    def get_translations(self) -> list[dict[str, Any]]:
        others = Edition.objects.select_related("locale").exclude(locale=self.locale)
        return [
            {"locale": edition.locale, "url": self._set_locale_query_param(self.add_url, edition.locale)}
            for edition in others
        ]

    def get_initial_form_instance(self) -> Story:
        story = Story(locale=self.locale, section=first_section(self.request), created_by=self.user)
        story.body = [("text", RichText(""))]
        return story

    def get_preview_url(self) -> str:
        return str(self._set_locale_query_param(super().get_preview_url()))

    def get_side_panels(self) -> MediaContainer:
        """As the editor's: the first autosave fills them without loading the page again."""
        status, *panels = super().get_side_panels()
        own = [panel(self.form.instance, self.request) for panel in (TranslationsSidePanel, CopyCheckSidePanel)]
        return MediaContainer([status, *own, *panels])

    def refused(self, error: StoryError) -> HttpResponse:
        """Once saved as a draft, the story goes on in the editor; else the form is shown again."""
        if self.object is None or self.object.pk is None or not getattr(self, "new_revision", None):
            return super().refused(error)
        if self.expects_json_response:
            response: HttpResponse = self.json_error_response(error.code, error.message)
            return response
        messages.error(self.request, error.message)
        return redirect(self.get_edit_url())

    def _menu_context(self) -> dict[str, Any]:
        return {"view": self.view_name, "model": Story, "draft": self.form.instance}


def may_write(request: HttpRequest, permission: str) -> bool:
    """Rights where there is no story yet: what one may do to a new story of one's own."""
    if permission not in set(Action):
        return False
    user: Any = request.user
    return may(user, Action(permission), Story(locale=edition_locale(request), created_by=user))


def first_section(request: HttpRequest) -> Section | None:
    """Where a new story is unless its writer says otherwise: a section they answer for, else the general one."""
    assignment = getattr(request.user, "assignment", None)
    own = assignment.sections.first() if assignment else None
    return own or Section.objects.filter(code=FALLBACK_SECTION).first() or Section.objects.first()


class StoryCopyView(StoryCreateView):
    """A new draft that begins with the words of another story; nothing else is taken over."""

    def get_locale(self) -> Locale:
        return self.original.locale

    @property
    def original(self) -> Story:
        if "original" not in self.__dict__:
            story = get_object_or_404(Story, pk=self.kwargs["pk"])
            if not may(self.user, Action.VIEW, story):
                raise PermissionDenied
            self.__dict__["original"] = story.get_latest_revision_as_object()
        found: Story = self.__dict__["original"]
        return found

    def get_initial_form_instance(self) -> Story:
        original = self.original
        story = Story(
            locale=original.locale, created_by=self.user, **{name: getattr(original, name) for name in COPIED}
        )
        for name in ("topics", "sources", "authors"):
            getattr(story, name).set(getattr(original, name).all())
        return story


class StoryEditView(SavesStories, snippets.EditView):
    """The editor of one story."""

    live_object: Story

    def versions_in_question(self) -> Sequence[Story]:
        return [self.live_object, self.object]

    def versions(self) -> Sequence[Story]:
        # The form has written into self.object, so the draft is asked about as it was loaded.
        return [self.live_object]

    def user_has_permission(self, permission: str) -> bool:
        if permission == Action.UNLOCK and self.object.locked_by_id == self.user.pk:
            return True
        return super().user_has_permission(permission)

    def user_has_permission_for_instance(self, permission: str, instance: Story) -> bool:
        removable = permission != Action.DELETE or instance.dispatch_id is None
        return removable and self.user_has_permission(permission)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        tell_of_missed(request, self.live_object)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def publish_action(self) -> HttpResponse | None:
        try:
            response: HttpResponse | None = super().publish_action()
        except StoryError as error:
            return self.refused(error)
        return response

    def workflow_action_is_valid(self) -> bool:
        return bool(super().workflow_action_is_valid()) and may(self.user, Action.PUBLISH, self.live_object)

    def workflow_action_action(self) -> HttpResponse | None:
        """Decides about what was just saved; a refusal leaves the review where it was."""
        task_state = self.object.current_workflow_task_state
        try:
            if self._goes_public() and self.new_revision:
                prepare_public_pictures(self.new_revision.as_object())
            with transaction.atomic():
                chain.hold()
                note_seen(task_state, self.new_revision)
                super().workflow_action_action()
        except StoryError as error:
            return self.refused(error)
        return None

    def get_side_panels(self) -> MediaContainer:
        status, *panels = super().get_side_panels()
        own = [StoryStatusSidePanel.instead_of(status), TranslationsSidePanel(self.object, self.request)]
        if not self.expects_json_response:  # a save leaves the list in place until the check has been made again
            own.append(CopyCheckSidePanel(self.object, self.request))
        return MediaContainer([*own, *panels])

    def _menu_context(self) -> dict[str, Any]:
        return {
            "view": self.view_name,
            "instance": self.object,
            "row": self.live_object,
            "locked_for_user": self.locked_for_user,
        }


class StoryRevertView(RevisionsRevertMixin, StoryEditView):
    """An earlier version in the editor; saving it makes it the newest draft, with the same rules as any other."""

    view_name = "revisions_revert"

    def get_object(self, queryset: Any = None) -> Story:
        story: Story = super().get_object(queryset)
        story.change_kind, story.change_note, story.change_withholds = "", "", False
        story.go_live_at = None
        return story

    def save_instance(self) -> Story:
        """As Wagtail's, within our rules, and without demanding that an old draft be complete."""
        self.has_content_changes = self.form.has_changed()
        self.new_revision = save_reverted(
            self.form, by=self.user, previous=self.revision, clean=not self.saving_as_draft
        )
        return self.form.instance

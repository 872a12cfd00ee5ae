# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Deciding about a submitted story outside the editor: only about the text as it was submitted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from wagtail.models import TaskState
from wagtail.snippets.views import snippets

from wireroom.desk.story.asking import AsksAboutTheStory, StoryDoor
from wireroom.desk.workflow import unchanged_since_submission
from wireroom.stories import chain
from wireroom.stories.errors import StoryError, WrongState
from wireroom.stories.models import Story
from wireroom.stories.pictures import prepare_public_pictures
from wireroom.stories.rules import Action


class DecidesAboutThisStory(AsksAboutTheStory):
    """Wagtail takes any task's number in the address; the task must be this story's, and the right too."""

    object: Story

    def versions_in_question(self) -> Sequence[Story]:
        return [self.object, self.object.get_latest_revision_as_object()]

    def get_task_state(self) -> TaskState:
        task_state = super().get_task_state()  # type: ignore[misc]  # Wagtail's view
        state = task_state.workflow_state
        if (state.base_content_type_id, state.object_id) != (
            Story.get_base_content_type().pk,
            str(self.object.pk),
        ):
            raise Http404
        return task_state

    def check_action(self) -> None:
        super().check_action()  # type: ignore[misc]  # Wagtail's view
        if not self.user_has_permission(Action.PUBLISH):
            raise PermissionDenied


class WorkflowActionView(DecidesAboutThisStory, snippets.WorkflowActionView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if self.action_name == "approve":
                self._look_before_approving()
            with transaction.atomic():
                chain.hold()
                response: HttpResponse = super().post(request, *args, **kwargs)
        except StoryError as error:
            messages.error(request, error.message)
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                answer = {"step": "success", "redirect": self.redirect_url}
                refusal: HttpResponse = self.render_modal_json(request, answer)
                return refusal
            return redirect(self.redirect_url)
        return response

    def _look_before_approving(self) -> None:
        if not unchanged_since_submission(self.task_state):
            raise WrongState(
                gettext("The text was changed after it was submitted. Open it, look again, approve there.")
            )
        prepare_public_pictures(self.task_state.revision.as_object())


class CollectWorkflowActionDataView(DecidesAboutThisStory, snippets.CollectWorkflowActionDataView):
    pass


class ConfirmWorkflowCancellationView(StoryDoor, snippets.ConfirmWorkflowCancellationView):
    permission_required = Action.CHANGE


class WorkflowPreviewView(StoryDoor, snippets.WorkflowPreviewView):
    permission_required = Action.VIEW


class WorkflowHistoryView(StoryDoor, snippets.WorkflowHistoryView):
    permission_required = Action.VIEW


class WorkflowHistoryDetailView(StoryDoor, snippets.WorkflowHistoryDetailView):
    permission_required = Action.VIEW

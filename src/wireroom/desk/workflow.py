"""Review: from submission to the decision, which publishes exactly what the approver saw.

Wagtail imports `publish_approved` by its dotted name while models are still loading, so this module imports models
inside its functions only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wagtail.models import Revision, WorkflowState

    from wireroom.accounts.models import User


def publish_approved(workflow_state: WorkflowState, user: User | None = None) -> None:
    """Publishes the approved revision; raises a StoryError, so that the review stays open, if that is not possible."""
    from django.utils.translation import gettext
    from wagtail.workflows import publish_workflow_state

    from wireroom.stories.actions import release_revision
    from wireroom.stories.errors import WrongState
    from wireroom.stories.models import Story

    story = workflow_state.content_object
    if not isinstance(story, Story):
        publish_workflow_state(workflow_state, user=user)
        return
    revision = workflow_state.current_task_state.revision
    if story.latest_revision_id != revision.pk:
        raise WrongState(gettext("The text was changed after it was submitted. Open it, look again, approve there."))
    release_revision(revision, by=user)


def unchanged_since_submission(task_state: Any) -> bool:
    """Whether the newest text of the story is still, to the letter, the one that was submitted."""
    from wagtail.models import Revision

    revision: Revision | None = Revision.objects.filter(pk=task_state.revision_id).first()
    return revision is not None and revision.created_at <= task_state.started_at and revision.is_latest_revision()


def note_seen(task_state: Any, revision: Revision) -> None:
    """Writes down that the decision now being made is about `revision`."""
    task_state.revision = revision
    task_state.save(update_fields=["revision"])


def open_review() -> None:
    """Makes the review that stories are submitted to, unless the agency has set up one of its own."""
    from wagtail.models import Workflow, WorkflowContentType, WorkflowTask

    from wireroom.desk.models import StoryReview
    from wireroom.stories.models import Story

    content_type = Story.get_content_type()
    if WorkflowContentType.objects.filter(content_type=content_type).exists():
        return
    task = StoryReview.objects.create(name="Review")
    workflow = Workflow.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowContentType.objects.create(content_type=content_type, workflow=workflow)

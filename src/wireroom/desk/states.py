"""The states of many stories at once, and the stories in one state: what lists need without a query for each row."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from wagtail.models import Revision, WorkflowState

from wireroom.stories.models import Dispatch, Story
from wireroom.stories.querysets import StoryQuerySet
from wireroom.stories.rules import State


def _scheduled(pks: Iterable[int] | None = None) -> set[int]:
    waiting = Revision.objects.filter(
        base_content_type=Story.get_base_content_type(), approved_go_live_at__isnull=False
    )
    if pks is not None:
        waiting = waiting.filter(object_id__in=[str(pk) for pk in pks])
    return {int(pk) for pk in waiting.values_list("object_id", flat=True)}


def _in_review(pks: Iterable[int] | None = None) -> set[int]:
    reviews = WorkflowState.objects.filter(
        base_content_type=Story.get_base_content_type(), status=WorkflowState.STATUS_IN_PROGRESS
    )
    if pks is not None:
        reviews = reviews.filter(object_id__in=[str(pk) for pk in pks])
    return {int(pk) for pk in reviews.values_list("object_id", flat=True)}


def _embargoed(scheduled: Iterable[int]) -> set[int]:
    """Those whose newest dispatch, notes to editors aside, went out in advance."""
    newest: dict[int, tuple[str, str]] = {}
    rows = Dispatch.objects.filter(story_id__in=list(scheduled)).exclude(kind="advisory").order_by("seq")
    for pk, audience, kind in rows.values_list("story_id", "audience", "kind"):
        newest[pk] = (audience, kind)
    return {pk for pk, (audience, kind) in newest.items() if audience == "advance" and kind != "withdrawal"}


def states_of(stories: Iterable[Story]) -> dict[int, State]:
    """The state of each story by its id; three queries at most, however many stories."""
    stories = list(stories)
    unreleased = [story.pk for story in stories if not story.live and story.dispatch_id is None]
    scheduled = _scheduled(unreleased) if unreleased else set()
    in_review = _in_review(unreleased) if unreleased else set()
    embargoed = _embargoed(scheduled) if scheduled else set()
    states = {}
    for story in stories:
        if story.live:
            states[story.pk] = State.PUBLISHED
        elif story.dispatch_id is not None:
            states[story.pk] = State.WITHDRAWN
        elif story.pk in scheduled:
            states[story.pk] = State.EMBARGOED if story.pk in embargoed else State.SCHEDULED
        else:
            states[story.pk] = State.IN_REVIEW if story.pk in in_review else State.DRAFT
    return states


def in_state(stories: StoryQuerySet, state: State) -> StoryQuerySet:
    """Those of `stories` that are in `state`, by the same rules as `Story.state`."""
    if state == State.PUBLISHED:
        return stories.published()
    if state == State.WITHDRAWN:
        return stories.withdrawn()
    unreleased = stories.unreleased()
    scheduled = _scheduled()
    if state == State.EMBARGOED:
        return unreleased.filter(pk__in=_embargoed(scheduled))
    if state == State.SCHEDULED:
        return unreleased.filter(pk__in=scheduled - _embargoed(scheduled))
    in_review = _in_review()
    if state == State.IN_REVIEW:
        return unreleased.filter(pk__in=in_review - scheduled)
    return unreleased.exclude(Q(pk__in=scheduled) | Q(pk__in=in_review))

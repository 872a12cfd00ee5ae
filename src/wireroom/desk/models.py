# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Wagtail's review of stories, with our rights in it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from wireroom.accounts.models import User
from wireroom.stories.models import Story
from wireroom.stories.policy import may
from wireroom.stories.rules import Action


class StoryReview(Task):
    """A look at a story by anybody who may publish that very story."""

    def user_can_access_editor(self, obj: Any, user: User) -> bool:
        return isinstance(obj, Story) and may(user, Action.CHANGE, obj)

    def locked_for_user(self, obj: Any, user: User) -> bool:
        return not self._may_decide(obj, user)

    def user_can_lock(self, obj: Any, user: User) -> bool:
        return isinstance(obj, Story) and may(user, Action.LOCK, obj)

    def user_can_unlock(self, obj: Any, user: User) -> bool:
        return isinstance(obj, Story) and may(user, Action.UNLOCK, obj)

    def get_actions(self, obj: Any, user: User) -> list[tuple[str, str, bool]]:
        if not self._may_decide(obj, user):
            return []
        return [
            ("reject", gettext("Send back"), True),
            ("approve", gettext("Approve"), False),
        ]

    def get_task_states_user_can_moderate(self, user: User, **_options: Any) -> models.QuerySet[TaskState]:
        """The open reviews that `user` may decide; there are dozens, not thousands, so each is asked about."""
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        ids = dict(waiting.values_list("pk", "workflow_state__object_id"))
        stories = (
            Story.objects.select_related("section")
            .prefetch_related("authors")
            .in_bulk([int(pk) for pk in ids.values()])
        )
        allowed = [
            state for state, pk in ids.items() if int(pk) in stories and self._may_decide(stories[int(pk)], user)
        ]
        decidable: models.QuerySet[TaskState] = waiting.filter(pk__in=allowed)
        return decidable

    def _may_decide(self, obj: Any, user: User) -> bool:
        return isinstance(obj, Story) and may(user, Action.PUBLISH, obj)

    @classmethod
    def get_description(cls) -> str:
        return gettext("Whoever may publish the story in its section and language decides.")

    class Meta:
        verbose_name = _("review of a story")
        verbose_name_plural = _("reviews of stories")

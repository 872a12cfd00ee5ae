"""Rights at the door: Wagtail's snippet views ask about the model, ours ask about the very story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from wireroom.stories.models import Story
from wireroom.stories.policy import may
from wireroom.stories.rules import Action


class AsksAboutTheStory:
    """For a Wagtail view of one story: every question of rights is about that story, in each of its versions."""

    request: HttpRequest
    object: Any

    def versions_in_question(self) -> Sequence[Story]:
        """The story as it stands, and its draft too where the view shows or changes it."""
        return [self.object]

    def user_has_permission(self, permission: str) -> bool:
        if permission not in set(Action):
            return False
        user: Any = self.request.user
        return all(may(user, Action(permission), story) for story in self.versions_in_question())

    def user_has_any_permission(self, permissions: Iterable[str]) -> bool:
        return any(self.user_has_permission(permission) for permission in permissions)


class StoryDoor(AsksAboutTheStory):
    """A view that opens only to who may do `permission_required` to the story."""

    permission_required: str | None = Action.VIEW
    any_permission_required: list[str] | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.permission_required and not self.user_has_permission(self.permission_required):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the view's
        return response

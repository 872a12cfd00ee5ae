# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Who may come to the wire out at the desk, and whose deliveries they see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from wireroom.accounts.models import User
from wireroom.stories.models import Story
from wireroom.stories.policy import answers_for
from wireroom.wire_out.models import Endpoint, Product, Subscriber
from wireroom.wire_out.policy import Right, may

KEPT = frozenset({"add", "change", "view"})
"""What Wagtail's views may ask for; nothing that the ledger speaks of is ever deleted."""


class WireOutPolicy(ModelPermissionPolicy):
    """Wagtail's questions about subscribers, products and endpoints, answered by our one table of rights."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in KEPT and may(user, Right.MANAGE)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


def register_policies() -> None:
    for model in (Subscriber, Product, Endpoint):
        register_permission_policy(model, WireOutPolicy(model))


class WireDoor:
    """A view that opens to those who have `right`."""

    request: HttpRequest
    right = Right.VIEW

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(self.user, self.right):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the view's
        return response

    @property
    def user(self) -> Any:
        return self.request.user


def sees_all(user: User) -> bool:
    """Chiefs see what went where of every story, editors of those that they answer for."""
    return may(user, Right.SEND) or not any(answers_for(user))


def own_stories(user: User, prefix: str = "story__") -> Q:
    """Which deliveries, recalls or receipts `user` may see, by their story."""
    if sees_all(user):
        return Q()
    sections, locales = answers_for(user)
    wanted = Q()
    if sections:
        wanted &= Q(**{f"{prefix}section__in": sections}) | Q(**{f"{prefix}section__parent__in": sections})
    if locales:
        wanted &= Q(**{f"{prefix}locale__in": locales})
    return wanted | Q(**{f"{prefix}created_by": user.pk})


def may_see(user: User, story: Story) -> bool:
    """Whether `user` may see where this very story went."""
    if not may(user, Right.VIEW):
        return False
    if sees_all(user) or story.created_by_id == user.pk:
        return True
    sections, locales = answers_for(user)
    in_section = not sections or story.section_id in sections or story.section.parent_id in sections
    return in_section and (not locales or story.locale_id in locales)

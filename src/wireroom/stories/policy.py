"""Who may do what to which story: Wagtail's permission policy for Story, asked about the very story."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext as _
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from wireroom.accounts.models import User
from wireroom.accounts.rules import Role
from wireroom.stories.errors import NotAllowed
from wireroom.stories.models import Assignment, Story
from wireroom.stories.rules import Action, Relation, State, actions_for, may_ever


def answers_for(user: User) -> tuple[frozenset[int], frozenset[int]]:
    """The ids of the sections and languages a user answers for, each empty for all; asked once a user object."""
    cached = getattr(user, "_assignment_ids", None)
    if cached is None:
        assignment = Assignment.objects.filter(user=user).first()
        cached = (
            frozenset(assignment.sections.values_list("pk", flat=True)) if assignment else frozenset(),
            frozenset(assignment.locales.values_list("pk", flat=True)) if assignment else frozenset(),
        )
        user._assignment_ids = cached  # type: ignore[attr-defined]  # a cache for the length of a request
    return cached


def relation(user: User, story: Story) -> Relation:
    """How `user` stands to `story`."""
    sections, locales = answers_for(user)
    own = story.created_by_id == user.pk
    if not own and story.pk:
        own = any(author.user_id == user.pk for author in story.authors.all())
    in_section = (
        not sections
        or story.section_id in sections
        or (story.section_id is not None and story.section.parent_id in sections)
    )
    return Relation(own=own, in_section=in_section, in_language=not locales or story.locale_id in locales)


def may(user: User | None, action: Action, story: Story) -> bool:
    """Whether `user` may do `action` to `story` as it stands now."""
    if user is None or not user.is_active or not user.is_authenticated:
        return False
    released = story.live or story.dispatch_id is not None
    state = (State.PUBLISHED if story.live else State.WITHDRAWN) if released else State.DRAFT
    return action in actions_for(user.roles, relation(user, story), state)


def demand(user: User | None, action: Action, story: Story) -> None:
    """Raises NotAllowed unless `user` may do `action` to `story`; None is the house (import, schedule, shell)."""
    if user is not None and not may(user, action, story):
        raise NotAllowed(
            _("You have no right to do this to “%(headline)s”. Ask an editor of its section and language.")
            % {"headline": story.headline}
        )


class StoryPolicy(ModelPermissionPolicy):
    """What Wagtail's views ask; anything they do not know by name is refused."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if not getattr(user, "is_active", False) or action not in set(Action):
            return False
        return may_ever(user.roles, Action(action))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Story) -> bool:
        return action in set(Action) and may(user, Action(action), instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Story) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> models.QuerySet[Story]:
        """Stories to list: staff see the whole file; each further step asks about the very story."""
        if getattr(user, "is_active", False) and user.roles:
            return Story.objects.all()
        return Story.objects.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> models.QuerySet[Any]:
        wanted = set(actions)
        roles = [role.value for role in Role if any(may_ever([role], a) for a in Action if a in wanted)]
        users = get_user_model().objects.filter(is_active=True)
        return users.filter(models.Q(is_superuser=True) | models.Q(groups__name__in=roles)).distinct()


def register() -> None:
    register_permission_policy(Story, StoryPolicy(Story))

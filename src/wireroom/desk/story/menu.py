# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The action menu of the editor: only what this person may do to this story in its present state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.snippets import action_menu as wagtail_menu

from wireroom.accounts.models import User
from wireroom.reactions.ratings import decisions
from wireroom.reactions.ratings.rules import Right
from wireroom.stories.models import Story
from wireroom.stories.policy import may
from wireroom.stories.rules import Action, State

Context = Mapping[str, Any]


def _row(context: Context) -> Story | None:
    return context.get("row")


def _user(context: Context) -> User:
    user: User = context["request"].user
    return user


def _is_withdrawn(row: Story) -> bool:
    return row.dispatch_id is not None and not row.live


class PublishItem(wagtail_menu.PublishMenuItem):
    """Publish, for who may publish this very story; with a withdrawn one that means to reinstate it changed."""

    template_name = "desk/action_menu/publish.html"

    def is_shown(self, context: Context) -> bool:
        row = _row(context)
        if context.get("locked_for_user"):
            return False
        asked = [row, context["instance"]] if row else [context["draft"]]
        right = Action.WITHDRAW if row and _is_withdrawn(row) else Action.PUBLISH
        return all(may(_user(context), right, story) for story in asked)

    def get_context_data(self, parent_context: Context) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        row = _row(parent_context)
        context["is_out"] = bool(row and row.live)
        context["is_withdrawn"] = bool(row and _is_withdrawn(row))
        return context


class SubmitItem(wagtail_menu.SubmitForModerationMenuItem):
    """Hands the story to whoever may publish it."""

    label = _("Submit for review")

    def is_shown(self, context: Context) -> bool:
        row = _row(context)
        return bool(super().is_shown(context)) and not (row and _is_withdrawn(row))

    def get_context_data(self, parent_context: Context) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        instance = parent_context.get("instance")
        state = instance.current_workflow_state if instance else None
        context["label"] = _("Submit again") if state else self.label
        return context


class CancelReviewItem(wagtail_menu.CancelWorkflowMenuItem):
    label = _("Take back from review")


class RestartReviewItem(wagtail_menu.RestartWorkflowMenuItem):
    label = _("Start the review anew")


class StoryPageItem(wagtail_menu.ActionMenuItem):
    """A step that has a page of its own, with a question to answer."""

    right: Action
    states: frozenset[State]
    url_name: str

    def is_shown(self, context: Context) -> bool:
        row = _row(context)
        return row is not None and row.state in self.states and may(_user(context), self.right, row)

    def get_url(self, parent_context: Context) -> str:
        return reverse(f"stories:{self.url_name}", args=[parent_context["instance"].pk])


class WithdrawItem(StoryPageItem):
    label: Promise = _("Withdraw…")
    icon_name = "cross"
    right = Action.WITHDRAW
    states = frozenset({State.PUBLISHED, State.EMBARGOED})
    url_name = "withdraw"


class ReinstateItem(StoryPageItem):
    label: Promise = _("Reinstate…")
    icon_name = "undo"
    right = Action.WITHDRAW
    states = frozenset({State.WITHDRAWN})
    url_name = "reinstate"


class AdviseItem(StoryPageItem):
    label: Promise = _("Advise editors…")
    icon_name = "info-circle"
    right = Action.ADVISE
    states = frozenset({State.PUBLISHED, State.EMBARGOED, State.WITHDRAWN})
    url_name = "advise"


class RatingsItem(StoryPageItem):
    label: Promise = _("Readers’ ratings")
    icon_name = "star"

    def is_shown(self, context: Context) -> bool:
        row = _row(context)
        return row is not None and row.dispatch_id is not None and decisions.may(_user(context), Right.SEE)

    def get_url(self, parent_context: Context) -> str:
        return reverse("desk_ratings_story", args=[parent_context["instance"].pk])


class UnscheduleItem(StoryPageItem):
    label: Promise = _("Take off the schedule…")
    icon_name = "calendar"
    right = Action.PUBLISH
    states = frozenset({State.SCHEDULED, State.PUBLISHED})
    url_name = "unschedule"

    def is_shown(self, context: Context) -> bool:
        row = _row(context)
        return row is not None and row.scheduled_revision is not None and super().is_shown(context)


ITEMS: tuple[wagtail_menu.ActionMenuItem, ...] = (
    wagtail_menu.SaveMenuItem(order=0),
    PublishItem(order=30),
    CancelReviewItem(order=40),
    RestartReviewItem(order=50),
    SubmitItem(order=60),
    UnscheduleItem(order=70),
    AdviseItem(order=80),
    RatingsItem(order=85),
    ReinstateItem(order=90),
    WithdrawItem(order=95),
    wagtail_menu.LockedMenuItem(order=10000),
)

DECISIONS = {"approve": ("success", _("Approve and publish")), "reject": ("edit", _("Send back…"))}


class StoryActionMenu(wagtail_menu.SnippetActionMenu):
    """Wagtail's menu with our items; its own would ask for rights to stories in general."""

    def __init__(self, request: Any, **context: Any) -> None:
        self.request = request
        self.context = {**context, "request": request, "model": Story, "draftstate_enabled": True}
        shown = [item for item in ITEMS if item.is_shown(self.context)]
        shown += self._decisions()
        self.menu_items = sorted(shown, key=lambda item: item.order)
        self.default_item = self.menu_items.pop(0) if self.menu_items else None

    def _decisions(self) -> list[wagtail_menu.ActionMenuItem]:
        story: Story | None = self.context.get("instance")
        task = story.current_workflow_task if story else None
        if task is None:
            return []
        items = []
        for name, label, has_form in task.get_actions(story, self.request.user):
            icon, own_label = DECISIONS.get(name, ("edit", label))
            item = wagtail_menu.WorkflowMenuItem(name, own_label, has_form, icon_name=icon, order=20)
            if item.is_shown(self.context):
                items.append(item)
        return items

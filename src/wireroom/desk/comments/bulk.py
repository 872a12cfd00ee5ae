# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Deciding about many comments at once, each with its own right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction

from wireroom.desk.comments.forms import text_area
from wireroom.desk.comments.listing import with_story
from wireroom.reactions.comments import decisions
from wireroom.reactions.comments.errors import AlreadyDecided
from wireroom.reactions.comments.models import Comment, State
from wireroom.reactions.comments.rules import Right


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason, for the authors and for readers"), widget=text_area(), max_length=300)


class CommentBulkAction(BulkAction):
    """Those that a colleague has decided meanwhile are left alone, and counted."""

    models = [Comment]
    template_name = "desk/comments/bulk.html"
    question: Promise
    yes: Promise
    state: State
    """That of the comments it is for."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        if not decisions.may(user, Right.MODERATE):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @classmethod
    def get_queryset(cls, model: type[Comment], object_ids: Sequence[str]) -> list[Comment]:
        return list(with_story().filter(pk__in=[pk for pk in object_ids if str(pk).isdecimal() and len(str(pk)) < 19]))

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> list[int]:
        """“All” is nothing here: each one was ticked by hand."""
        return []

    def check_perm(self, obj: Comment) -> bool:
        user: Any = self.request.user
        return obj.state == self.state and decisions.may(user, Right.MODERATE, obj.story)

    def get_execution_context(self) -> dict[str, Any]:
        return {"self": self}

    @classmethod
    def execute_action(cls, objects: Sequence[Comment], **kwargs: Any) -> tuple[int, int]:
        action: CommentBulkAction = kwargs["self"]
        done = 0
        for comment in objects:
            try:
                action.decide(comment, action.request.user)
            except AlreadyDecided:
                continue
            done += 1
        if missed := len(objects) - done:
            messages.warning(action.request, _left_alone(missed))
        return done, 0

    def decide(self, comment: Comment, user: Any) -> None:
        raise NotImplementedError

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        return self.said(num_parent_objects) if num_parent_objects else None

    said: Callable[[int], str]


def _left_alone(count: int) -> str:
    return ngettext(
        "%(count)d comment was left alone: a colleague was quicker.",
        "%(count)d comments were left alone: a colleague was quicker.",
        count,
    ) % {"count": count}


class ApproveComments(CommentBulkAction):
    display_name = _("Approve")
    aria_label = _("Approve the chosen comments")
    action_type = "approve"
    action_priority = 10
    state = State.WAITING
    question = _("Publish these comments?")
    yes = _("Publish them")

    def decide(self, comment: Comment, user: Any) -> None:
        decisions.approve(comment, by=user)

    @staticmethod
    def said(count: int) -> str:
        return ngettext("%(count)d comment published.", "%(count)d comments published.", count) % {"count": count}


class RejectComments(CommentBulkAction):
    display_name = _("Reject")
    aria_label = _("Reject the chosen comments")
    action_type = "reject"
    action_priority = 20
    classes = {"serious"}
    form_class = ReasonForm
    state = State.WAITING
    question = _("Reject these comments? Their authors can read your reason.")
    yes = _("Reject them")

    def decide(self, comment: Comment, user: Any) -> None:
        decisions.reject(comment, by=user, reason=self.cleaned_form.cleaned_data["reason"])

    @staticmethod
    def said(count: int) -> str:
        return ngettext("%(count)d comment rejected.", "%(count)d comments rejected.", count) % {"count": count}


class RemoveComments(CommentBulkAction):
    display_name = _("Remove")
    aria_label = _("Remove the chosen published comments")
    action_type = "remove"
    action_priority = 30
    classes = {"serious"}
    form_class = ReasonForm
    state = State.PUBLISHED
    question = _("Remove these comments? A line with your reason stands in the place of each.")
    yes = _("Remove them")

    def decide(self, comment: Comment, user: Any) -> None:
        decisions.remove(comment, by=user, reason=self.cleaned_form.cleaned_data["reason"])

    @staticmethod
    def said(count: int) -> str:
        return ngettext("%(count)d comment removed.", "%(count)d comments removed.", count) % {"count": count}


BULK_ACTIONS = (ApproveComments, RejectComments, RemoveComments)

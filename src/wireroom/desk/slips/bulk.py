# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Deciding about many slips at once, each with its own right and each in its own transaction of the house."""

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

from wireroom.desk.slips.forms import text_area
from wireroom.reactions.typo_reports import actions
from wireroom.reactions.typo_reports.errors import SlipDecided
from wireroom.reactions.typo_reports.models import Slip
from wireroom.stories.policy import may
from wireroom.stories.rules import Action, may_ever

LONGEST_ID = 18


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason, for the readers who reported them"), widget=text_area(rows=2), max_length=1000
    )


class SlipBulkAction(BulkAction):
    """Those that a colleague has decided meanwhile are left alone, and counted."""

    models = [Slip]
    template_name = "desk/slips/bulk.html"
    question: Promise
    yes: Promise

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        if not may_ever(user.roles, Action.PUBLISH):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @classmethod
    def get_queryset(cls, model: type[Slip], object_ids: Sequence[str]) -> list[Slip]:
        pks = [int(pk) for pk in map(str, object_ids) if pk.isdecimal() and len(pk) < LONGEST_ID]
        return list(Slip.objects.with_story().filter(pk__in=pks))

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> list[int]:
        """“All” is nothing here: each one was ticked by hand."""
        return []

    def check_perm(self, obj: Slip) -> bool:
        user: Any = self.request.user
        return obj.is_open and may(user, Action.PUBLISH, obj.story)

    def get_execution_context(self) -> dict[str, Any]:
        return {"self": self}

    @classmethod
    def execute_action(cls, objects: Sequence[Slip], **kwargs: Any) -> tuple[int, int]:
        action: SlipBulkAction = kwargs["self"]
        done = 0
        for slip in objects:
            try:
                action.decide(slip, action.request.user)
            except SlipDecided:
                continue
            done += 1
        if missed := len(objects) - done:
            messages.warning(action.request, _left_alone(missed))
        return done, 0

    def decide(self, slip: Slip, user: Any) -> None:
        raise NotImplementedError

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        return self.said(num_parent_objects) if num_parent_objects else None

    said: Callable[[int], str]


def _left_alone(count: int) -> str:
    return ngettext(
        "%(count)d was left alone: a colleague was quicker.",
        "%(count)d were left alone: a colleague was quicker.",
        count,
    ) % {"count": count}


class RejectSlips(SlipBulkAction):
    display_name = _("Reject")
    aria_label = _("Reject the chosen reports")
    action_type = "reject"
    action_priority = 10
    classes = {"serious"}
    form_class = ReasonForm
    question = _("Reject these reports? Whoever sent them can read your reason.")
    yes = _("Reject them")

    def decide(self, slip: Slip, user: Any) -> None:
        actions.reject(slip, by=user, reason=self.cleaned_form.cleaned_data["reason"])

    @staticmethod
    def said(count: int) -> str:
        return ngettext("%(count)d report rejected.", "%(count)d reports rejected.", count) % {"count": count}


class SetSlipsAside(SlipBulkAction):
    display_name = _("Not reproducible")
    aria_label = _("Set the chosen reports aside: not reproducible")
    action_type = "aside"
    action_priority = 20
    question = _("Set these reports aside, because nobody here can see what is meant?")
    yes = _("Set them aside")

    def decide(self, slip: Slip, user: Any) -> None:
        actions.set_aside(slip, by=user)

    @staticmethod
    def said(count: int) -> str:
        return ngettext("%(count)d report set aside.", "%(count)d reports set aside.", count) % {"count": count}


class ClaimSlips(SlipBulkAction):
    display_name = _("Take")
    aria_label = _("Take the chosen reports")
    action_type = "claim"
    action_priority = 30
    question = _("Take these reports? Colleagues will see that you look into them.")
    yes = _("Take them")

    def decide(self, slip: Slip, user: Any) -> None:
        actions.claim(slip, by=user)

    @staticmethod
    def said(count: int) -> str:
        return ngettext("%(count)d report taken.", "%(count)d reports taken.", count) % {"count": count}


BULK_ACTIONS = (RejectSlips, SetSlipsAside, ClaimSlips)

# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Sending many deliveries again at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction

from wireroom.wire_out.errors import NotResendable
from wireroom.wire_out.models import Delivery
from wireroom.wire_out.policy import Right, may
from wireroom.wire_out.resending import AGAIN, resend

LONGEST_ID = 18


class ResendDeliveries(BulkAction):
    """Those that are on their way again or overtaken meanwhile are left alone, and counted."""

    models = [Delivery]
    display_name = _("Send again")
    aria_label = _("Send the chosen deliveries again")
    action_type = "resend"
    action_priority = 10
    template_name = "desk/wire/bulk.html"
    question = _("Send these again? Each goes out under the message id that it had.")
    yes = _("Send them")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        if not may(user, Right.SEND):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @classmethod
    def get_queryset(cls, model: type[Delivery], object_ids: Sequence[str]) -> list[Delivery]:
        pks = [int(pk) for pk in map(str, object_ids) if pk.isdecimal() and len(pk) < LONGEST_ID]
        rows = Delivery.objects.filter(pk__in=pks).select_related("endpoint__subscriber", "story__locale")
        return list(rows.defer("story__body").order_by("dispatch_id", "pk"))

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> list[int]:
        """“All” is nothing here: each one was ticked by hand; many are sent again from the endpoint's page."""
        return []

    def check_perm(self, obj: Delivery) -> bool:
        return obj.state in AGAIN

    def get_execution_context(self) -> dict[str, Any]:
        return {"self": self}

    @classmethod
    def execute_action(cls, objects: Sequence[Delivery], **kwargs: Any) -> tuple[int, int]:
        action: ResendDeliveries = kwargs["self"]
        done = 0
        for delivery in objects:
            try:
                resend(delivery, by=action.request.user)
            except NotResendable:
                continue
            done += 1
        if missed := len(objects) - done:
            text = ngettext(
                "%(count)d was left alone: it is on its way, or a newer version has taken its place.",
                "%(count)d were left alone: they are on their way, or a newer version has taken their place.",
                missed,
            )
            messages.warning(action.request, text % {"count": missed})
        return done, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        count = num_parent_objects
        text = ngettext("%(count)d delivery is on its way.", "%(count)d deliveries are on their way.", count)
        return text % {"count": count} if count else None

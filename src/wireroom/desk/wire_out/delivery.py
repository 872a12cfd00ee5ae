# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""One delivery: what went where, every attempt and its answer, and sending it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wireroom.core import clock
from wireroom.desk.wire_out.asking import Crumb, Deed, WirePage
from wireroom.desk.wire_out.doors import own_stories
from wireroom.desk.wire_out.listing import is_retried
from wireroom.desk.wire_out.words import last_said, said
from wireroom.stories.models import Dispatch
from wireroom.wire_out.actions import settle_alarm
from wireroom.wire_out.models import Alarm, Attempt, Delivery, Recall
from wireroom.wire_out.policy import Right, may
from wireroom.wire_out.resending import AGAIN, resend

DELIVERIES = _("Deliveries")
ALARMS_SHOWN = 100


class DeliveryView(WirePage):
    template_name = "desk/wire/delivery.html"

    @cached_property
    def delivery(self) -> Delivery:
        related = ("endpoint__subscriber", "story__locale__edition", "story__section", "dispatch")
        own = Delivery.objects.filter(own_stories(self.user)).select_related(*related)
        return get_object_or_404(own.defer("story__body", "dispatch__payload"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return capfirst(gettext("delivery"))

    def above(self) -> list[Crumb]:
        return [(reverse("deliveries:index"), DELIVERIES)]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        delivery: Any = self.delivery
        delivery.is_retried = is_retried(delivery)
        return self.show(
            delivery=delivery,
            story=delivery.story,
            said=last_said(delivery),
            attempts=attempts_of(delivery),
            carried=carried_by(delivery),
            recall=Recall.objects.filter(delivery=delivery).first(),
            may_manage=may(self.user, Right.MANAGE),
            may_send=may(self.user, Right.SEND) and delivery.state in AGAIN,
            is_leased=delivery.lease_until is not None and delivery.lease_until > clock.now(),
        )


def attempts_of(delivery: Delivery) -> Sequence[Any]:
    """The newest first, each with its answer in words and how long it took."""
    attempts: list[Any] = list(Attempt.objects.filter(delivery=delivery).order_by("-pk"))
    for attempt in attempts:
        attempt.said = said(attempt.answer, attempt.code, attempt.text)
        attempt.milliseconds = round((attempt.ended_at - attempt.started_at).total_seconds() * 1000)
    return attempts


def carried_by(delivery: Delivery) -> Sequence[Dispatch]:
    """The versions that this one overtook on their way, whose notes go along."""
    return list(Dispatch.objects.filter(seq__in=delivery.carries).defer("payload").order_by("seq"))


class ResendOneView(Deed):
    right = Right.SEND

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        delivery = get_object_or_404(Delivery, pk=pk)
        self.attempt(lambda: resend(delivery, by=self.user), said=gettext("It is on its way again."))
        return redirect("deliveries:delivery", pk)


class AlarmsView(WirePage):
    """What could not be made in a format, and what a product could not be asked about."""

    template_name = "desk/wire/alarms.html"
    page_title = _("Alarms")
    header_icon = "warning"

    def above(self) -> list[Crumb]:
        return [(reverse("deliveries:index"), DELIVERIES)]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(alarms=own_alarms(self.user)[:ALARMS_SHOWN], may_settle=may(self.user, Right.SEND))


def own_alarms(user: Any) -> Any:
    """The open ones of stories that `user` may see."""
    related = ("dispatch__story__locale", "dispatch__story__section")
    found = Alarm.objects.open().filter(own_stories(user, "dispatch__story__")).select_related("product", *related)
    found = found.prefetch_related("product__endpoints__subscriber")
    return found.defer("dispatch__payload", "dispatch__story__body")


class SettleAlarmView(Deed):
    right = Right.SEND

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        alarm = get_object_or_404(Alarm, pk=pk)
        kept_back = gettext("The alarm is settled. Send again from the dead letters what it kept back.")
        not_asked = gettext("The alarm is settled. This dispatch is not given out by the product any more.")
        text = not_asked if alarm.product_id else kept_back
        self.attempt(lambda: settle_alarm(alarm, by=self.user), said=text)
        return redirect("deliveries:alarms")

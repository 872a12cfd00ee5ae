"""Sending again: a dead letter, or everything since a number or a time. Never an older version after a newer one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.stories.models import Dispatch
from wireroom.wire_out import matching, owed
from wireroom.wire_out.alarms import FAULTS, fault_text
from wireroom.wire_out.errors import NotResendable
from wireroom.wire_out.logs import note_in_log
from wireroom.wire_out.models import Delivery, DeliveryState, Endpoint, Product
from wireroom.wire_out.policy import Right, demand

AGAIN = {DeliveryState.ACCEPTED, DeliveryState.DEAD, DeliveryState.FAILED}


def resend(delivery: Delivery, *, by: User | None) -> None:
    """Sends one delivery again, under its message id. Raises NotResendable, NotAllowed."""
    demand(by, Right.SEND)
    with transaction.atomic():
        endpoint = Endpoint.objects.select_for_update().get(pk=delivery.endpoint_id)
        newer = Delivery.objects.at(endpoint).filter(story_id=delivery.story_id, dispatch_id__gt=delivery.dispatch_id)
        if newer.exists() or not _put_back(Delivery.objects.filter(pk=delivery.pk)):
            raise NotResendable(_("It is on its way, or a newer version of the story has taken its place."))
        note_in_log(endpoint, "resend", by, {"seq": delivery.dispatch_id})


def _put_back(rows: QuerySet[Delivery]) -> int:
    now = clock.now()
    return rows.filter(state__in=AGAIN).update(
        state=DeliveryState.PENDING,
        next_attempt_at=now,
        resent_at=now,
        first_tried_at=None,
        settled_at=None,
        lease_by="",
        lease_until=None,
    )


def resend_since(endpoint: Endpoint, *, seq: int | None = None, time: datetime | None = None, by: User | None) -> int:
    """Sends everything after dispatch `seq`, or since `time`, once more; returns how many deliveries that makes.

    Of each story the newest version goes out, if the endpoint's products carried it or it was sent before. What
    products take has been judged when it went out; for older material than that, they are asked now.
    """
    demand(by, Right.SEND)
    with transaction.atomic():
        matching.catch_up()
        row = Endpoint.objects.select_for_update(of=("self",)).select_related("subscriber").get(pk=endpoint.pk)
        while row.cursor < matching.judged_up_to():
            owed.enter([row], up_to=matching.judged_up_to(), now=clock.now())
        again = _put_back(_newest_since(row, seq, time))
        again += _enter_older(row, seq, time)
        note_in_log(row, "resend", by, {"since": seq if time is None else time.isoformat(), "count": again})
    return again


def count_since(endpoint: Endpoint, *, seq: int | None = None, time: datetime | None = None, by: User | None) -> int:
    """How many deliveries `resend_since` would make now; changes nothing."""
    demand(by, Right.SEND)
    again = _newest_since(endpoint, seq, time).filter(state__in=AGAIN).count()
    older = _takes_of_older(endpoint, seq, time)
    return again + len(owed.owed_of_older(endpoint, older, now=clock.now()))


def _since(seq: int | None, time: datetime | None) -> QuerySet[Dispatch]:
    after = matching.seq_before(time) if time is not None else seq or 0
    return Dispatch.objects.exclude(audience="archive").filter(seq__gt=after)


def _newest_since(endpoint: Endpoint, seq: int | None, time: datetime | None) -> QuerySet[Delivery]:
    """Of each story that moved since, the newest row of the endpoint's ledger."""
    moved = Delivery.objects.at(endpoint).filter(dispatch__in=_since(seq, time)).values("story_id")
    newest = Delivery.objects.at(endpoint).filter(story_id__in=moved).values("story_id").annotate(last=Max("dispatch"))
    return Delivery.objects.at(endpoint).filter(dispatch_id__in=list(newest.values_list("last", flat=True)))


def _enter_older(endpoint: Endpoint, seq: int | None, time: datetime | None) -> int:
    """Rows for stories that the endpoint never had."""
    return owed.enter_older(endpoint, _takes_of_older(endpoint, seq, time), now=clock.now())


def _takes_of_older(endpoint: Endpoint, seq: int | None, time: datetime | None) -> list[Dispatch]:
    """Of each story that the endpoint never had the newest version, if its products take it as they stand."""
    known = Delivery.objects.at(endpoint).values("story_id")
    unknown = _since(seq, time).filter(seq__lte=endpoint.cursor).exclude(story_id__in=known)
    newest = (
        unknown.exclude(kind="advisory").values("story_id").annotate(last=Max("seq")).values_list("last", flat=True)
    )
    candidates = Dispatch.objects.filter(seq__in=list(newest)).exclude(kind="withdrawal").order_by("seq")
    entitled = endpoint.products.filter(entitlements__subscriber=endpoint.subscriber_id)
    takes = {dispatch for product in entitled for dispatch in _taken(product, candidates)}
    return sorted(takes, key=lambda one: one.seq)


def _taken(product: Product, candidates: QuerySet[Dispatch]) -> list[Dispatch]:
    """Raises NotResendable where its filter fails."""
    try:
        return matching.would_match(product, candidates)
    except FAULTS as fault:
        said = _("The filter of the product “%(product)s” fails (%(fault)s). Mend it first.")
        raise NotResendable(said % {"product": product, "fault": fault_text(fault)}) from fault

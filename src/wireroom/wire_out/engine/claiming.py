"""Taking what is due: leases for the next deliveries of each endpoint that has a free connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from wireroom.wire_out.engine.leases import LASTS
from wireroom.wire_out.models import Delivery, Endpoint
from wireroom.wire_out.rules.retries import TRIPS_AFTER


@dataclass
class Room:
    """What one process has under way at one endpoint; one connection more is kept for withdrawals alone."""

    batches: int = 0
    urgent: int = 0
    size: int = 1
    """How many deliveries the next batch may hold; the engine lets it grow while they go quickly."""

    def is_free(self, endpoint: Endpoint) -> bool:
        return self.batches < endpoint.connections

    def is_free_for_withdrawals(self, endpoint: Endpoint) -> bool:
        return self.is_free(endpoint) or self.urgent == 0


@dataclass
class Claim:
    """Deliveries leased for one endpoint, all of different stories."""

    endpoint: Endpoint
    deliveries: list[Delivery] = field(default_factory=list)
    is_urgent: bool = False


def _due(now: datetime) -> QuerySet[Delivery]:
    """What may be tried now; of each story at an endpoint nothing older may be pending, so that none goes backwards."""
    older = Delivery.objects.pending().filter(
        endpoint_id=OuterRef("endpoint_id"), story_id=OuterRef("story_id"), dispatch_id__lt=OuterRef("dispatch_id")
    )
    due = Delivery.objects.filter(next_attempt_at__lte=now, lease_until__isnull=True)
    return due.filter(~Exists(older)).order_by("dispatch_id")


def is_open(endpoint: Endpoint, now: datetime) -> bool:
    """Whether everything goes out to the endpoint, not only withdrawals."""
    return endpoint.is_active and not endpoint.paused and endpoint.subscriber.is_served(now)


@dataclass(frozen=True, slots=True)
class Due:
    """The endpoints at which something, or a withdrawal, may be begun now."""

    anything: frozenset[int]
    withdrawals: frozenset[int]

    @property
    def endpoints(self) -> frozenset[int]:
        return self.anything | self.withdrawals


def look(endpoints: Sequence[Endpoint], rooms: Mapping[int, Room], now: datetime) -> Due:
    """What is due where there is room for it: two queries, along the indexes of pending rows."""
    awake = [endpoint for endpoint in endpoints if not endpoint.is_resting(now)]
    free = [e.pk for e in awake if is_open(e, now) and rooms[e.pk].is_free(e)]
    urgent = [e.pk for e in awake if rooms[e.pk].is_free_for_withdrawals(e)]
    due = Delivery.objects.filter(next_attempt_at__lte=now, lease_until__isnull=True)
    first = due.filter(kind="withdrawal", endpoint_id__in=urgent).values_list("endpoint_id", flat=True)
    at_any = Endpoint.objects.filter(Exists(due.filter(endpoint_id=OuterRef("pk"))), pk__in=free)
    return Due(
        frozenset(at_any.values_list("pk", flat=True)) if free else frozenset(),
        frozenset(first) if urgent else frozenset(),
    )


def claim(endpoints: Sequence[Endpoint], rooms: Mapping[int, Room], *, worker: str, now: datetime) -> list[Claim]:
    """Leases what comes next for `endpoints`, whose rows must be locked: withdrawals first, then as the wire went."""
    due = look(endpoints, rooms, now)
    claims = [_next(endpoint, rooms[endpoint.pk], due, now) for endpoint in endpoints if endpoint.pk in due.endpoints]
    taken = [delivery for one in claims for delivery in one.deliveries]
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in taken]).update(
        lease_by=worker, lease_until=now + LASTS, first_tried_at=Coalesce("first_tried_at", now)
    )
    for delivery in taken:
        delivery.first_tried_at = delivery.first_tried_at or now
    return [one for one in claims if one.deliveries]


def _next(endpoint: Endpoint, room: Room, due: Due, now: datetime) -> Claim:
    size = 1 if endpoint.failures >= TRIPS_AFTER else room.size
    found: list[Delivery] = []
    if endpoint.pk in due.withdrawals:
        found = list(_due(now).filter(endpoint=endpoint, kind="withdrawal")[:size])
    is_urgent = bool(found) and not room.is_free(endpoint)
    if endpoint.pk in due.anything and len(found) < size:
        others = _due(now).filter(endpoint=endpoint).exclude(kind="withdrawal")
        found += others[: size - len(found)]
    return Claim(endpoint, found, is_urgent)

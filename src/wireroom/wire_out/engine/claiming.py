"""Taking what is due: leases for the next deliveries of each endpoint that has a free connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef
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


MOST_TOGETHER = 200
"""Parts of one statement; SQLite takes 500."""

_NEXT = """
SELECT * FROM (
    SELECT * FROM wire_out_delivery AS due
    WHERE endpoint_id = %s AND next_attempt_at IS NOT NULL AND next_attempt_at <= %s AND lease_until IS NULL
    AND {kind} AND NOT EXISTS (
        SELECT 1 FROM wire_out_delivery AS older WHERE older.next_attempt_at IS NOT NULL
        AND older.story_id = due.story_id AND older.endpoint_id = due.endpoint_id
        AND older.dispatch_id < due.dispatch_id
    )
    ORDER BY dispatch_id LIMIT %s
) AS taken
"""
"""What may be tried now at one endpoint. Of each story nothing older may be pending, so that none goes backwards."""


def _due(sizes: Mapping[int, int], now: datetime, *, withdrawals: bool) -> dict[int, list[Delivery]]:
    """The next deliveries of each endpoint, as many as `sizes` says: one statement for all of them."""
    found: dict[int, list[Delivery]] = {endpoint: [] for endpoint in sizes}
    one = _NEXT.format(kind="kind = 'withdrawal'" if withdrawals else "kind <> 'withdrawal'")
    places = list(sizes.items())
    for start in range(0, len(places), MOST_TOGETHER):
        some = places[start : start + MOST_TOGETHER]
        values = [value for endpoint, size in some for value in (endpoint, _stored(now), size)]
        for delivery in Delivery.objects.raw("UNION ALL".join([one] * len(some)), values):
            found[delivery.endpoint_id].append(delivery)
    return found


def _stored(time: datetime) -> object:
    """The time as this database compares it."""
    return connection.ops.adapt_datetimefield_value(time)


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
    sizes = {e.pk: 1 if e.failures >= TRIPS_AFTER else rooms[e.pk].size for e in endpoints}
    first = _due({pk: sizes[pk] for pk in due.withdrawals}, now, withdrawals=True)
    left = {pk: sizes[pk] - len(first.get(pk, ())) for pk in due.anything}
    others = _due({pk: size for pk, size in left.items() if size > 0}, now, withdrawals=False)
    claims = [
        Claim(
            endpoint,
            [*first.get(endpoint.pk, ()), *others.get(endpoint.pk, ())],
            is_urgent=endpoint.pk in first and not rooms[endpoint.pk].is_free(endpoint),
        )
        for endpoint in endpoints
    ]
    taken = [delivery for one in claims for delivery in one.deliveries]
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in taken]).update(
        lease_by=worker, lease_until=now + LASTS, first_tried_at=Coalesce("first_tried_at", now)
    )
    for delivery in taken:
        delivery.first_tried_at = delivery.first_tried_at or now
    return [one for one in claims if one.deliveries]

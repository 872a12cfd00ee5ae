"""How endpoints stand: what waits for each, since when, what it said last; in as many queries for one as for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, OuterRef, Subquery

from wireroom.stories.models import Dispatch
from wireroom.wire_out.models import Delivery, Endpoint
from wireroom.wire_out.models.product import newest_seq
from wireroom.wire_out.rules.conditions import STUCK, Condition, Signs, condition, lag


@dataclass(frozen=True, slots=True)
class Standing:
    """One endpoint at one time; `last` is the newest delivery that was tried, if any was."""

    endpoint: Endpoint
    now: datetime
    pending: int
    signs: Signs
    last: Delivery | None

    @property
    def condition(self) -> Condition:
        return condition(self.signs, self.now)

    @property
    def lag(self) -> timedelta:
        return lag(self.signs, self.now)

    @property
    def is_stuck(self) -> bool:
        return self.condition in STUCK


def standings(endpoints: Iterable[Endpoint], now: datetime) -> list[Standing]:
    """In the order of `endpoints`, whose subscribers must be at hand."""
    found = list(endpoints)
    if not found:
        return []
    waiting = _waiting(found)
    unread = _unread(found)
    last = _last_tried(found)
    return [_standing(one, waiting.get(one.pk), unread.get(one.cursor), last.get(one.pk), now) for one in found]


def standing_of(endpoint: Endpoint, now: datetime) -> Standing:
    [found] = standings([endpoint], now)
    return found


def _standing(
    endpoint: Endpoint,
    waiting: tuple[int, datetime] | None,
    unread: datetime | None,
    last: Delivery | None,
    now: datetime,
) -> Standing:
    count, since = waiting or (0, None)
    since = min(filter(None, (since, unread)), default=None)
    signs = Signs(
        endpoint.is_active,
        endpoint.paused,
        endpoint.subscriber.is_served(now),
        endpoint.is_resting(now),
        endpoint.failures,
        since if endpoint.is_pushed else None,
    )
    return Standing(endpoint, now, count, signs, last)


def _waiting(endpoints: Sequence[Endpoint]) -> dict[int, tuple[int, datetime]]:
    """By endpoint, how many deliveries are pending and when the oldest of their dispatches went out."""
    pending = Delivery.objects.pending().filter(endpoint__in=[one.pk for one in endpoints]).order_by()
    counted = pending.values("endpoint_id").annotate(count=Count("pk"), since=Min("created_at"))
    return {row["endpoint_id"]: (row["count"], row["since"]) for row in counted}


def _unread(endpoints: Sequence[Endpoint]) -> dict[int, datetime]:
    """By cursor, when the dispatch after it went out: what has not been entered for an endpoint yet."""
    head = newest_seq()
    cursors = {one.cursor for one in endpoints if one.cursor < head}
    rows = Dispatch.objects.filter(seq__in=[cursor + 1 for cursor in cursors]).exclude(audience="archive")
    return {seq - 1: released_at for seq, released_at in rows.values_list("seq", "released_at")} if cursors else {}


def _last_tried(endpoints: Sequence[Endpoint]) -> dict[int, Delivery]:
    tried = Delivery.objects.filter(endpoint=OuterRef("pk"), attempts__gt=0).order_by("-dispatch_id")
    rows = Endpoint.objects.filter(pk__in=[one.pk for one in endpoints]).order_by()
    newest = dict(rows.values_list("pk", Subquery(tried.values("pk")[:1])))
    found = Delivery.objects.in_bulk([pk for pk in newest.values() if pk])
    return {endpoint: found[pk] for endpoint, pk in newest.items() if pk}

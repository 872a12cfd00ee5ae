"""What endpoints are owed: the log after their cursors that their products carry, entered into the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from wireroom.core import clock
from wireroom.stories import chain
from wireroom.stories.models import Dispatch
from wireroom.wire_out import matching
from wireroom.wire_out.models import Delivery, DeliveryState, Endpoint, Entitlement, Match, Recall
from wireroom.wire_out.recalls import recall_of, trouble_of
from wireroom.wire_out.rules.owing import Terms, is_owed
from wireroom.wire_out.rules.products import FOLLOWS_HOLDERS

STEP = 200
_HEADER = ("seq", "story_id", "version", "kind", "audience", "released_at", "hash")

Place = tuple[int, int]
"""An endpoint and a story."""


def enter(endpoints: Sequence[Endpoint], *, up_to: int, now: datetime) -> int:
    """Enters what `endpoints` are owed of the next dispatches, and moves their cursors; returns how many rows.

    The endpoints' rows must be locked and the products asked about everything `up_to`: the rows and the cursors are
    committed together, so that a crash forgets nothing and racing workers enter nothing twice.
    """
    behind = [endpoint for endpoint in endpoints if endpoint.cursor < up_to]
    if not behind:
        return 0
    first = min(endpoint.cursor for endpoint in behind)
    last = min(up_to, first + STEP)
    behind = [endpoint for endpoint in behind if endpoint.cursor < last]
    dispatches = list(_headers(first, last))
    found = Owed.among(behind, dispatches, now) if dispatches else []
    Entry(now).write(found)
    Endpoint.objects.filter(pk__in=[endpoint.pk for endpoint in behind]).update(cursor=last)
    for endpoint in behind:
        endpoint.cursor = last
    return len(found)


def settle_the_log() -> int:
    """Holds the log, so that nothing goes out meanwhile, and enters all of it; returns its newest number."""
    head = chain.hold() - 1
    matching.catch_up()
    endpoints = list(Endpoint.objects.select_for_update(of=("self",)).select_related("subscriber").order_by("pk"))
    while any(endpoint.cursor < head for endpoint in endpoints):
        enter(endpoints, up_to=head, now=clock.now())
    return head


def enter_older(endpoint: Endpoint, dispatches: Sequence[Dispatch], *, now: datetime) -> int:
    """Enters dispatches from before the cursor that somebody wants sent; what the terms forbid stays out."""
    owing = owed_of_older(endpoint, dispatches, now=now)
    Entry(now).write(owing)
    return len(owing)


def owed_of_older(endpoint: Endpoint, dispatches: Sequence[Dispatch], *, now: datetime) -> list[Owed]:
    """Which of them the terms allow."""
    return [
        Owed(endpoint, dispatch, False)
        for dispatch in dispatches
        if is_owed(dispatch.kind, dispatch.audience, _terms(endpoint, now), carries=True, holds=False)
    ]


def _headers(after: int, last: int) -> Iterable[Dispatch]:
    found = Dispatch.objects.filter(seq__gt=after, seq__lte=last).exclude(audience="archive")
    return found.only(*_HEADER).order_by("seq")


@dataclass(frozen=True, slots=True)
class Owed:
    """One dispatch that one endpoint is owed; `holds` says that it may have a version of the story already."""

    endpoint: Endpoint
    dispatch: Dispatch
    holds: bool

    @classmethod
    def among(cls, endpoints: Sequence[Endpoint], dispatches: Sequence[Dispatch], now: datetime) -> list[Owed]:
        """All that `endpoints` are owed of `dispatches` after their cursors, in order."""
        carried = _carried(endpoints, dispatches)
        stories = {dispatch.story_id for dispatch in dispatches}
        following = {dispatch.story_id for dispatch in dispatches if dispatch.kind in FOLLOWS_HOLDERS}
        holders, waiting = _holders(endpoints, following), _waiting(endpoints, stories)
        found = []
        for dispatch in dispatches:
            for endpoint in endpoints:
                place = (endpoint.pk, dispatch.story_id)
                if endpoint.cursor < dispatch.seq and is_owed(
                    dispatch.kind,
                    dispatch.audience,
                    _terms(endpoint, dispatch.released_at),
                    carries=dispatch.seq in carried[endpoint.pk],
                    holds=place in holders,
                    waits=place in waiting,
                ):
                    waiting.add(place)
                    if endpoint.is_pushed:
                        found.append(cls(endpoint, dispatch, place in holders))
        return found


def _terms(endpoint: Endpoint, at: datetime) -> Terms:
    subscriber = endpoint.subscriber
    return Terms(subscriber.is_served(at), subscriber.may_receive_embargoed, endpoint.skips_refiles)


def _carried(endpoints: Sequence[Endpoint], dispatches: Sequence[Dispatch]) -> dict[int, set[int]]:
    """By endpoint, the dispatches that one of its products carries and its subscriber is entitled to."""
    ids = [endpoint.pk for endpoint in endpoints]
    through = Endpoint.products.through.objects.filter(endpoint_id__in=ids)
    products: dict[int, list[int]] = defaultdict(list)
    for endpoint_id, product_id in through.values_list("endpoint_id", "product_id"):
        products[product_id].append(endpoint_id)
    subscriber_of = {endpoint.pk: endpoint.subscriber_id for endpoint in endpoints}
    entitled = {
        (row.subscriber_id, row.product_id): row.from_seq for row in Entitlement.objects.filter(product__in=products)
    }
    numbers = [dispatch.seq for dispatch in dispatches]
    matched = Match.objects.filter(product__in=products, dispatch_id__in=numbers)
    carried: dict[int, set[int]] = defaultdict(set)
    for product_id, seq in matched.values_list("product_id", "dispatch_id"):
        for endpoint_id in products[product_id]:
            since = entitled.get((subscriber_of[endpoint_id], product_id))
            if since is not None and since < seq:
                carried[endpoint_id].add(seq)
    return carried


def _holders(endpoints: Sequence[Endpoint], stories: Iterable[int]) -> set[Place]:
    """Where a version of these stories may have arrived."""
    found = Delivery.objects.maybe_arrived().filter(story_id__in=list(stories), endpoint__in=endpoints)
    return set(found.values_list("endpoint_id", "story_id")) if stories else set()


def _waiting(endpoints: Sequence[Endpoint], stories: Iterable[int]) -> set[Place]:
    found = Delivery.objects.pending().filter(story_id__in=list(stories), endpoint__in=endpoints)
    return set(found.values_list("endpoint_id", "story_id"))


@dataclass
class Entry:
    """Writing what is owed into the ledger; a newer version takes the place of older ones that have not arrived."""

    now: datetime
    fresh: list[Delivery] = field(default_factory=list)
    recalls: list[Recall] = field(default_factory=list)

    def write(self, found: Sequence[Owed]) -> None:
        places = _unsettled(found)
        for owed in found:
            delivery = self._row(owed)
            self._replace(places[owed.endpoint.pk, owed.dispatch.story_id], delivery)
            if owed.dispatch.kind == "withdrawal" and owed.holds:
                trouble = trouble_of(owed.endpoint, self.now)
                self.recalls.append(
                    recall_of(delivery, subscriber_id=owed.endpoint.subscriber_id, trouble=trouble, now=self.now)
                )
        Delivery.objects.bulk_create(self.fresh)
        Recall.objects.bulk_create(self.recalls)

    def _row(self, owed: Owed) -> Delivery:
        dispatch = owed.dispatch
        delivery = Delivery(
            endpoint_id=owed.endpoint.pk,
            dispatch_id=dispatch.seq,
            story_id=dispatch.story_id,
            version=dispatch.version,
            kind=dispatch.kind,
            message_id=message_id(owed.endpoint.pk, dispatch),
            created_at=self.now,
            next_attempt_at=self.now,
        )
        self.fresh.append(delivery)
        return delivery

    def _replace(self, older: list[Delivery], newer: Delivery) -> None:
        """Supersedes what `newer` overtakes; one that is being tried now settles itself, see `engine.settling`."""
        for delivery in older:
            if delivery.lease_until is not None:
                continue
            newer.carries = [*newer.carries, *delivery.carries, delivery.dispatch_id]
            delivery.state, delivery.next_attempt_at, delivery.settled_at = DeliveryState.SUPERSEDED, None, self.now
            if delivery.pk:
                Delivery.objects.filter(pk=delivery.pk).update(
                    state=DeliveryState.SUPERSEDED, next_attempt_at=None, settled_at=self.now
                )
        older[:] = [] if newer.kind == "withdrawal" else [newer]


def _unsettled(found: Sequence[Owed]) -> dict[Place, list[Delivery]]:
    """By place, the older versions that have not arrived, oldest first; a withdrawal among them stays as it is."""
    places: dict[Place, list[Delivery]] = defaultdict(list)
    stories = {owed.dispatch.story_id for owed in found}
    endpoints = {owed.endpoint.pk for owed in found}
    rows = Delivery.objects.filter(
        story_id__in=stories, endpoint_id__in=endpoints, state__in=("pending", "dead", "failed")
    )
    for delivery in rows.exclude(kind="withdrawal").order_by("dispatch_id") if found else ():
        places[delivery.endpoint_id, delivery.story_id].append(delivery)
    return places


def message_id(endpoint_id: int, dispatch: Dispatch) -> str:
    """Stable, and of another log's dispatch with the same number a different one."""
    return f"msg_{endpoint_id}_{dispatch.seq}_{dispatch.hash[:8]}"

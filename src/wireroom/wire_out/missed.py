"""What a product missed while its filter could not be asked, and giving it to everybody once the filter is mended.

The alarms say what it missed. Of each story the newest version goes out late: endpoints get a delivery, tokens and
people a follow-up, which reaches them whatever their cursor has passed. Matches are entered as if nothing had happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.stories.models import Dispatch
from wireroom.wire_out import matching, owed
from wireroom.wire_out.alarms import FAULTS, fault_text
from wireroom.wire_out.alerts import finds
from wireroom.wire_out.errors import AlreadyDone
from wireroom.wire_out.logs import note_in_log
from wireroom.wire_out.models import (
    Alarm,
    ApiToken,
    Delivery,
    Endpoint,
    FollowUp,
    Match,
    Person,
    Product,
    Receipt,
    SavedSearch,
    Subscriber,
)
from wireroom.wire_out.policy import Right, demand

EMBARGOED = ("public", "advance")
PUBLIC = ("public",)
MOST = 1000
"""Dispatches that one look asks about."""

Shares = Mapping[int, Sequence[Dispatch]]
"""By subscriber, what is late for them."""


@dataclass(frozen=True, slots=True)
class Missed:
    """What the filter says now: how much it was asked about, what of that it carries, who is to get it."""

    asked: int
    carried: Sequence[Dispatch]
    deliveries: Sequence[owed.Owed]
    follow_ups: Sequence[FollowUp]
    failed: int = 0
    """About how many dispatches it still cannot be asked."""
    fault: str = ""
    """And why."""
    left: int = 0
    """How many come with the next look: it takes the oldest `MOST`."""

    @property
    def endpoints(self) -> int:
        return len({one.endpoint.pk for one in self.deliveries})

    @property
    def tokens(self) -> int:
        return len({one.who for one in self.follow_ups if one.person_id is None})

    @property
    def people(self) -> int:
        return len({one.who for one in self.follow_ups if one.person_id})

    @property
    def mails(self) -> int:
        return sum(one.next_mail_at is not None for one in self.follow_ups)


def look(product: Product) -> Missed:
    """What `give_out` would do now; changes nothing."""
    return _Asked.of(product).missed(clock.now())


def give_out(product: Product, *, by: User | None) -> Missed:
    """Gives what the product missed to whoever was entitled to it, and settles those alarms.

    The filter is asked before the log is held, so that nobody waits for it; who gets what is found out while nothing
    goes out, so that nobody gets an older version after a newer one. Raises NotAllowed, AlreadyDone.
    """
    demand(by, Right.SEND)
    asked = _Asked.of(product)
    with transaction.atomic():
        owed.settle_the_log()
        now = clock.now()
        settled = Alarm.objects.open().filter(pk__in=asked.alarms).update(settled_at=now, settled_by=by)
        if settled != len(asked.alarms):
            raise AlreadyDone(_("Somebody else has done this already."))
        missed = asked.missed(now)
        Match.objects.bulk_create(
            (Match(product=product, dispatch=dispatch) for dispatch in missed.carried), ignore_conflicts=True
        )
        owed.Entry(now).write(missed.deliveries)
        FollowUp.objects.bulk_create(missed.follow_ups, ignore_conflicts=True)
        note_in_log(product, "missed", by, {"dispatches": len(missed.carried), "deliveries": len(missed.deliveries)})
    return missed


@dataclass(frozen=True, slots=True)
class _Asked:
    """The answers of a product's filter to what it could not be asked before."""

    product: Product
    alarms: Sequence[int]
    """Those that it can be asked about now."""
    carried: Sequence[Dispatch]
    """Without their texts."""
    failed: int
    fault: str
    left: int

    @classmethod
    def of(cls, product: Product) -> _Asked:
        matching.catch_up()
        open_ones = Alarm.objects.open().filter(product=product).order_by("dispatch_id")
        alarms = dict(open_ones.values_list("dispatch_id", "pk")[:MOST])
        carried, answered, fault = [], [], ""
        asks = matching.asking(product)
        for dispatch in Dispatch.objects.filter(seq__in=alarms).order_by("seq").iterator(chunk_size=100):
            try:
                if asks(dispatch):
                    carried.append(dispatch.seq)
                answered.append(alarms[dispatch.seq])
            except FAULTS as error:
                fault = fault or fault_text(error)
        rows = Dispatch.objects.filter(seq__in=carried).defer("payload").order_by("seq")
        return cls(product, answered, list(rows), len(alarms) - len(answered), fault, open_ones.count() - len(alarms))

    def missed(self, now: datetime) -> Missed:
        audiences: tuple[tuple[str, ...], ...] = (PUBLIC, EMBARGOED)
        late = {one: _newest(self.carried, one) for one in audiences}
        entitled = list(self.product.entitlements.select_related("subscriber").order_by("pk"))
        shares = {
            one.subscriber_id: [
                dispatch for dispatch in late[_audiences(one.subscriber)] if dispatch.seq > one.from_seq
            ]
            for one in entitled
            if one.subscriber.is_served(now)
        }
        deliveries = list(self._pushed(shares, now)) if self.carried else []
        follow_ups = list(self._read(shares, now)) if self.carried else []
        return Missed(len(self.alarms), self.carried, deliveries, follow_ups, self.failed, self.fault, self.left)

    def _pushed(self, shares: Shares, now: datetime) -> Iterator[owed.Owed]:
        """For endpoints that we push to, unless the ledger shows this version or a newer one there. Two queries."""
        endpoints = list(self.product.endpoints.pushed().filter(subscriber__in=shares).select_related("subscriber"))
        stories = {dispatch.story_id for dispatch in self.carried}
        known = Delivery.objects.filter(endpoint__in=endpoints, story_id__in=stories).order_by()
        newest = {
            (row["endpoint_id"], row["story_id"]): row["last"]
            for row in known.values("endpoint_id", "story_id").annotate(last=Max("dispatch_id"))
        }
        for endpoint in endpoints:
            late = _since(shares[endpoint.subscriber_id], endpoint)
            wanted = [one for one in late if newest.get((endpoint.pk, one.story_id), 0) < one.seq]
            yield from owed.owed_of_older(endpoint, wanted, now=now)

    def _read(self, shares: Shares, now: datetime) -> Iterator[FollowUp]:
        """For tokens of pull endpoints, and for people. As many queries for one as for all."""
        seqs = [dispatch.seq for dispatch in self.carried]
        held = set(Receipt.objects.filter(dispatch_id__in=seqs).values_list("who", "dispatch_id"))
        others = _by_other_products(self.product, seqs)
        beside = _products_beside(self.product)
        tokens = ApiToken.objects.usable(now).filter(
            endpoint__products=self.product, endpoint__kind="pull", subscriber__in=shares
        )
        for token in tokens.select_related("endpoint").order_by("pk"):
            if token.endpoint is not None:
                theirs = {seq for seq, by in others[token.subscriber_id] if by in beside[token.endpoint.pk]}
                for dispatch in _since(shares[token.subscriber_id], token.endpoint):
                    if dispatch.seq not in theirs and (f"token:{token.pk}", dispatch.seq) not in held:
                        yield _late(dispatch, token, f"token:{token.pk}", now)
        searches = defaultdict(list)
        for search in SavedSearch.objects.filter(alerts=True, person__subscriber__in=shares):
            searches[search.person_id].append(search)
        people = Person.objects.active().filter(subscriber__in=shares).exclude(password="")
        for person in people.order_by("pk"):
            theirs = {seq for seq, _by in others[person.subscriber_id]}
            for dispatch in shares[person.subscriber_id]:
                if dispatch.seq not in theirs and (f"person:{person.pk}", dispatch.seq) not in held:
                    past = [search for search in searches[person.pk] if search.cursor >= dispatch.seq]
                    is_mailed = any(finds(search, dispatch) for search in past)
                    yield _late(dispatch, person, f"person:{person.pk}", now, is_mailed=is_mailed)


def _audiences(subscriber: Subscriber) -> tuple[str, ...]:
    return EMBARGOED if subscriber.may_receive_embargoed else PUBLIC


def _newest(carried: Sequence[Dispatch], audiences: Collection[str]) -> list[Dispatch]:
    """Of each story the newest version for these audiences if it was missed, and notes to editors after it.

    A story that is withdrawn is nobody's any more; who had it is told of that whatever products do.
    """
    versions = Dispatch.objects.filter(story_id__in={one.story_id for one in carried}, audience__in=audiences)
    newest = dict(versions.exclude(kind="advisory").order_by().values_list("story_id").annotate(Max("seq")))
    gone = set(Dispatch.objects.filter(seq__in=newest.values(), kind="withdrawal").values_list("story_id", flat=True))
    return [one for one in carried if one.audience in audiences and one.story_id not in gone and _is_due(one, newest)]


def _is_due(dispatch: Dispatch, newest: Mapping[int, int]) -> bool:
    last = newest.get(dispatch.story_id, 0)
    return dispatch.seq == last or (dispatch.kind == "advisory" and dispatch.seq > last)


def _since(late: Sequence[Dispatch], endpoint: Endpoint) -> list[Dispatch]:
    return [
        dispatch
        for dispatch in late
        if dispatch.seq > endpoint.starting_seq and not (endpoint.skips_refiles and dispatch.kind == "refile")
    ]


def _by_other_products(product: Product, seqs: Sequence[int]) -> dict[int, set[tuple[int, int]]]:
    """By subscriber, what of these dispatches came by which other product."""
    matched = Match.objects.filter(dispatch_id__in=seqs, product__entitlements__from_seq__lt=F("dispatch_id")).exclude(
        product=product
    )
    found = defaultdict(set)
    for subscriber, seq, by in matched.values_list("product__entitlements__subscriber_id", "dispatch_id", "product_id"):
        found[subscriber].add((seq, by))
    return found


def _products_beside(product: Product) -> dict[int, set[int]]:
    """By endpoint that has this product, all its products."""
    through = Endpoint.products.through.objects.filter(endpoint__products=product)
    found = defaultdict(set)
    for endpoint, one in through.values_list("endpoint_id", "product_id"):
        found[endpoint].add(one)
    return found


def _late(
    dispatch: Dispatch, somebody: ApiToken | Person, who: str, now: datetime, *, is_mailed: bool = False
) -> FollowUp:
    return FollowUp(
        dispatch=dispatch,
        subscriber_id=somebody.subscriber_id,
        who=who,
        person=somebody if isinstance(somebody, Person) else None,
        created_at=now,
        next_mail_at=now if is_mailed else None,
        is_late=True,
    )

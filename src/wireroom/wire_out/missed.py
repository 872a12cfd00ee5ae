"""What a product missed while its filter could not be asked, and giving it to everybody once the filter is mended.

The alarms say what it missed. Of each story the newest version goes out late: endpoints get a delivery, tokens and
people a follow-up, which reaches them whatever their cursor has passed. Matches are entered as if nothing had happened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.stories.models import Dispatch
from wireroom.wire_out import matching, owed, reading
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
from wireroom.wire_out.receipts import holder_of

EMBARGOED = ("public", "advance")
PUBLIC = ("public",)


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
    failed: int
    fault: str

    @classmethod
    def of(cls, product: Product) -> _Asked:
        matching.catch_up()
        alarms = dict(Alarm.objects.open().filter(product=product).values_list("dispatch_id", "pk"))
        carried, answered, fault = [], [], ""
        rows = Dispatch.objects.filter(seq__in=alarms).order_by("seq") if alarms else Dispatch.objects.none()
        asks = matching.asking(product)
        for dispatch in rows.iterator(chunk_size=500):
            try:
                if asks(dispatch):
                    carried.append(dispatch)
                answered.append(alarms[dispatch.seq])
            except FAULTS as error:
                fault = fault or fault_text(error)
        return cls(product, answered, carried, len(alarms) - len(answered), fault)

    def missed(self, now: datetime) -> Missed:
        late = {audiences: _newest(self.carried, audiences) for audiences in (PUBLIC, EMBARGOED)}
        deliveries: list[owed.Owed] = []
        follow_ups: list[FollowUp] = []
        for entitled in self.product.entitlements.select_related("subscriber").order_by("pk"):
            subscriber = entitled.subscriber
            audiences = EMBARGOED if subscriber.may_receive_embargoed else PUBLIC
            theirs = [dispatch for dispatch in late[audiences] if dispatch.seq > entitled.from_seq]
            if theirs and subscriber.is_served(now):
                deliveries += self._pushed(subscriber, theirs, now)
                follow_ups += self._read(subscriber, theirs, now)
        return Missed(len(self.alarms), self.carried, deliveries, follow_ups, self.failed, self.fault)

    def _pushed(self, subscriber: Subscriber, late: Sequence[Dispatch], now: datetime) -> Iterator[owed.Owed]:
        """For endpoints that we push to, unless the ledger shows this version or a newer one there."""
        for endpoint in self.product.endpoints.pushed().of(subscriber).select_related("subscriber"):
            known = Delivery.objects.at(endpoint).filter(story_id__in={dispatch.story_id for dispatch in late})
            newest = dict(known.order_by().values_list("story_id").annotate(Max("dispatch_id")))
            wanted = [one for one in _since(late, endpoint) if newest.get(one.story_id, 0) < one.seq]
            yield from owed.owed_of_older(endpoint, wanted, now=now)

    def _read(self, subscriber: Subscriber, late: Sequence[Dispatch], now: datetime) -> Iterator[FollowUp]:
        """For tokens of pull endpoints, and for people."""
        pulled = self.product.endpoints.pulled().of(subscriber)
        for token in ApiToken.objects.usable(now).filter(endpoint__in=pulled).select_related("endpoint", "subscriber"):
            if token.endpoint is not None:
                yield from _follow_ups(token, _since(late, token.endpoint), now)
        people = Person.objects.active().filter(subscriber=subscriber).exclude(password="")
        for person in people.select_related("subscriber"):
            yield from _follow_ups(person, late, now)


def _newest(carried: Sequence[Dispatch], audiences: Collection[str]) -> list[Dispatch]:
    """Of each story the newest version for these audiences if it was missed, and notes to editors after it.

    A story that is withdrawn is nobody's any more; who had it is told of that whatever products do.
    """
    versions = Dispatch.objects.filter(story_id__in={one.story_id for one in carried}, audience__in=audiences)
    newest = dict(
        versions.exclude(kind="advisory").order_by().values_list("story_id").annotate(Max("seq")) if carried else ()
    )
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


def _follow_ups(somebody: ApiToken | Person, late: Sequence[Dispatch], now: datetime) -> Iterator[FollowUp]:
    """One for each that is not theirs by another product, and that they have not got hold of."""
    seqs, holder = [dispatch.seq for dispatch in late], holder_of(somebody)
    theirs = reading.among(reading.reader_of(somebody, now), seqs)
    theirs |= set(Receipt.objects.filter(dispatch_id__in=seqs, who=holder.who).values_list("dispatch_id", flat=True))
    searches = list(SavedSearch.objects.of(somebody).filter(alerts=True)) if isinstance(somebody, Person) else []
    for dispatch in late:
        if dispatch.seq not in theirs:
            is_mailed = any(finds(search, dispatch) for search in searches)
            yield FollowUp(
                dispatch=dispatch,
                subscriber_id=holder.subscriber_id,
                who=holder.who,
                person_id=holder.person_id,
                created_at=now,
                next_mail_at=now if is_mailed else None,
                is_late=True,
            )

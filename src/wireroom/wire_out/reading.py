"""What whoever pulls may see: what their products carried, and whatever follows those who hold a story."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from wireroom.stories.models import Dispatch
from wireroom.wire_out.models import ApiToken, Endpoint, Entitlement, FollowUp, Match, Person, Recall, Subscriber
from wireroom.wire_out.querysets import FollowUpQuerySet, MatchQuerySet, RecallQuerySet
from wireroom.wire_out.receipts import Holder, holder_of


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who pulls, and what they are entitled to: each product from the dispatch after a number on.

    Whoever is not served any more is entitled to nothing but withdrawals.
    """

    holder: Holder
    products: Mapping[int, int]
    takes_embargoed: bool
    skips_refiles: bool = False
    is_served: bool = True
    is_held: bool = False
    """Their endpoint is paused or disabled: what goes out meanwhile is theirs afterwards."""

    @property
    def audiences(self) -> tuple[str, ...]:
        return ("public", "advance") if self.takes_embargoed else ("public",)


def reader_of(somebody: ApiToken | Person | Endpoint, now: datetime) -> Reader:
    """A pull endpoint and its tokens read the endpoint's products, a person all that the subscriber has."""
    endpoint = somebody if isinstance(somebody, Endpoint) else getattr(somebody, "endpoint", None)
    subscriber = somebody.subscriber
    held = Entitlement.objects.filter(subscriber=subscriber)
    if endpoint is not None:
        held = held.filter(product__endpoints=endpoint)
    since = endpoint.starting_seq if endpoint is not None else 0
    served = _is_served(somebody, endpoint, subscriber, now)
    return Reader(
        holder_of(somebody),
        {row.product_id: max(row.from_seq, since) for row in held} if served else {},
        subscriber.may_receive_embargoed,
        endpoint is not None and endpoint.skips_refiles,
        served,
        endpoint is not None and not _is_open(endpoint),
    )


def _is_open(endpoint: Endpoint) -> bool:
    return endpoint.is_active and not endpoint.paused


def _is_served(
    somebody: ApiToken | Person | Endpoint, endpoint: Endpoint | None, subscriber: Subscriber, now: datetime
) -> bool:
    active = not isinstance(somebody, Person) or somebody.is_active
    return (endpoint is None or _is_open(endpoint)) and active and subscriber.is_served(now)


def next_seqs(reader: Reader, *, after: int, limit: int) -> list[int]:
    """The numbers of the next dispatches that the reader may see, in order; call `matching.catch_up` first.

    One walk along an index for each product, so that a page costs the same however long the log is.
    """
    found: set[int] = set()
    for rows in _owed_to(reader):
        later = rows.filter(dispatch_id__gt=after).order_by("dispatch_id")
        found.update(later.values_list("dispatch_id", flat=True)[:limit])
    for product, since in reader.products.items():
        matches = _matches(reader).filter(product_id=product)
        found.update(matches.since(max(after, since)).values_list("dispatch_id", flat=True)[:limit])
    return sorted(found)[:limit]


def latest_seqs(reader: Reader, *, before: int, limit: int, language: str = "") -> list[int]:
    """The numbers of the newest dispatches before a number that the reader may see, the newest first."""
    wanted = Q(dispatch_id__lt=before)
    if language:
        wanted &= Q(dispatch__language__iexact=language)
    found: set[int] = set()
    for rows in _owed_to(reader):
        newest = rows.filter(wanted).order_by("-dispatch_id")
        found.update(newest.values_list("dispatch_id", flat=True)[:limit])
    matches = _matches(reader).filter(wanted)
    for product, since in reader.products.items():
        mine = matches.filter(product_id=product, dispatch_id__gt=since).order_by("-dispatch_id")
        found.update(mine.values_list("dispatch_id", flat=True)[:limit])
    return sorted(found, reverse=True)[:limit]


def _owed_to(reader: Reader) -> tuple[RecallQuerySet, FollowUpQuerySet]:
    """What is the reader's whatever their products carry: withdrawals always, the rest while they are served."""
    return Recall.objects.owed_to(reader.holder.whos), follow_ups(reader)


def follow_ups(reader: Reader) -> FollowUpQuerySet:
    """Corrections and reinstatements of what the reader holds, told or not."""
    if not reader.is_served:
        return FollowUp.objects.none()
    owed = FollowUp.objects.owed_to(reader.holder.whos).filter(dispatch__audience__in=reader.audiences)
    return owed.exclude(dispatch__story__sources__may_pass_on=False)


def _matches(reader: Reader) -> MatchQuerySet:
    """What products carry of the audiences that the reader may see, without what may not be passed on."""
    matches = Match.objects.filter(dispatch__audience__in=reader.audiences)
    if reader.skips_refiles:
        matches = matches.exclude(dispatch__kind="refile")
    return matches.exclude(dispatch__story__sources__may_pass_on=False)


def among(reader: Reader, seqs: Collection[int]) -> set[int]:
    """Which of these dispatches the reader may see; call `matching.catch_up` first. Three queries."""
    found: set[int] = set()
    for rows in _owed_to(reader):
        found.update(rows.filter(dispatch_id__in=seqs).values_list("dispatch_id", flat=True))
    entitled = Q()
    for product, since in reader.products.items():
        entitled |= Q(product_id=product, dispatch_id__gt=since)
    if not entitled:
        return found
    matches = _matches(reader).filter(entitled, dispatch_id__in=seqs)
    return found.union(matches.values_list("dispatch_id", flat=True))


def overdue(reader: Reader, *, upto: int) -> list[int]:
    """What follows holders, not after `upto`, of which the reader has not been told: a receipt may come to be later."""
    late: set[int] = set()
    for rows in _owed_to(reader):
        late.update(rows.filter(told_at__isnull=True, dispatch_id__lte=upto).values_list("dispatch_id", flat=True))
    return sorted(late)


def may_see(reader: Reader, dispatch: Dispatch) -> bool:
    """Whether the reader may see this very dispatch; call `matching.catch_up` first."""
    return next_seqs(reader, after=dispatch.seq - 1, limit=1) == [dispatch.seq]

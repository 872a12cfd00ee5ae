"""What a withdrawal board shows: every recipient, whether they know, and what they had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext

from wireroom.core import clock
from wireroom.desk.wire_out.words import Said, last_said
from wireroom.stories.models import Dispatch, Story
from wireroom.wire_out.models import Contact, Delivery, Recall, Receipt
from wireroom.wire_out.querysets import RecallQuerySet


@dataclass(frozen=True, slots=True)
class Had:
    """One version that a recipient may have: which, how they came by it, when."""

    version: int
    how: str
    at: datetime | None


@dataclass(frozen=True)
class Line:
    """One recipient of a withdrawn story."""

    recall: Recall
    must_telephone: bool
    contacts: Sequence[Contact]
    had: Sequence[Had]

    @property
    def who(self) -> str:
        """The endpoint, token or person as it is called."""
        recall = self.recall
        if recall.person:
            return f"{recall.person} ({recall.person.mail})"
        if recall.token:
            return gettext("token %(token)s") % {"token": recall.token}
        return str(recall.endpoint or recall.who)

    @property
    def said(self) -> Said | None:
        return last_said(self.recall.delivery)

    @property
    def next_try(self) -> datetime | None:
        """When it is tried next by itself."""
        delivery = self.recall.delivery
        return delivery.next_attempt_at if delivery else self.recall.next_mail_at

    @property
    def is_due(self) -> bool:
        return self.next_try is not None and self.next_try <= clock.now()


@dataclass(frozen=True)
class Board:
    """One withdrawal and everybody who may have the story."""

    withdrawal: Dispatch
    story: Story
    lines: Sequence[Line] = field(default_factory=tuple)

    @cached_property
    def to_telephone(self) -> Sequence[Line]:
        return [line for line in self.lines if line.must_telephone]

    @cached_property
    def waiting(self) -> Sequence[Line]:
        """Who does not know yet, and is still reached without a telephone, we hope."""
        return [line for line in self.lines if not line.recall.told_at and not line.must_telephone]

    @cached_property
    def told(self) -> Sequence[Line]:
        return [line for line in self.lines if line.recall.told_at]

    @property
    def answered(self) -> int:
        return sum(1 for line in self.lines if line.recall.answered_at)


def board_of(withdrawal: Dispatch) -> Board:
    """Nine queries at most, however many recipients."""
    story = withdrawal.story
    related = ("subscriber", "endpoint", "token", "person", "delivery", "told_by")
    recalls = list(Recall.objects.filter(dispatch=withdrawal).select_related(*related))
    now = clock.now()
    urgent = set(Recall.objects.filter(dispatch=withdrawal).to_telephone(now).values_list("pk", flat=True))
    contacts = _contacts(recall.subscriber_id for recall in recalls)
    had = _had(withdrawal)
    lines = [
        Line(recall, recall.pk in urgent, contacts[recall.subscriber_id], had.get(recall.who, ())) for recall in recalls
    ]
    lines.sort(key=lambda line: (line.recall.subscriber.name, line.recall.pk))
    return Board(withdrawal, story, lines)


def _contacts(subscribers: Iterable[int]) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = defaultdict(list)
    for contact in Contact.objects.filter(subscriber__in=set(subscribers)).order_by("pk"):
        found[contact.subscriber_id].append(contact)
    return found


def _had(withdrawal: Dispatch) -> dict[str, list[Had]]:
    """By recipient, the versions before the withdrawal that they may have."""
    had: dict[str, list[Had]] = defaultdict(list)
    before = Q(story_id=withdrawal.story_id, dispatch_id__lt=withdrawal.seq)
    deliveries = Delivery.objects.filter(before).maybe_arrived().order_by("dispatch_id")
    for delivery in deliveries.only("endpoint_id", "version", "state", "accepted_at"):
        how = delivery.get_state_display() if delivery.accepted_at else gettext("sent, not answered")
        had[f"endpoint:{delivery.endpoint_id}"].append(Had(delivery.version, how, delivery.accepted_at))
    for receipt in Receipt.objects.filter(before).order_by("pk"):
        had[receipt.who].append(Had(receipt.version, receipt.get_how_display(), receipt.at))
    return had


@dataclass(frozen=True, slots=True)
class Summary:
    """A withdrawal in a line of the list."""

    withdrawal: Dispatch
    recipients: int
    told: int
    answered: int
    to_telephone: int

    @property
    def is_open(self) -> bool:
        return self.told < self.recipients


def summaries(numbers: Sequence[int]) -> list[Summary]:
    """Of the withdrawals with these dispatch numbers, in their order."""
    now = clock.now()
    urgent = dict(
        _counted(Recall.objects.filter(dispatch__in=numbers).to_telephone(now)).values_list("dispatch_id", "n")
    )
    counts: Any = _counted(Recall.objects.filter(dispatch__in=numbers)).annotate(
        told=Count("pk", filter=Q(told_at__isnull=False)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
    )
    by_number = {row["dispatch_id"]: row for row in counts}
    dispatches = Dispatch.objects.select_related("story__locale", "story__section").defer("payload", "story__body")
    found = dispatches.in_bulk(list(numbers))
    return [
        Summary(found[number], row["n"], row["told"], row["answered"], urgent.get(number, 0))
        for number in numbers
        if (row := by_number.get(number)) and number in found
    ]


def _counted(recalls: RecallQuerySet) -> Any:
    return recalls.order_by().values("dispatch_id").annotate(n=Count("pk"))


def newest_withdrawals(recalls: RecallQuerySet, at_most: int) -> list[int]:
    """The dispatch numbers of withdrawals with such recalls, the newest first."""
    numbers = recalls.order_by("-dispatch_id").values_list("dispatch_id", flat=True).distinct()
    return list(numbers[:at_most])


def translations_of(story: Story) -> list[Story]:
    """The story in the other languages, as far as it ever went out."""
    group = Story.objects.filter(translation_key=story.translation_key, dispatch__isnull=False).exclude(pk=story.pk)
    return list(group.select_related("locale__edition", "section", "dispatch").defer("body", "dispatch__payload"))


def latest_withdrawal(story: Story) -> int | None:
    numbers = Dispatch.objects.filter(story=story, kind="withdrawal").order_by("-seq")
    return numbers.values_list("seq", flat=True).first()

"""Receipts: what tokens, people and pull endpoints got hold of, written down before they are answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db import transaction

from wireroom.core import clock
from wireroom.stories.models import Dispatch
from wireroom.wire_out.follow_ups import follow
from wireroom.wire_out.models import ApiToken, Endpoint, FollowUp, How, Person, Recall, Receipt
from wireroom.wire_out.recalls import recall_people, told_by_receipts
from wireroom.wire_out.rules.products import FOLLOWS_HOLDERS

_SALT = "wireroom.wire_out.receipt"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who gets hold of something: a token, a person, or a pull endpoint as a whole."""

    subscriber_id: int
    who: str
    endpoint_id: int | None = None
    token_id: int | None = None
    person_id: int | None = None
    heir_to: tuple[str, ...] = ()
    """Tokens of the same subscriber that open nothing any more: what they hold is told to whoever came after them."""

    @property
    def whos(self) -> tuple[str, ...]:
        """All for whom this holder is told."""
        return (self.who, *self.heir_to)


def holder_of(somebody: ApiToken | Person | Endpoint) -> Holder:
    """A person's token counts as the person, so that a withdrawal reaches them however they came by the story."""
    if isinstance(somebody, ApiToken) and somebody.person_id is None:
        spent = ApiToken.objects.spent(clock.now()).exclude(pk=somebody.pk)
        older = spent.filter(subscriber=somebody.subscriber_id, person__isnull=True).values_list("pk", flat=True)
        heir_to = tuple(f"token:{pk}" for pk in older)
        return Holder(
            somebody.subscriber_id, f"token:{somebody.pk}", somebody.endpoint_id, somebody.pk, heir_to=heir_to
        )
    if isinstance(somebody, ApiToken):
        return Holder(somebody.subscriber_id, f"person:{somebody.person_id}", person_id=somebody.person_id)
    if isinstance(somebody, Person):
        return Holder(somebody.subscriber_id, f"person:{somebody.pk}", person_id=somebody.pk)
    return Holder(somebody.subscriber_id, f"endpoint:{somebody.pk}", somebody.pk)


def record(holder: Holder, dispatches: Sequence[Dispatch], how: How) -> None:
    """Writes down that `holder` gets hold of `dispatches`, each the first time; call it before answering.

    Settles their recalls and follow-ups where a dispatch is one, and opens some where newer ones went out meanwhile.
    """
    if not dispatches:
        return
    now = clock.now()
    receipts = [
        Receipt(
            subscriber_id=holder.subscriber_id,
            dispatch_id=dispatch.seq,
            story_id=dispatch.story_id,
            version=dispatch.version,
            who=holder.who,
            endpoint_id=holder.endpoint_id,
            token_id=holder.token_id,
            person_id=holder.person_id,
            how=how,
            at=now,
        )
        for dispatch in dispatches
    ]
    known = set(
        Receipt.objects.filter(
            dispatch_id__in=[dispatch.seq for dispatch in dispatches], who=holder.who, how=how
        ).values_list("dispatch_id", flat=True)
    )
    fresh = [receipt for receipt in receipts if receipt.dispatch_id not in known]
    if not fresh:
        return
    with transaction.atomic():
        Receipt.objects.bulk_create(fresh, ignore_conflicts=True)
        newest = {dispatch.story_id: dispatch.seq for dispatch in sorted(dispatches, key=lambda one: one.seq)}
        overruling = Dispatch.objects.filter(story_id__in=newest, kind__in=FOLLOWS_HOLDERS).defer("payload")
        later = [found for found in overruling if found.seq > newest[found.story_id]]
        recall_people([found for found in later if found.kind == "withdrawal"])
        follow(later)
        kinds = {dispatch.seq: dispatch.kind for dispatch in dispatches}
        told_by_receipts([one for one in fresh if kinds[one.dispatch_id] == "withdrawal"], holder.whos)
        note_told(holder.whos, kinds, now, was_mailed=how == How.MAILED)


def note_told(whos: Collection[str], seqs: Collection[int], now: datetime, *, was_mailed: bool = False) -> None:
    """That they have got what follow-ups owe them of these dispatches; what they come upon themselves is not mailed."""
    untold = FollowUp.objects.untold().owed_to(whos).filter(dispatch_id__in=seqs)
    untold.update(told_at=now, **({} if was_mailed else {"next_mail_at": None}))


def receipt_token(seq: int, who: str) -> str:
    """What stands in the link by which the recipient of a withdrawal confirms it; nobody can make one up."""
    return signing.dumps([seq, who], salt=_SALT)


def recall_by_token(token: str) -> Recall | None:
    """The recall that a link in a message is about; None for a link that we did not make."""
    try:
        seq, who = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Recall.objects.filter(dispatch_id=seq, who=who).select_related("dispatch", "subscriber", "person").first()

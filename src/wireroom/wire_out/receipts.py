"""Receipts: what tokens, people and pull endpoints got hold of, written down before they are answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing
from django.db import transaction

from wireroom.core import clock
from wireroom.stories.models import Dispatch
from wireroom.wire_out.models import ApiToken, Endpoint, How, Person, Recall, Receipt
from wireroom.wire_out.recalls import recall_people, told_by_receipts

_SALT = "wireroom.wire_out.receipt"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who gets hold of something: a token, a person, or a pull endpoint as a whole."""

    subscriber_id: int
    who: str
    endpoint_id: int | None = None
    token_id: int | None = None
    person_id: int | None = None


def holder_of(somebody: ApiToken | Person | Endpoint) -> Holder:
    """A person's token counts as the person, so that a withdrawal reaches them however they came by the story."""
    if isinstance(somebody, ApiToken) and somebody.person_id is None:
        return Holder(somebody.subscriber_id, f"token:{somebody.pk}", somebody.endpoint_id, somebody.pk)
    if isinstance(somebody, ApiToken):
        return Holder(somebody.subscriber_id, f"person:{somebody.person_id}", person_id=somebody.person_id)
    if isinstance(somebody, Person):
        return Holder(somebody.subscriber_id, f"person:{somebody.pk}", person_id=somebody.pk)
    return Holder(somebody.subscriber_id, f"endpoint:{somebody.pk}", somebody.pk)


def record(holder: Holder, dispatches: Sequence[Dispatch], how: How) -> None:
    """Writes down that `holder` gets hold of `dispatches`, each the first time; call it before answering.

    Settles their recalls where a dispatch is a withdrawal, and opens one where a newer withdrawal went out meanwhile.
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
        withdrawals = Dispatch.objects.filter(story_id__in=newest, kind="withdrawal")
        recall_people([found for found in withdrawals if found.seq > newest[found.story_id]])
        kinds = {dispatch.seq: dispatch.kind for dispatch in dispatches}
        told_by_receipts(receipt for receipt in fresh if kinds[receipt.dispatch_id] == "withdrawal")


def receipt_token(seq: int, who: str) -> str:
    """What stands in the link by which the recipient of a withdrawal confirms it; nobody can make one up."""
    return signing.dumps([seq, who], salt=_SALT)


def recall_by_token(token: str) -> Recall | None:
    """The recall that a link in a message is about; None for a link that we did not make."""
    try:
        seq, who = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Recall.objects.filter(dispatch_id=seq, who=who).select_related("dispatch", "subscriber").first()

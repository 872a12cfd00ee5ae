"""Who must learn of a withdrawal: everybody whom the ledger shows with any version of the story."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.formats.text import few_lines
from wireroom.stories.models import Dispatch
from wireroom.wire_out.errors import AlreadyTold
from wireroom.wire_out.follow_ups import follow
from wireroom.wire_out.logs import note_in_log
from wireroom.wire_out.models import Delivery, DeliveryState, Endpoint, How, Recall, Receipt, Told, Trouble
from wireroom.wire_out.models.product import newest_seq
from wireroom.wire_out.policy import Right, demand
from wireroom.wire_out.rules.products import FOLLOWS_HOLDERS

RECENT = timedelta(minutes=10)
"""Longer than any transaction: a receipt that was being written while its story was withdrawn shows within it."""

RECENT_DISPATCHES = 5000
"""More than go out within that time; there is no index by time."""

TELLS = {How.PULLED: Told.FETCHED, How.VIEWED: Told.VIEWED, How.MAILED: Told.MAILED, How.DOWNLOADED: Told.VIEWED}
"""What a receipt of the withdrawal itself says about its recipient."""


def recall_people(withdrawals: Sequence[Dispatch]) -> None:
    """Opens a recall for each token and person that got hold of what is withdrawn; repeatable."""
    for withdrawal in withdrawals:
        held = Receipt.objects.filter(story_id=withdrawal.story_id, dispatch_id__lt=withdrawal.seq)
        holders = {receipt.who: receipt for receipt in held.order_by("pk")}
        Recall.objects.bulk_create(
            (_of_receipt(withdrawal, receipt) for receipt in holders.values()), ignore_conflicts=True
        )


def _of_receipt(withdrawal: Dispatch, receipt: Receipt) -> Recall:
    now = clock.now()
    return Recall(
        dispatch_id=withdrawal.seq,
        story_id=withdrawal.story_id,
        subscriber_id=receipt.subscriber_id,
        who=receipt.who,
        endpoint_id=receipt.endpoint_id,
        token_id=receipt.token_id,
        person_id=receipt.person_id,
        created_at=now,
        next_mail_at=now if receipt.person_id else None,
    )


def recall_late_holders(now: datetime) -> None:
    """Looks at what recently followed holders again, for receipts that were not committed yet when it was judged."""
    recent = Dispatch.objects.filter(seq__gt=newest_seq() - RECENT_DISPATCHES, released_at__gt=now - RECENT)
    found = list(recent.filter(kind__in=FOLLOWS_HOLDERS).exclude(audience="archive").defer("payload"))
    recall_people([one for one in found if one.kind == "withdrawal"])
    follow(found)


def review(now: datetime) -> None:
    """Looks again at recent withdrawals, and at what keeps recipients from learning of theirs."""
    recall_late_holders(now)
    for recall in Recall.objects.untold().filter(trouble="").select_related("endpoint__subscriber", "token", "person"):
        trouble = _trouble(recall, now)
        if trouble is not None:
            Recall.objects.untold().filter(pk=recall.pk, trouble="").update(trouble=trouble)


def _trouble(recall: Recall, now: datetime) -> Trouble | None:
    if recall.token is not None and not recall.token.is_usable(now):
        return Trouble.REVOKED
    if recall.endpoint is not None:
        return trouble_of(recall.endpoint, now)
    return None


def trouble_of(endpoint: Endpoint, now: datetime) -> Trouble | None:
    """What is known to keep a withdrawal from an endpoint before it is even tried."""
    if not endpoint.is_active:
        return Trouble.DISABLED
    if not endpoint.subscriber.is_served(now):
        return Trouble.ENDED
    return Trouble.RESTING if endpoint.is_resting(now) else None


def recall_of(delivery: Delivery, *, subscriber_id: int, trouble: Trouble | None, now: datetime) -> Recall:
    """The recall of an endpoint that a withdrawal is to be delivered to."""
    return Recall(
        dispatch_id=delivery.dispatch_id,
        story_id=delivery.story_id,
        subscriber_id=subscriber_id,
        who=f"endpoint:{delivery.endpoint_id}",
        endpoint_id=delivery.endpoint_id,
        delivery=delivery,
        created_at=now,
        trouble=trouble or "",
    )


def told_by_receipts(receipts: Iterable[Receipt], whos: Collection[str]) -> None:
    """Settles the recalls of those who have just got hold of the withdrawal itself, and of all they stand for."""
    for receipt in receipts:
        recalls = Recall.objects.untold().owed_to(whos).filter(dispatch_id=receipt.dispatch_id)
        if receipt.how in TELLS:
            recalls.update(told_at=receipt.at, told_how=TELLS[How(receipt.how)], trouble="", next_mail_at=None)


def told_by_delivery(delivery_ids: Sequence[int], now: datetime) -> None:
    """Settles the recalls of endpoints that took their withdrawal."""
    recalls = Recall.objects.untold().filter(delivery_id__in=delivery_ids)
    recalls.update(told_at=now, told_how=Told.DELIVERED, trouble="")


def answer(recall: Recall, *, who: str) -> bool:
    """Notes that the recipient has confirmed the withdrawal; False if they had before."""
    now = clock.now()
    Recall.objects.untold().filter(pk=recall.pk).update(told_at=now, told_how=Told.VIEWED, trouble="")
    answered = Recall.objects.filter(pk=recall.pk, answered_at__isnull=True)
    return bool(answered.update(answered_at=now, answered_by=who[:200]))


def telephone(recall: Recall, *, by: User, note: str = "") -> None:
    """Notes that `by` has told the recipient by voice; what is still to be sent to an endpoint is given up then.

    Raises NotAllowed, AlreadyTold.
    """
    demand(by, Right.TELEPHONE)
    now = clock.now()
    with transaction.atomic():
        changed = Recall.objects.untold().filter(pk=recall.pk)
        if not changed.update(
            told_at=now, told_how=Told.TELEPHONED, told_by=by, note=few_lines(note), trouble="", next_mail_at=None
        ):
            raise AlreadyTold(_("They know already: somebody has noted it, or the withdrawal has arrived meanwhile."))
        Delivery.objects.pending().filter(recall=recall, lease_until__isnull=True).update(
            state=DeliveryState.TOLD, next_attempt_at=None, settled_at=now
        )
        note_in_log(recall.subscriber, "telephone", by, {"seq": recall.dispatch_id, "who": recall.who, "note": note})

"""Who must learn of a correction or reinstatement: every token and person whom the ledger shows with an older version.

A withdrawal has recalls instead; an endpoint that we push to has a delivery.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import F

from wireroom.core import clock
from wireroom.stories.models import Dispatch
from wireroom.wire_out.models import FollowUp, Match, Receipt
from wireroom.wire_out.rules.products import FOLLOWS_HOLDERS

FOLLOWED = FOLLOWS_HOLDERS - {"withdrawal"}


def follow(dispatches: Sequence[Dispatch]) -> None:
    """Notes whom each correction and reinstatement among `dispatches` is owed to; repeatable. Three queries."""
    wanted = [one for one in dispatches if one.kind in FOLLOWED and one.audience != "archive"]
    if not wanted:
        return
    held = list(Receipt.objects.filter(story_id__in={one.story_id for one in wanted}).order_by("pk"))
    if not held:
        return
    carried = _carried(wanted)
    FollowUp.objects.bulk_create(
        (
            _owed_to(receipt, dispatch, is_carried=(dispatch.seq, receipt.subscriber_id) in carried)
            for dispatch in wanted
            for receipt in _holders(dispatch, held)
        ),
        ignore_conflicts=True,
    )


def _holders(dispatch: Dispatch, held: Sequence[Receipt]) -> Iterator[Receipt]:
    """One receipt of each who has an older version of the story and not this one."""
    have_it = {receipt.who for receipt in held if receipt.dispatch_id == dispatch.seq}
    older = {r.who: r for r in held if r.story_id == dispatch.story_id and r.dispatch_id < dispatch.seq}
    return (receipt for who, receipt in older.items() if who not in have_it)


def _carried(dispatches: Sequence[Dispatch]) -> set[tuple[int, int]]:
    """Which of them come to which subscribers by a product anyway."""
    matched = Match.objects.filter(
        dispatch_id__in=[one.seq for one in dispatches], product__entitlements__from_seq__lt=F("dispatch_id")
    )
    return set(matched.values_list("dispatch_id", "product__entitlements__subscriber_id"))


def _owed_to(receipt: Receipt, dispatch: Dispatch, *, is_carried: bool) -> FollowUp:
    now = clock.now()
    return FollowUp(
        dispatch_id=dispatch.seq,
        subscriber_id=receipt.subscriber_id,
        who=receipt.who,
        person_id=receipt.person_id,
        created_at=now,
        next_mail_at=now if receipt.person_id and not is_carried else None,
    )

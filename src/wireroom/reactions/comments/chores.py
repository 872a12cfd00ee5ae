"""What happens to comments by the clock: what is no longer needed is forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from wireroom.core import clock
from wireroom.reactions.comments.models import BlockedReader, Comment, ReplyNotice, State
from wireroom.reactions.comments.proofs import forget_spent
from wireroom.reactions.comments.querysets import CommentQuerySet

PLACES_KEPT = timedelta(days=1)
UNCONFIRMED_KEPT = timedelta(days=2)
NOTICES_KEPT = timedelta(days=90)
REFUSED_KEPT = timedelta(days=90)
AT_ONCE = 1000
"""Rows of one statement, so that readers' comments never wait long for the clock's work."""


def forget_traces() -> int:
    """Clears hashes of networks, addresses nobody confirmed or needs, and what was refused long ago."""
    return forget_places() + forget_addresses() + forget_refused() + forget_spent() + forget_blocks()


def forget_places() -> int:
    """Empties the hashes of networks a day after the comment."""
    old = Comment.objects.filter(created_at__lt=clock.now() - PLACES_KEPT).exclude(place="")
    return _in_shares(old, place="")


def forget_addresses() -> int:
    """Deletes addresses that nobody confirmed for two days, and those of comments that are three months old."""
    now = clock.now()
    unconfirmed = Q(confirmed_at=None, asked_at__lt=now - UNCONFIRMED_KEPT)
    return ReplyNotice.objects.filter(unconfirmed | Q(asked_at__lt=now - NOTICES_KEPT)).delete()[0]


def forget_refused() -> int:
    """Empties what was rejected, removed or deleted three months ago; the line that stands for it stays."""
    old = Q(decided_at__lt=clock.now() - REFUSED_KEPT) | Q(decided_at=None, created_at__lt=clock.now() - REFUSED_KEPT)
    refused = Comment.objects.filter(old, state__in=(State.REJECTED, State.REMOVED, State.DELETED)).exclude(reader="")
    return _in_shares(refused, name="", text="", reader="", address="", digest="")


def forget_blocks() -> int:
    """Deletes blocks whose time has passed."""
    return BlockedReader.objects.filter(until__lt=clock.now()).delete()[0]


def _in_shares(comments: CommentQuerySet, **fields: str) -> int:
    changed = 0
    while rows := list(comments.values_list("pk", flat=True)[:AT_ONCE]):
        changed += Comment.objects.filter(pk__in=rows).update(**fields)
    return changed

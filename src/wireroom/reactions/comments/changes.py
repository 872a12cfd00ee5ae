"""The one way in which a stored comment changes: guarded on its old state, counted, announced."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wireroom.core import clock
from wireroom.reactions.comments.errors import AlreadyDecided
from wireroom.reactions.comments.facts import announce_publication
from wireroom.reactions.comments.models import Comment, Discussion, State
from wireroom.reactions.facts import announce_story

Weight = tuple[int, int, int]

_SEEN = ("state", "name", "text", "edited_at", "is_pick", "public_reason")
"""What readers see of a shown comment."""

_NUMBER_NEXT = """
UPDATE comments_discussion SET numbered = numbered + 1, published = published + %s, shown = shown + %s
WHERE story_id = %s RETURNING numbered
"""


def lock(story_id: int) -> Discussion:
    """The story's discussion, made if need be and locked until the commit: its comments come one by one."""
    rows = Discussion.objects.select_for_update(of=("self",)).filter(pk=story_id)
    found = rows.first()
    if found is None:
        Discussion.objects.bulk_create([Discussion(pk=story_id)], ignore_conflicts=True)
        found = rows.get()
    return found


def number_next(story_id: int, *, is_shown: bool) -> int:
    """Counts one more comment of a story and returns its number; locks the discussion, like `lock`, until the commit.

    One statement written out, since every comment needs it.
    """
    shown = int(is_shown)
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER_NEXT, [shown, shown, story_id])
        row = cursor.fetchone()
    if row is None:
        lock(story_id)
        return number_next(story_id, is_shown=is_shown)
    return int(row[0])


def weight(comment: Comment) -> Weight:
    """What a comment adds to the counters of its story: published, shown, picks."""
    published = comment.state == State.PUBLISHED
    return int(published), int(comment.is_shown), int(published and comment.is_pick)


def seen_of(comment: Comment) -> tuple[object, ...] | None:
    """All that readers see of a comment; None if they do not see it."""
    return tuple(getattr(comment, name) for name in _SEEN) if comment.is_shown else None


def count(story_id: int, before: Weight, after: Weight) -> None:
    """Moves the story's counters from one weight to another."""
    change = [new - old for old, new in zip(before, after, strict=True)]
    if any(change):
        names = ("published", "shown", "picks")
        Discussion.objects.filter(pk=story_id).update(
            **{name: F(name) + step for name, step in zip(names, change, strict=True) if step}
        )


def change(comment: Comment, *, expected: Collection[State], **fields: Any) -> Comment:
    """The comment with `fields` changed, if it is in one of the `expected` states; must be in a transaction.

    Raises AlreadyDecided. `comment` itself is brought up to date.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a comment changes in a transaction")
    lock(comment.story_id)
    comment.refresh_from_db()
    before, seen, state = weight(comment), seen_of(comment), comment.state
    if state not in expected:
        raise AlreadyDecided(_("Somebody has decided about this comment already."))
    for name, value in fields.items():
        setattr(comment, name, value)
    comment.is_shown = _is_shown(comment, was_shown=bool(before[1]))
    is_first_time = comment.state == State.PUBLISHED and comment.published_at is None
    if is_first_time:
        comment.published_at = clock.now()
    comment.save(update_fields={*fields, "is_shown", "published_at"})
    count(comment.story_id, before, weight(comment))
    if seen != seen_of(comment):
        announce_story(comment.story, "comments", is_removal=weight(comment) < before)
    if is_first_time:
        announce_publication(comment)
    return comment


def _is_shown(comment: Comment, *, was_shown: bool) -> bool:
    """Readers see the published, a line for each removed one, and for each deleted one that somebody answered."""
    if comment.state == State.PUBLISHED:
        return True
    if comment.state == State.REMOVED:
        return was_shown
    return comment.state == State.DELETED and was_shown and comment.answered_by.filter(is_shown=True).exists()

"""Readers who comment, as tests need them."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.db import transaction

from wireroom.core import clock
from wireroom.reactions.comments.actions import post
from wireroom.reactions.comments.changes import lock
from wireroom.reactions.comments.models import Comment, CommentPolicy, Discussion, State
from wireroom.reactions.comments.rules import Mode, Signs
from wireroom.reactions.comments.types import Sent
from wireroom.reactions.readers import Reader, new_token
from wireroom.stories.models import Edition, Story

_numbers = count(1)


def somebody(place: str = "") -> Reader:
    """A reader who has been here before, on a network of their own."""
    return Reader(new_token(), place or f"place-{next(_numbers)}")


def says(
    story: Story,
    text: str = "",
    *,
    reader: Reader | None = None,
    name: str = "Mara",
    to: Comment | None = None,
    email: str = "",
    key: str = "",
    trap: str = "",
    proof: str = "",
    can_prove: bool = False,
) -> Comment:
    """What a reader says below `story`; a text of its own unless one is given."""
    sent = Sent(
        name=name,
        text=text or f"This is comment number {next(_numbers)} about it.",
        email=email,
        answers=to.pk if to else None,
        key=key,
        proof=proof,
        signs=Signs(trap=trap),
    )
    return post(story, sent, reader=reader or somebody(), can_prove=can_prove)


def crowd(story: Story, count: int) -> None:
    """So many comments at once, every third one the beginning of a conversation, each by somebody else."""
    known, now = counters(story)[1], clock.now()
    numbers = range(known + 1, known + count + 1)
    rows = [
        Comment(
            story=story,
            number=number,
            thread=number - (number - known - 1) % 3,
            language=story.locale.language_code,
            name=f"Reader {number}",
            text=f"What I think of it, number {number}.",
            reader=f"reader {number} of {story.pk}",
            digest=str(number),
            key=f"{number} of {story.pk}",
            state=State.PUBLISHED,
            is_shown=True,
            created_at=now,
            published_at=now,
        )
        for number in numbers
    ]
    with transaction.atomic():
        lock(story.pk)
        Comment.objects.bulk_create(rows, batch_size=500)
        total = known + count
        Discussion.objects.filter(pk=story.pk).update(published=total, shown=total, numbered=total)


def set_policy(edition: Edition, **fields: Any) -> CommentPolicy:
    return CommentPolicy.objects.update_or_create(edition=edition, defaults=fields)[0]


def moderated_before(edition: Edition) -> CommentPolicy:
    return set_policy(edition, mode=Mode.BEFORE.value)


def counters(story: Story) -> tuple[int, int, int]:
    """Published, shown, picks, as the discussion has them."""
    found = Discussion.objects.filter(pk=story.pk).values_list("published", "shown", "picks").first()
    return found or (0, 0, 0)


def counted(story: Story) -> tuple[int, int, int]:
    """The same, counted from the comments."""
    comments = Comment.objects.of(story.pk)
    return comments.published().count(), comments.shown().count(), comments.picks().count()

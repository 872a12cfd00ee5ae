"""Comments of a house's former site: shown as they were there, once, and announced to nobody as news."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from wireroom.core import clock
from wireroom.formats.archives import Remark
from wireroom.reactions.comments.changes import number_next
from wireroom.reactions.comments.intake import address_hash, digest_of, language_of
from wireroom.reactions.comments.models import Comment, State
from wireroom.reactions.comments.rules import NAME_LONGEST, TEXT_LONGEST, flaws
from wireroom.reactions.facts import announce_story
from wireroom.reactions.readers import Reader
from wireroom.stories.models import Story

NAMELESS = "—"
LONGEST = 10 * TEXT_LONGEST
"""Signs of a text: other systems have no limit, and what was said there is not cut at ours."""


def move_in(story: Story, remarks: Sequence[Remark]) -> int:
    """Stores those remarks of a released story that are new here, in the order of their times; returns their number.

    What is no text that we would show is passed over, and so is what claims to be from the future. Of an address only
    the keyed hash is kept, by which its owner can ask for the comments or have them erased.
    """
    sound = [remark for remark in map(_readable, remarks) if remark.at <= clock.now() and not _is_flawed(remark)]
    keys = {_key(story, remark): remark for remark in sorted(sound, key=lambda remark: remark.at)}
    with transaction.atomic():
        known = {one.key: one for one in Comment.objects.filter(story=story, key__in=list(keys))}
        by_number = {keys[key].number: comment for key, comment in known.items()}
        fresh = [(key, remark) for key, remark in keys.items() if key not in known]
        for key, remark in fresh:
            by_number[remark.number] = _stored(story, remark, key, by_number.get(remark.answers))
        if fresh:
            announce_story(story, "comments", is_removal=False)
    return len(fresh)


def _readable(remark: Remark) -> Remark:
    return replace(remark, name=remark.name[:NAME_LONGEST].strip() or NAMELESS, text=remark.text[:LONGEST])


def _is_flawed(remark: Remark) -> bool:
    return any(flaw.code != "too-long" for flaw in flaws(remark.name, remark.text))


def _key(story: Story, remark: Remark) -> str:
    return hashlib.sha256(repr((story.guid, "former", remark.number)).encode()).hexdigest()


def _stored(story: Story, remark: Remark, key: str, answered: Comment | None) -> Comment:
    number = number_next(story.pk, is_shown=True)
    address = address_hash(remark.email)
    comment = Comment(
        story=story,
        number=number,
        thread=answered.thread if answered else number,
        answers=answered,
        language=language_of(story),
        name=remark.name,
        text=remark.text,
        reader=Reader(address or key).key,
        address=address,
        digest=digest_of(remark.text),
        key=key,
        state=State.PUBLISHED,
        is_shown=True,
        created_at=remark.at,
        published_at=remark.at,
    )
    comment.save(force_insert=True)
    return comment

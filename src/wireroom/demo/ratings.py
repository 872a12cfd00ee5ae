"""Votes of invented readers: the same for the same story whoever loads the demo, and one crowd that is held back."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from wireroom.core import clock
from wireroom.demo import script
from wireroom.demo.agency import key_of
from wireroom.reactions.ratings.actions import rate, take_in
from wireroom.reactions.readers import Reader
from wireroom.stories.models import Story

QUARRELLED_OVER = "rate-decision en"
"""Somebody on one network does not like this story."""
QUARREL = 14
OPINIONS = ((2, 2, 6, 25, 65), (5, 5, 15, 40, 35), (12, 10, 25, 33, 20), (30, 8, 8, 14, 40))
"""Ways in which readers take a story, in percent from one to five stars: loved, liked, doubted, disputed."""


def rate_stories() -> None:
    """Lets readers rate the demo's released stories that nobody has rated."""
    groups = {key_of(tale.group): tale.group for tale in script.tales()}
    stories = Story.objects.published().filter(translation_key__in=groups, rating_tally=None)
    for story in stories.select_related("locale").order_by("pk"):
        name = f"{groups[story.translation_key]} {story.locale.language_code}"
        take_in(story, _votes(name, story.first_published_at or clock.now()))
        if name == QUARRELLED_OVER:
            _quarrel(story)


def _votes(name: str, since: datetime) -> Iterator[tuple[str, int, datetime]]:
    """A few hundred votes at most, since the story came out."""
    opinion = random.Random(name.rpartition(" ")[0]).choices(OPINIONS, (4, 3, 2, 1))[0]  # noqa: S311 - invents readers
    chance = random.Random(name)  # noqa: S311 - likewise
    seconds = max((clock.now() - since).total_seconds(), 1)
    for number in range(int(chance.lognormvariate(3.2, 1))):
        key = hashlib.sha256(f"{name} {number}".encode()).hexdigest()
        yield key, chance.choices((1, 2, 3, 4, 5), opinion)[0], since + timedelta(seconds=chance.random() * seconds)


def _quarrel(story: Story) -> None:
    with clock.at(clock.now() - timedelta(minutes=5)):
        for number in range(QUARREL):
            rate(story, reader=Reader(f"{story.guid} {number}", place="invented"), stars=1)

"""Where a story stands in the index: numbers that rise with first publication, so that the newest come last."""

from __future__ import annotations

import math
from datetime import datetime

from wireroom.search.models import SearchEntry
from wireroom.stories.models import Story

PER_SECOND = 4096
"""Places a second; stories of one second stand in the order of their ids."""

FIRST, LAST = -(2**62), 2**62
"""Before and after every position."""


def _second(moment: datetime) -> int:
    return math.floor(moment.timestamp())


def position_of(story: Story) -> int:
    """Where a released story should stand."""
    if story.first_published_at is None:
        raise ValueError(f"{story!r} was never published")
    return _second(story.first_published_at) * PER_SECOND + int(story.pk) % PER_SECOND


def free_position(wanted: int, taken: set[int]) -> int:
    """The same place in the next second in which nobody stands; archives give thousands of stories one time."""
    position = wanted
    while position in taken or (position != wanted and SearchEntry.objects.filter(position=position).exists()):
        position += PER_SECOND
    return position


def bounds(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """The positions, first and past the last, of what was published at or after `since` and before `until`."""
    low = FIRST if since is None else _second(since) * PER_SECOND
    return low, LAST if until is None else math.ceil(until.timestamp()) * PER_SECOND

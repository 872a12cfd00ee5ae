"""Facts that reactions announce upwards: what readers see below stories is another now.

`wireroom.flow` says what follows. All are told once and inside the transaction of the change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from wireroom.stories.models import Story

Part = Literal["comments", "rating"]


@dataclass(frozen=True, slots=True)
class StoryChanged:
    """`part` of what stands below one story. `is_removal`: something must not be seen any longer, so no page may wait;
    what is only added may be shown a moment later, together with more of it."""

    story_id: int
    guid: str
    part: Part
    is_removal: bool


@dataclass(frozen=True, slots=True)
class EditionChanged:
    """`part` of what stands below every story of an edition; `code` is empty where it is so in all of them."""

    code: str
    part: Part


StoryListener = Callable[[StoryChanged], None]
EditionListener = Callable[[EditionChanged], None]

on_story: list[StoryListener] = []
on_edition: list[EditionListener] = []


def announce_story(story: Story, part: Part, *, is_removal: bool) -> None:
    for listener in on_story:
        listener(StoryChanged(story.pk, story.guid, part, is_removal))


def announce_edition(code: str, part: Part) -> None:
    for listener in on_edition:
        listener(EditionChanged(code, part))

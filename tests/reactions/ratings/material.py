"""Readers who rate."""

from __future__ import annotations

import hashlib

from wireroom.reactions.ratings.actions import rate
from wireroom.reactions.ratings.models import Tally
from wireroom.reactions.ratings.rules import Figures
from wireroom.reactions.readers import Reader
from wireroom.stories.models import Story


def reader(name: object, place: str = "") -> Reader:
    """A reader who is known by `name`, on a network of their own unless said otherwise."""
    return Reader(f"token of {name}", place or hashlib.sha256(str(name).encode()).hexdigest()[:32])


def figures(story: Story) -> Figures:
    """What readers see of the story's ratings."""
    tally = Tally.objects.filter(pk=story.pk).first()
    return tally.figures if tally else Figures()


def crowd(story: Story, stars: int, votes: int, *, name: str = "crowd", place: str = "") -> None:
    """So many different readers give `stars`, one right after the other."""
    for number in range(votes):
        rate(story, reader=reader(f"{name} {number}", place), stars=stars)

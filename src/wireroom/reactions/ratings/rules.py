"""What is known of ratings without a database: reading the form, averages, bursts, who may decide."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from wireroom.accounts.rules import Role

STARS = (1, 2, 3, 4, 5)


def read_stars(values: Sequence[str]) -> int:
    """The stars that a form sends: exactly one value, exactly one digit from 1 to 5; 0 for anything else."""
    if len(values) != 1 or values[0] not in {str(stars) for stars in STARS}:
        return 0
    return int(values[0])


@dataclass(frozen=True, slots=True)
class Figures:
    """How many readers gave one, two, three, four and five stars."""

    counts: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)

    @classmethod
    def of(cls, stars: dict[int, int]) -> Figures:
        """From the number of votes by stars."""
        return cls((stars.get(1, 0), stars.get(2, 0), stars.get(3, 0), stars.get(4, 0), stars.get(5, 0)))

    @property
    def votes(self) -> int:
        return sum(self.counts)

    @property
    def total(self) -> int:
        """All stars together."""
        return sum(stars * count for stars, count in zip(STARS, self.counts, strict=True))

    @property
    def average(self) -> float:
        """From 1 to 5; 0 without votes."""
        return self.total / self.votes if self.votes else 0.0

    @property
    def standing(self) -> float:
        """The Bayesian average, for ordering: as if `PRIOR` had been voted before, so that few votes weigh little."""
        return (PRIOR.total + self.total) / (PRIOR.votes + self.votes)

    def given(self, stars: int) -> int:
        return self.counts[stars - 1]

    def moved(self, before: int, after: int) -> Figures:
        """After one reader has gone from `before` stars to `after`; 0 is no vote."""
        counts = dict(zip(STARS, self.counts, strict=True))
        for stars, change in ((before, -1), (after, 1)):
            if stars:
                counts[stars] = max(counts[stars] + change, 0)
        return Figures.of(counts)

    def without(self, other: Figures) -> Figures:
        pairs = zip(STARS, self.counts, other.counts, strict=True)
        return Figures.of({stars: max(mine - theirs, 0) for stars, mine, theirs in pairs})

    def expected(self, stars: int) -> float:
        """The share of `stars` to expect from here on, above 0 and below 1."""
        return (PRIOR.given(stars) + self.given(stars)) / (PRIOR.votes + self.votes)


PRIOR = Figures((3, 1, 2, 4, 10))
"""What readers give a story that nothing is known of, as twenty votes: mostly five stars, and one rather than two."""

WINDOW = timedelta(minutes=10)
"""A burst is looked for among the votes of so short a time."""
LASTS = timedelta(hours=1)
"""A burst is over when no more of its votes have come for so long; an editor's word for it is good for as long."""
ALIKE = 0.8
"""Votes differ from each other unless so great a share of them is equal."""
FROM_ONE_PLACE = (10, 12.0)
FROM_EVERYWHERE = (25, 25.0)
"""The fewest equal votes that are a burst, and how surprising they must be, in nats: 12 is one in 160,000."""

Burst = Literal["", "place", "run"]


def surprise(equal: int, votes: int, share: float) -> float:
    """How surprising it is that `equal` of `votes` agree where `share` of them is expected, in nats, 0 if not at all.

    Chernoff's bound: the chance of so many or more is at most exp(-surprise).
    """
    found = equal / votes
    if found <= share:
        return 0.0
    rest = (1 - found) * math.log((1 - found) / (1 - share)) if found < 1 else 0.0
    return votes * (found * math.log(found / share) + rest)


def burst_with(stars: int, *, before: Figures, lately: Figures, from_here: Figures) -> Burst:
    """Whether a vote of `stars` makes a burst: "place" from one network, "run" from anywhere, else "".

    `before` is what the story had been given until `WINDOW` ago, `lately` what it got since, the new vote with it,
    `from_here` how much of that came from the new vote's own network. A burst is a crowd of almost only equal votes
    that the story's own votes make all but impossible. So it catches one person who clears cookies and votes ten
    times, and a hired or angry crowd on many networks.

    It lets pass many readers behind one address: they differ among themselves, or agree with the other readers,
    or come over a day. It cannot catch who pushes in the direction that the story's votes have anyway, who drips a few
    votes in ten minutes, who mixes the stars to look like the rest, or who votes from many networks for many stories a
    little; and an honest crowd that comes all at once to say the same is held too, until an editor has looked.
    """
    share = before.expected(stars)
    if _is_burst(stars, from_here, share, *FROM_ONE_PLACE):
        return "place"
    return "run" if _is_burst(stars, lately, share, *FROM_EVERYWHERE) else ""


def _is_burst(stars: int, crowd: Figures, share: float, fewest: int, bar: float) -> bool:
    equal = crowd.given(stars)
    if equal < fewest or equal < ALIKE * crowd.votes:
        return False
    return surprise(equal, crowd.votes, share) >= bar


class Right(StrEnum):
    """What the newsroom may do with ratings."""

    SEE = "see"
    DECIDE = "decide"
    """Close, reopen, recount, and say whether a burst counts."""
    SWITCH = "switch"
    """Close the ratings of the whole agency."""


def rights(roles: Collection[Role], *, assigned: bool = True) -> frozenset[Right]:
    """What somebody with `roles` may do; `assigned` says that they answer for the story's section and language."""
    held = set(roles)
    if held & {Role.CHIEF, Role.ADMINISTRATOR}:
        return frozenset(Right)
    if Role.MODERATOR in held or (Role.EDITOR in held and assigned):
        return frozenset({Right.SEE, Right.DECIDE})
    return frozenset({Right.SEE}) if Role.EDITOR in held else frozenset()

"""Ratings as the reader's pages show them: the same for everybody, since story pages are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists
from django.utils.translation import ngettext

from wireroom.press.declaring import declare
from wireroom.reactions.ratings.models import Switch, Tally
from wireroom.reactions.ratings.rules import STARS, Figures
from wireroom.stories.models import Story
from wireroom.stories.querysets import StoryQuerySet
from wireroom.website import addresses, tags
from wireroom.website.layout import Layout
from wireroom.website.lists import ENTRY_COLUMNS

TALLY_COLUMNS = tuple(
    f"rating_tally__{name}" for name in ("ones", "twos", "threes", "fours", "fives", "is_closed", "is_frozen")
)
RECENT = timedelta(days=30)
"""How long a story may stand among the best rated."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the five radio buttons, or one line of the distribution."""

    stars: int
    name: str
    is_chosen: bool = False
    votes: int = 0
    percent: int = 0


@dataclass(frozen=True, slots=True)
class RatingBox:
    """What stands below a story for rating it. `is_shown` says that there are enough votes for a score."""

    path: str
    best_rated_path: str
    figures: Figures
    fewest: int
    is_open: bool
    is_frozen: bool
    chosen: int = 0

    @property
    def is_shown(self) -> bool:
        return self.figures.votes >= self.fewest

    @property
    def choices(self) -> Sequence[Choice]:
        return [Choice(stars, stars_name(stars), is_chosen=stars == self.chosen) for stars in STARS]

    @property
    def distribution(self) -> Sequence[Choice]:
        """The best first."""
        votes, most = self.figures.votes, max(1, *self.figures.counts)
        return [
            Choice(
                stars,
                stars_name(stars),
                votes=self.figures.given(stars) if votes else 0,
                percent=round(100 * self.figures.given(stars) / most),
            )
            for stars in reversed(STARS)
        ]


def stars_name(stars: int) -> str:
    return ngettext("%(number)s star", "%(number)s stars", stars) % {"number": stars}


def with_ratings(stories: StoryQuerySet) -> StoryQuerySet:
    """The same stories with what a `RatingBox` needs, in the same query."""
    rated: StoryQuerySet = stories.annotate(ratings_are_off=Exists(Switch.objects.closed()))
    return rated.select_related("rating_tally")


def tally_of(story: Story) -> Tally | None:
    """The tally that came with the story; None while nobody has rated it."""
    return getattr(story, "rating_tally", None)


def figures_of(story: Story) -> Figures:
    tally = tally_of(story)
    return tally.figures if tally else Figures()


def rating_box(layout: Layout, story: Story, *, tally: Tally | None = None, chosen: int = 0) -> RatingBox:
    """The box of a story from `with_ratings`; `tally` is a newer one than came with it."""
    declare(tags.rating(story.guid))
    tally = tally or tally_of(story)
    is_closed = bool(getattr(story, "ratings_are_off", False)) or bool(tally and tally.is_closed)
    return RatingBox(
        path=addresses.rating(addresses.of(layout.code, story)),
        best_rated_path=addresses.best_rated(layout.code),
        figures=tally.figures if tally else Figures(),
        fewest=settings.RATINGS_SHOWN_FROM,
        is_open=not is_closed,
        is_frozen=bool(tally and tally.is_frozen),
        chosen=chosen,
    )


def best_rated(stories: StoryQuerySet, *, since: datetime) -> StoryQuerySet:
    """Those first published after `since` with enough votes for a score, the best first by the Bayesian average."""
    rated = stories.filter(first_published_at__gt=since, rating_tally__votes__gte=settings.RATINGS_SHOWN_FROM)
    columns = rated.select_related("dispatch", "rating_tally").only(*ENTRY_COLUMNS, *TALLY_COLUMNS)
    return columns.order_by("-rating_tally__standing", "-first_published_at", "-pk")

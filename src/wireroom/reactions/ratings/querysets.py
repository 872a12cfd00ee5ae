"""How the house speaks of many ratings, tallies and bursts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Q

from wireroom.reactions.ratings.rules import Figures

if TYPE_CHECKING:
    from wireroom.reactions.ratings.models import Burst, Rating, Switch, Tally  # noqa: F401 - named below as text


class RatingQuerySet(models.QuerySet["Rating"]):
    def counted(self) -> RatingQuerySet:
        """Ratings that are part of the shown figures, those of no burst."""
        return self.filter(burst=None)

    def held(self) -> RatingQuerySet:
        """Ratings in quarantine until an editor decides."""
        return self.filter(burst__decision="")

    def dropped(self) -> RatingQuerySet:
        return self.filter(burst__decision="drop")

    def of(self, story_id: int) -> RatingQuerySet:
        return self.filter(story_id=story_id)

    def by_reader(self, key: str) -> RatingQuerySet:
        return self.filter(reader=key)

    def since(self, moment: datetime) -> RatingQuerySet:
        return self.filter(cast_at__gt=moment)

    def figures(self, place: str = "") -> tuple[Figures, Figures]:
        """All of them, and those from `place`, by stars; one query."""
        here = Count("pk", filter=Q(place=place) & ~Q(place=""))
        rows = list(self.order_by().values("stars").annotate(all=Count("pk"), here=here))
        return Figures.of({r["stars"]: r["all"] for r in rows}), Figures.of({r["stars"]: r["here"] for r in rows})

    def in_bursts(self, bursts: Collection[Burst]) -> dict[int, int]:
        """How many there are in each of `bursts`, by its id; one query."""
        rows = self.filter(burst__in=bursts).order_by().values_list("burst_id").annotate(votes=Count("pk"))
        return {burst: votes for burst, votes in rows if burst is not None}

    def put(self, rating: Rating) -> None:
        """Stores the reader's one rating of the story, in place of an earlier one; one statement."""
        self.bulk_create(
            [rating],
            update_conflicts=True,
            unique_fields=["story", "reader"],
            update_fields=["stars", "place", "cast_at", "burst"],
        )


class TallyQuerySet(models.QuerySet["Tally"]):
    def locked(self, story_id: int) -> Tally:
        """The story's tally, made if need be and locked until the commit: ratings of one story come one by one."""
        rows = self.select_for_update().filter(pk=story_id)
        found = rows.first()
        if found is None:
            self.bulk_create([self.model(pk=story_id)], ignore_conflicts=True)
            found = rows.get()
        return found

    def frozen(self) -> TallyQuerySet:
        return self.filter(is_frozen=True)

    def rated(self, fewest: int = 1) -> TallyQuerySet:
        """Tallies of at least so many votes."""
        return self.filter(votes__gte=fewest)


class BurstQuerySet(models.QuerySet["Burst"]):
    def undecided(self) -> BurstQuerySet:
        return self.filter(decision="").order_by("began_at")

    def going_on(self, now: datetime) -> BurstQuerySet:
        """Bursts that more votes may belong to, and those that an editor has lately vouched for."""
        return self.filter(until__gt=now)

    def of(self, story_id: int) -> BurstQuerySet:
        return self.filter(story_id=story_id)


class SwitchQuerySet(models.QuerySet["Switch"]):
    def closed(self) -> SwitchQuerySet:
        """The one row, if the agency has closed the ratings of all stories."""
        return self.filter(is_on=False)

"""Ratings, what they add up to for each story, and the bursts that are held back."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wireroom.reactions.ratings.querysets import BurstQuerySet, RatingQuerySet, SwitchQuerySet, TallyQuerySet
from wireroom.reactions.ratings.rules import PRIOR, STARS, Figures
from wireroom.stories.models import Story


class Rating(models.Model):
    """One reader's stars for one story. `reader` is a hash of a random cookie; `place`, one of the address, is
    emptied within a day."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="ratings")
    reader = models.CharField(max_length=64)
    stars = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=32, blank=True)
    cast_at = models.DateTimeField()
    """When the reader gave these stars; an earlier rating of theirs is not remembered."""
    burst = models.ForeignKey("Burst", on_delete=models.SET_NULL, null=True, related_name="ratings")
    """The burst for which it does not count."""

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = (
            models.UniqueConstraint(fields=("story", "reader"), name="one_rating_a_reader"),
            models.CheckConstraint(condition=Q(stars__in=STARS), name="rating_of_one_to_five"),
        )
        indexes = (
            models.Index(fields=("story", "cast_at"), name="rating_lately"),
            models.Index(fields=("reader",), name="rating_reader"),
            models.Index(fields=("cast_at",), name="rating_places", condition=~Q(place="")),
        )

    def __str__(self) -> str:
        return f"{self.stars} for {self.story_id}"


class Tally(models.Model):
    """What the counted ratings of a story add up to: the figures that readers see. It stands still while frozen."""

    story = models.OneToOneField(Story, on_delete=models.CASCADE, primary_key=True, related_name="rating_tally")
    ones = models.PositiveIntegerField(default=0)
    twos = models.PositiveIntegerField(default=0)
    threes = models.PositiveIntegerField(default=0)
    fours = models.PositiveIntegerField(default=0)
    fives = models.PositiveIntegerField(default=0)
    votes = models.PositiveIntegerField(default=0)
    standing = models.FloatField(default=PRIOR.average)
    """The Bayesian average, by which lists are ordered."""
    is_closed = models.BooleanField(default=False)
    is_frozen = models.BooleanField(default=False)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("ratings of a story")
        verbose_name_plural = _("ratings of stories")
        constraints = (
            models.CheckConstraint(
                condition=Q(votes=F("ones") + F("twos") + F("threes") + F("fours") + F("fives")),
                name="tally_adds_up",
            ),
        )
        indexes = (models.Index(fields=("story",), name="tally_frozen", condition=Q(is_frozen=True)),)

    def __str__(self) -> str:
        return f"{self.votes} for {self.story_id}"

    @property
    def figures(self) -> Figures:
        return Figures((self.ones, self.twos, self.threes, self.fours, self.fives))

    def show(self, figures: Figures, *, is_frozen: bool = False) -> None:
        """Stores other figures to show."""
        self.ones, self.twos, self.threes, self.fours, self.fives = figures.counts
        self.votes, self.standing, self.is_frozen = figures.votes, figures.standing, is_frozen
        counted = ("ones", "twos", "threes", "fours", "fives", "votes", "standing")
        self.save(update_fields=(*counted, "is_frozen"))


class Decision(models.TextChoices):
    COUNT = "count", _("Counted")
    DROP = "drop", _("Dropped")


class Burst(models.Model):
    """A crowd of equal votes that came too suddenly to be shown: held until an editor has decided.

    Votes of `stars` from `place` (empty: from anywhere) belong to it until `until`, which every one of them puts off.
    After the decision to count them, `until` says how long the same crowd is not held again.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="rating_bursts")
    stars = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=32, blank=True)
    is_from_one_place = models.BooleanField(default=False)
    """Said here too, since `place` is emptied within a day."""
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )

    objects = BurstQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("story", "until"), name="burst_going_on"),
            models.Index(fields=("began_at",), name="burst_undecided", condition=Q(decision="")),
        )

    def __str__(self) -> str:
        return f"{self.stars} for {self.story_id} since {self.began_at}"

    def covers(self, stars: int, place: str) -> bool:
        """Whether a vote looks like one of this burst."""
        if self.stars != stars:
            return False
        return bool(place) and self.place == place if self.is_from_one_place else True

    def is_held_at(self, now: datetime) -> bool:
        """Whether it freezes the shown figures: it goes on, and nobody has decided."""
        return not self.decision and self.until > now


class Switch(models.Model):
    """The one row that says whether readers may rate at all; without it they may."""

    is_on = models.BooleanField(default=True)

    objects = SwitchQuerySet.as_manager()

    class Meta:
        verbose_name = _("ratings of the agency")

    def __str__(self) -> str:
        return str(_("Ratings of all stories"))

"""What readers do with ratings, and what the clock does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists
from django.utils.translation import gettext as _

from wireroom.core import clock
from wireroom.reactions.facts import announce_story
from wireroom.reactions.ratings.errors import NotRateable, NotStars, RatingClosed
from wireroom.reactions.ratings.models import Burst, Decision, Rating, Switch, Tally
from wireroom.reactions.ratings.rules import LASTS, STARS, WINDOW, Figures, burst_with
from wireroom.reactions.readers import Reader
from wireroom.stories.models import Story

PLACES_KEPT = timedelta(days=1)
AT_ONCE = 1000
"""Rows of one statement, so that readers' votes never wait long for the clock's work."""


def rate(story: Story, *, reader: Reader, stars: int) -> None:
    """Stores the reader's one rating of a story that readers see; it counts at once unless it is part of a burst.

    Raises NotStars, NotRateable, RatingClosed.
    """
    if stars not in STARS:
        raise NotStars(_("Choose one to five stars."))
    with transaction.atomic():
        tally, all_are_closed = _rateable(story)
        if tally.is_closed or all_are_closed:
            raise RatingClosed(_("Rating is closed."))
        now = clock.now()
        before = _counted_stars(story.pk, reader.key)
        bursts = list(Burst.objects.of(story.pk).going_on(now))
        known = next((burst for burst in bursts if burst.covers(stars, reader.place)), None)
        held_in = known if known and known.decision != Decision.COUNT else None
        Rating.objects.put(
            Rating(story_id=story.pk, reader=reader.key, stars=stars, place=reader.place, cast_at=now, burst=held_in)
        )
        if held_in:
            Burst.objects.filter(pk=held_in.pk).update(until=now + LASTS)
            held_in.until = now + LASTS
        elif known is None:
            bursts += _new_bursts(tally, before, stars, reader.place, now)
        _settle(tally, before, 0 if held_in else stars, is_held=any(burst.is_held_at(now) for burst in bursts))


def withdraw_rating(story: Story, *, reader: Reader) -> None:
    """Takes the reader's rating back, also where rating is closed: the voice is theirs. Raises NotRateable."""
    with transaction.atomic():
        tally, _all_are_closed = _rateable(story)
        _take_back(tally, reader.key)


def erase(reader_key: str) -> int:
    """Deletes all that a reader has rated; the averages are those of the others. Returns how many ratings it was."""
    with transaction.atomic():
        rated = sorted(Rating.objects.by_reader(reader_key).values_list("story_id", flat=True))
        for story_id in rated:
            _take_back(Tally.objects.locked(story_id), reader_key)
    return len(rated)


def take_in(story: Story, ratings: Iterable[tuple[str, int, datetime]]) -> None:
    """Adds many ratings at once, unjudged: reader keys, stars, times. For material from elsewhere."""
    rows = [Rating(story_id=story.pk, reader=key, stars=stars, cast_at=at) for key, stars, at in ratings]
    with transaction.atomic():
        tally = Tally.objects.locked(story.pk)
        Rating.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
        recount_tally(tally)


def recount_tally(tally: Tally) -> None:
    """Shows what the stored ratings add up to, unless a burst holds the figures still."""
    if not is_held(tally):
        everywhere, _here = Rating.objects.of(tally.story_id).counted().figures()
        _show(tally, everywhere)


def is_held(tally: Tally) -> bool:
    now = clock.now()
    return any(burst.is_held_at(now) for burst in Burst.objects.of(tally.story_id).going_on(now))


def thaw() -> int:
    """Lets the figures move again where the burst is over; run by the schedule. Returns how many."""
    thawed = 0
    for story_id in list(Tally.objects.frozen().values_list("pk", flat=True)):
        with transaction.atomic():
            tally = Tally.objects.locked(story_id)
            recount_tally(tally)
            thawed += not tally.is_frozen
    return thawed


def forget_places() -> int:
    """Empties the hashes of addresses a day after the vote, and those of bursts that are over; run by the schedule."""
    now, forgotten = clock.now(), 0
    old = Rating.objects.filter(cast_at__lt=now - PLACES_KEPT).exclude(place="")
    while rows := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        forgotten += Rating.objects.filter(pk__in=rows).update(place="")
    Burst.objects.filter(until__lt=now).exclude(place="").update(place="")
    return forgotten


def _rateable(story: Story) -> tuple[Tally, bool]:
    """The locked tally of a story that readers see, and whether the agency has closed the ratings of all."""
    tally = Tally.objects.locked(story.pk)
    live = Story.objects.published().filter(pk=story.pk)
    all_are_closed = live.values_list(Exists(Switch.objects.closed()), flat=True).first()
    if all_are_closed is None:
        raise NotRateable(_("This story can be rated only while it is out."))
    tally.story = story
    return tally, all_are_closed


def _counted_stars(story_id: int, reader_key: str) -> int:
    """What the reader adds to the shown figures; 0 for nothing."""
    own = Rating.objects.of(story_id).by_reader(reader_key).counted()
    return own.values_list("stars", flat=True).first() or 0


def _take_back(tally: Tally, reader_key: str) -> None:
    before = _counted_stars(tally.story_id, reader_key)
    Rating.objects.of(tally.story_id).by_reader(reader_key).delete()
    if before:
        _settle(tally, before, 0, is_held=is_held(tally))


def _new_bursts(tally: Tally, before: int, stars: int, place: str, now: datetime) -> list[Burst]:
    """The burst that the stored vote has made, its votes now held; else nothing."""
    recent = Rating.objects.of(tally.story_id).counted().since(now - WINDOW)
    lately, from_here = recent.figures(place)
    earlier = tally.figures.moved(before, stars).without(lately)
    kind = burst_with(stars, before=earlier, lately=lately, from_here=from_here)
    if not kind:
        return []
    burst = Burst.objects.create(
        story_id=tally.story_id,
        stars=stars,
        place=place if kind == "place" else "",
        is_from_one_place=kind == "place",
        began_at=now,
        until=now + LASTS,
    )
    alike = recent.filter(stars=stars)
    (alike.filter(place=place) if kind == "place" else alike).update(burst=burst)
    return [burst]


def _settle(tally: Tally, before: int, after: int, *, is_held: bool) -> None:
    """Shows the figures after one reader's change: they stand still while a burst lasts."""
    if is_held and tally.is_frozen:
        return
    if is_held or tally.is_frozen:
        everywhere, _here = Rating.objects.of(tally.story_id).counted().figures()
        _show(tally, everywhere, is_frozen=is_held)
    else:
        _show(tally, tally.figures.moved(before, after))


def _show(tally: Tally, figures: Figures, *, is_frozen: bool = False) -> None:
    """Stores what readers see from now on; votes of a burst must vanish at once, the rest has a moment."""
    seen = (tally.figures, tally.is_frozen)
    freezes = is_frozen and not tally.is_frozen
    tally.show(figures, is_frozen=is_frozen)
    if seen != (figures, is_frozen):
        announce_story(tally.story, "rating", is_removal=freezes)

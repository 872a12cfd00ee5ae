"""One voice a reader, figures that always add up, bursts that are held."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction

from tests.factories import Newsroom
from tests.reactions.ratings.material import crowd, figures, reader
from wireroom.core import clock
from wireroom.reactions.ratings.actions import erase, forget_places, rate, take_in, thaw, withdraw_rating
from wireroom.reactions.ratings.errors import NotRateable, NotStars, RatingError
from wireroom.reactions.ratings.models import Burst, Rating, Tally
from wireroom.reactions.ratings.rules import Figures
from wireroom.stories.actions import reinstate, withdraw
from wireroom.stories.models import Story

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def story(newsroom: Newsroom) -> Story:
    return newsroom.published("Bridge opens")


@pytest.fixture
def loved(story: Story) -> Story:
    """A story with forty votes of a day ago, most of them five stars."""
    votes = [(f"fan {number}", 5 if number % 8 else 4, clock.now() - timedelta(days=1)) for number in range(40)]
    take_in(story, votes)
    return story


def test_votes_add_up(story: Story) -> None:
    for name, stars in (("ann", 5), ("bo", 4), ("cy", 4)):
        rate(story, reader=reader(name), stars=stars)
    assert figures(story) == Figures((0, 0, 0, 2, 1))
    assert Tally.objects.get(pk=story.pk).votes == 3


def test_reader_changes_the_vote(story: Story) -> None:
    rate(story, reader=reader("ann"), stars=5)
    rate(story, reader=reader("ann"), stars=2)
    assert figures(story) == Figures((0, 1, 0, 0, 0))
    assert Rating.objects.get().stars == 2


def test_reader_withdraws_the_vote(story: Story) -> None:
    rate(story, reader=reader("ann"), stars=5)
    rate(story, reader=reader("bo"), stars=1)
    withdraw_rating(story, reader=reader("ann"))
    withdraw_rating(story, reader=reader("nobody"))
    assert figures(story) == Figures((1, 0, 0, 0, 0))


def test_reader_votes_for_each_story_once(newsroom: Newsroom, story: Story) -> None:
    other = newsroom.published("Another")
    rate(story, reader=reader("ann"), stars=5)
    rate(other, reader=reader("ann"), stars=1)
    assert (figures(story).votes, figures(other).votes) == (1, 1)


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_no_other_stars_are_stored(story: Story, stars: int) -> None:
    with pytest.raises(NotStars):
        rate(story, reader=reader("ann"), stars=stars)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(story=story, reader="x", stars=abs(stars) + 6, cast_at=NOON)
    assert Rating.objects.count() == 0


def test_unreleased_and_withdrawn_stories_take_no_votes(newsroom: Newsroom, story: Story) -> None:
    withdraw(story, by=None, note="Wrong.")
    for closed in (newsroom.draft(), story):
        with pytest.raises(NotRateable):
            rate(closed, reader=reader("ann"), stars=5)
    assert Rating.objects.count() == 0


def test_votes_stay_while_a_story_is_withdrawn(newsroom: Newsroom, story: Story) -> None:
    rate(story, reader=reader("ann"), stars=5)
    withdraw(story, by=None, note="Wrong.")
    reinstate(newsroom.fresh(story), by=None)
    assert figures(story) == Figures((0, 0, 0, 0, 1))


def test_erased_reader_leaves_the_averages_of_the_others(newsroom: Newsroom, story: Story) -> None:
    other = newsroom.published("Another")
    for rated in (story, other):
        rate(rated, reader=reader("ann"), stars=1)
        rate(rated, reader=reader("bo"), stars=5)
    assert erase(reader("ann").key) == 2
    assert (figures(story).average, figures(other).average) == (5.0, 5.0)
    assert erase(reader("ann").key) == 0


def test_many_votes_are_taken_in_once(story: Story) -> None:
    votes = [(f"key {number}", number % 5 + 1, NOON) for number in range(10)]
    take_in(story, votes)
    take_in(story, votes)
    assert figures(story) == Figures((2, 2, 2, 2, 2))


def test_burst_from_one_network_is_held_with_the_votes_that_began_it(loved: Story) -> None:
    before = figures(loved)
    crowd(loved, 1, 9, place="cafe")
    assert figures(loved).given(1) == 9
    crowd(loved, 1, 6, name="more", place="cafe")
    assert figures(loved) == before
    assert Rating.objects.held().count() == 15
    assert list(Burst.objects.undecided().values_list("stars", "is_from_one_place")) == [(1, True)]


def test_shown_figures_stand_still_while_a_burst_lasts(loved: Story) -> None:
    crowd(loved, 1, 10, place="cafe")
    before = figures(loved)
    rate(loved, reader=reader("honest"), stars=4)
    withdraw_rating(loved, reader=reader("honest"))
    rate(loved, reader=reader("other"), stars=3)
    assert figures(loved) == before
    with clock.at(clock.now() + timedelta(hours=2)):
        assert thaw() == 1
        assert figures(loved) == before.moved(0, 3)
        assert thaw() == 0


def test_figures_move_again_with_the_first_vote_after_a_burst(loved: Story) -> None:
    crowd(loved, 1, 10, place="cafe")
    before = figures(loved)
    with clock.at(clock.now() + timedelta(hours=2)):
        rate(loved, reader=reader("honest"), stars=4)
    assert figures(loved) == before.moved(0, 4)
    assert not Tally.objects.get(pk=loved.pk).is_frozen


def test_every_vote_of_a_burst_puts_off_its_end(loved: Story) -> None:
    crowd(loved, 1, 10, place="cafe")
    with clock.at(clock.now() + timedelta(minutes=50)):
        rate(loved, reader=reader("late", "cafe"), stars=1)
    with clock.at(clock.now() + timedelta(minutes=80)):
        assert thaw() == 0


def test_run_from_many_networks_is_held(loved: Story) -> None:
    before = figures(loved)
    crowd(loved, 1, 40)
    assert figures(loved) == before
    assert list(Burst.objects.values_list("stars", "is_from_one_place")) == [(1, False)]


def test_cleared_cookies_raise_suspicion_and_refuse_nobody(loved: Story) -> None:
    crowd(loved, 1, 30, place="cafe")
    assert Rating.objects.of(loved.pk).count() == 70


def test_five_hundred_readers_behind_one_address_all_count(story: Story) -> None:
    opinions = (5, 5, 4, 5, 1, 5, 3, 5, 4, 5)
    for number in range(500):
        with clock.at(NOON + timedelta(minutes=number * 2.5)):
            rate(story, reader=reader(number, "campus"), stars=opinions[number % 10])
    assert figures(story) == Figures((50, 0, 50, 100, 300))
    assert Burst.objects.count() == 0


def test_places_are_forgotten_after_a_day(loved: Story) -> None:
    crowd(loved, 1, 12, place="cafe")
    assert forget_places() == 0
    with clock.at(clock.now() + timedelta(hours=25)):
        assert forget_places() == 12
    assert set(Rating.objects.values_list("place", flat=True)) == {""}
    assert set(Burst.objects.values_list("place", flat=True)) == {""}


def test_a_hundred_racing_votes_of_one_reader_are_one(racing_newsroom: Newsroom) -> None:
    story = racing_newsroom.published("Race")
    failed: list[Exception] = []

    def vote(part: int) -> None:
        try:
            for number in range(25):
                rate(story, reader=reader("ann"), stars=(part + number) % 5 + 1)
        except (DatabaseError, RatingError) as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=vote, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert figures(story) == Figures().moved(0, Rating.objects.get().stars)


def test_racing_readers_are_all_counted(racing_newsroom: Newsroom) -> None:
    story = racing_newsroom.published("Race")

    def vote(part: int) -> None:
        for number in range(10):
            rate(story, reader=reader(f"{part} {number}"), stars=number % 5 + 1)
        connections.close_all()

    threads = [threading.Thread(target=vote, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert figures(story) == Figures((8, 8, 8, 8, 8))

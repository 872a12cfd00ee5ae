"""What the newsroom decides: held votes, closing, recount, the switch; each leaves one line in the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from wagtail.models import ModelLogEntry

from tests.factories import Newsroom
from tests.reactions.ratings.material import crowd, figures, reader
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.reactions.ratings import decisions
from wireroom.reactions.ratings.actions import rate, take_in, withdraw_rating
from wireroom.reactions.ratings.errors import AlreadyDecided, NotAllowed, RatingClosed
from wireroom.reactions.ratings.models import Burst, Rating, Tally
from wireroom.reactions.ratings.rules import Figures, Right
from wireroom.stories.models import Story


@pytest.fixture
def story(newsroom: Newsroom) -> Story:
    return newsroom.published("Bridge opens")


@pytest.fixture
def burst(story: Story) -> Burst:
    """Twelve votes from one network against forty others."""
    take_in(story, [(f"fan {number}", 5, clock.now() - timedelta(days=1)) for number in range(40)])
    crowd(story, 1, 12, place="cafe")
    return Burst.objects.get()


def log() -> list[tuple[str, str]]:
    rows = ModelLogEntry.objects.filter(action__contains="ratings_").order_by("pk")
    return [(entry.action, entry.user.username if entry.user else "") for entry in rows]


def test_counted_burst_is_in_the_figures_and_not_held_again(newsroom: Newsroom, burst: Burst) -> None:
    decisions.count_burst(burst, by=newsroom.chief)
    assert figures(burst.story) == Figures((12, 0, 0, 0, 40))
    crowd(burst.story, 1, 10, name="more", place="cafe")
    assert figures(burst.story).given(1) == 22
    assert not Tally.objects.get(pk=burst.story_id).is_frozen
    assert log() == [("wireroom.ratings_count", "chief")]


def test_dropped_burst_is_never_shown_nor_are_its_stragglers(newsroom: Newsroom, burst: Burst) -> None:
    decisions.drop_burst(burst, by=newsroom.chief)
    crowd(burst.story, 1, 3, name="more", place="cafe")
    rate(burst.story, reader=reader("honest"), stars=4)
    assert figures(burst.story) == Figures((0, 0, 0, 1, 40))
    assert Rating.objects.dropped().count() == 15
    assert log() == [("wireroom.ratings_drop", "chief")]


def test_reader_of_a_dropped_vote_may_change_it(newsroom: Newsroom, burst: Burst) -> None:
    decisions.drop_burst(burst, by=newsroom.chief)
    rate(burst.story, reader=reader("crowd 0", "cafe"), stars=3)
    assert figures(burst.story) == Figures((0, 0, 1, 0, 40))


def test_second_editor_is_told_that_it_is_decided(newsroom: Newsroom, burst: Burst) -> None:
    decisions.drop_burst(burst, by=newsroom.chief)
    with pytest.raises(AlreadyDecided):
        decisions.count_burst(burst, by=newsroom.chief)
    assert figures(burst.story) == Figures((0, 0, 0, 0, 40))


def test_closed_story_keeps_its_votes_and_takes_no_more(newsroom: Newsroom, story: Story) -> None:
    rate(story, reader=reader("ann"), stars=5)
    decisions.close(story, by=newsroom.chief)
    with pytest.raises(RatingClosed):
        rate(story, reader=reader("bo"), stars=1)
    with pytest.raises(AlreadyDecided):
        decisions.close(story, by=newsroom.chief)
    assert figures(story) == Figures((0, 0, 0, 0, 1))
    withdraw_rating(story, reader=reader("ann"))
    assert figures(story) == Figures()
    decisions.reopen(story, by=newsroom.chief)
    rate(story, reader=reader("bo"), stars=1)
    assert figures(story) == Figures((1, 0, 0, 0, 0))
    assert log() == [("wireroom.ratings_close", "chief"), ("wireroom.ratings_reopen", "chief")]


def test_switch_closes_every_story(newsroom: Newsroom, story: Story) -> None:
    decisions.switch(is_on=False, by=newsroom.chief)
    assert not decisions.is_on()
    with pytest.raises(RatingClosed):
        rate(story, reader=reader("ann"), stars=5)
    decisions.switch(is_on=True, by=newsroom.chief)
    rate(story, reader=reader("ann"), stars=5)
    with pytest.raises(AlreadyDecided):
        decisions.switch(is_on=True, by=newsroom.chief)
    assert log() == [("wireroom.ratings_close", "chief"), ("wireroom.ratings_reopen", "chief")]


def test_recount_adds_up_what_is_stored(newsroom: Newsroom, story: Story) -> None:
    rate(story, reader=reader("ann"), stars=5)
    Tally.objects.filter(pk=story.pk).update(ones=7, votes=8)
    decisions.recount(story, by=newsroom.chief)
    assert figures(story) == Figures((0, 0, 0, 0, 1))
    entry = ModelLogEntry.objects.get(action="wireroom.ratings_recount")
    assert entry.data == {"before": [7, 0, 0, 0, 1], "after": [0, 0, 0, 0, 1]}


def test_only_who_answers_for_the_story_decides(newsroom: Newsroom, story: Story, burst: Burst) -> None:
    reporter, sport = newsroom.person(Role.REPORTER), newsroom.person(Role.EDITOR, sections=["sport"])
    for person in (reporter, sport):
        with pytest.raises(NotAllowed):
            decisions.close(story, by=person)
        with pytest.raises(NotAllowed):
            decisions.drop_burst(burst, by=person)
        with pytest.raises(NotAllowed):
            decisions.switch(is_on=False, by=person)
    moderator = newsroom.person(Role.MODERATOR)
    with pytest.raises(NotAllowed):
        decisions.switch(is_on=False, by=moderator)
    decisions.close(story, by=moderator)
    decisions.drop_burst(burst, by=newsroom.person(Role.EDITOR, sections=["world"]))
    assert not decisions.may(reporter, Right.SEE)


def test_two_bursts_freeze_until_both_are_decided(newsroom: Newsroom, burst: Burst) -> None:
    story = burst.story
    crowd(story, 2, 12, name="second", place="library")
    first, second = Burst.objects.order_by("pk")
    decisions.drop_burst(first, by=newsroom.chief)
    assert Tally.objects.get(pk=story.pk).is_frozen
    decisions.count_burst(second, by=newsroom.chief)
    assert figures(story) == Figures((0, 12, 0, 0, 40))
    assert not Tally.objects.get(pk=story.pk).is_frozen

"""What reactions announce: whatever changes below a story is told once, in its transaction, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection

from tests.factories import Newsroom
from tests.reactions.comments.conversation import says, set_policy, somebody
from tests.reactions.ratings.material import crowd
from tests.reactions.ratings.material import reader as rater
from wireroom import flow
from wireroom.core import clock
from wireroom.reactions import facts
from wireroom.reactions.comments import actions, chores, decisions, policies
from wireroom.reactions.comments.models import Comment, CommentPolicy
from wireroom.reactions.comments.rules import Mode
from wireroom.reactions.facts import EditionChanged, StoryChanged
from wireroom.reactions.ratings import actions as ratings
from wireroom.reactions.ratings import decisions as rating_decisions
from wireroom.reactions.ratings.models import Burst
from wireroom.reactions.readers import Reader
from wireroom.stories.models import Story

Told = StoryChanged | EditionChanged
ME = somebody()


@pytest.fixture
def told() -> Iterator[list[Told]]:
    """All facts, each of which must come inside a transaction of its own."""
    heard: list[Told] = []

    def hear(fact: Told) -> None:
        assert connection.savepoint_ids
        heard.append(fact)

    facts.on_story[:], facts.on_edition[:] = [hear], [hear]
    yield heard
    flow.connect()


@pytest.fixture
def story(newsroom: Newsroom) -> Story:
    return newsroom.published("Bridge opens")


Act = Callable[[Newsroom, Comment], object]
SHOWN: list[tuple[str, Act, list[bool]]] = [
    ("edit", lambda _, own: actions.edit(own, reader=ME, text="In other words."), [False]),
    ("edit to the same", lambda _, own: actions.edit(own, reader=ME, text=own.text), []),
    ("edit into spam", lambda _, own: actions.edit(own, reader=ME, text="https://bit.ly/1 https://bit.ly/2"), [True]),
    ("delete", lambda _, own: actions.delete_own(own, reader=ME), [True]),
    ("report", lambda _, own: actions.report(own, reader=somebody(), reason="spam"), []),
    ("reply", lambda _, own: says(own.story, to=own), [False]),
    ("remove", lambda room, own: decisions.remove(own, by=room.chief, reason="Rude."), [True]),
    ("pick", lambda room, own: decisions.pick(own, by=room.chief), [False]),
    ("keep", lambda room, own: decisions.keep(own, by=room.chief), []),
    ("block", lambda room, own: decisions.block_reader(own, by=room.chief, reason="Spam."), []),
    ("erase", lambda _, own: actions.erase([own]), [True]),
    ("forget", lambda _, own: chores.forget_traces(), []),
    ("close", lambda room, own: decisions.close(own.story, by=room.chief), [True]),
    ("mode", lambda room, own: decisions.set_mode(own.story, mode=Mode.BEFORE, by=room.chief), []),
]


@pytest.mark.parametrize(("act", "removals"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_each_change_of_a_shown_comment_is_told_once(
    newsroom: Newsroom, story: Story, told: list[Told], act: Act, removals: list[bool]
) -> None:
    own = says(story, reader=ME)
    assert told == [StoryChanged(story.pk, story.guid, "comments", is_removal=False)]
    told.clear()
    act(newsroom, own)
    assert told == [StoryChanged(story.pk, story.guid, "comments", is_removal) for is_removal in removals]


def test_five_complaints_hide_a_comment_at_once(story: Story, told: list[Told]) -> None:
    comment = says(story)
    told.clear()
    for _ in range(actions.HIDDEN_AFTER):
        actions.report(comment, reader=somebody(), reason="insult")
    assert told == [StoryChanged(story.pk, story.guid, "comments", is_removal=True)]


def test_waiting_comments_are_told_of_only_when_approved(newsroom: Newsroom, story: Story, told: list[Told]) -> None:
    set_policy(newsroom.editions["en"], mode=Mode.BEFORE.value)
    first, second = says(story, reader=ME), says(story)
    actions.edit(first, reader=ME, text="In other words.")
    decisions.reject(second, by=newsroom.chief)
    assert told == []
    decisions.approve(first, by=newsroom.chief)
    decisions.restore(second, by=newsroom.chief)
    assert told == [StoryChanged(story.pk, story.guid, "comments", is_removal=False)] * 2


def test_reopening_and_putting_back_take_nothing_away(newsroom: Newsroom, story: Story, told: list[Told]) -> None:
    comment = says(story, reader=ME)
    decisions.remove(comment, by=newsroom.chief, reason="Rude.")
    decisions.close(story, by=newsroom.chief)
    told.clear()
    decisions.decide_appeal(actions.appeal(comment, reader=ME, text="It is polite."), by=newsroom.chief, uphold=True)
    decisions.reopen(story, by=newsroom.chief)
    assert told == [StoryChanged(story.pk, story.guid, "comments", is_removal=False)] * 2


def test_rules_of_an_edition_are_told_where_readers_see_them(newsroom: Newsroom, told: list[Told]) -> None:
    edition = newsroom.editions["en"]
    policies.set_policy(CommentPolicy(edition=edition), by=newsroom.chief)
    policies.set_policy(policy(newsroom, mode=Mode.AFTER.value, words="spam"), by=newsroom.chief)
    assert told == []
    policies.set_policy(policy(newsroom, closes_after=3), by=newsroom.chief)
    policies.set_policy(policy(newsroom, is_open=False), by=newsroom.chief)
    assert told == [EditionChanged("en", "comments")] * 2


def policy(newsroom: Newsroom, **fields: object) -> CommentPolicy:
    """The rules of the English edition with other `fields`, not stored yet."""
    found = policies.policy_of(newsroom.editions["en"])
    for name, value in fields.items():
        setattr(found, name, value)
    return found


def test_each_vote_is_told_once_and_an_idle_one_is_not(story: Story, told: list[Told]) -> None:
    reader = Reader(ME.token, "place")
    ratings.rate(story, reader=reader, stars=4)
    ratings.rate(story, reader=reader, stars=4)
    ratings.rate(story, reader=reader, stars=5)
    ratings.withdraw_rating(story, reader=reader)
    ratings.withdraw_rating(story, reader=reader)
    assert told == [StoryChanged(story.pk, story.guid, "rating", is_removal=False)] * 3


def test_a_burst_is_taken_away_at_once_and_nothing_is_told_while_it_lasts(
    newsroom: Newsroom, story: Story, told: list[Told]
) -> None:
    ratings.take_in(story, [(f"fan {number}", 5, clock.now() - timedelta(days=1)) for number in range(40)])
    told.clear()
    crowd(story, 1, 12, place="cafe")
    counted, frozen = told[:-1], told[-1]
    assert frozen == StoryChanged(story.pk, story.guid, "rating", is_removal=True)
    assert counted == [StoryChanged(story.pk, story.guid, "rating", is_removal=False)] * len(counted)
    told.clear()
    ratings.rate(story, reader=rater("honest"), stars=4)
    assert told == []
    rating_decisions.count_burst(Burst.objects.get(), by=newsroom.chief)
    assert told == [StoryChanged(story.pk, story.guid, "rating", is_removal=False)]


def test_figures_that_thaw_are_told(story: Story, told: list[Told]) -> None:
    ratings.take_in(story, [(f"fan {number}", 5, clock.now() - timedelta(days=1)) for number in range(40)])
    crowd(story, 1, 12, place="cafe")
    told.clear()
    with clock.at(clock.now() + timedelta(days=1)):
        assert (ratings.thaw(), ratings.thaw()) == (1, 0)
    assert told == [StoryChanged(story.pk, story.guid, "rating", is_removal=False)]


def test_closed_ratings_are_told(newsroom: Newsroom, story: Story, told: list[Told]) -> None:
    rating_decisions.close(story, by=newsroom.chief)
    rating_decisions.reopen(story, by=newsroom.chief)
    rating_decisions.recount(story, by=newsroom.chief)
    rating_decisions.switch(is_on=False, by=newsroom.chief)
    rating_decisions.switch(is_on=True, by=newsroom.chief)
    assert told == [
        StoryChanged(story.pk, story.guid, "rating", is_removal=True),
        StoryChanged(story.pk, story.guid, "rating", is_removal=False),
        *[EditionChanged("", "rating")] * 2,
    ]


def test_an_erased_reader_is_told_of_once_a_story(newsroom: Newsroom, story: Story, told: list[Told]) -> None:
    other = newsroom.published("Another")
    for rated in (story, other):
        ratings.rate(rated, reader=rater("gone"), stars=2)
    told.clear()
    assert ratings.erase(rater("gone").key) == 2
    assert sorted(fact.story_id for fact in told if isinstance(fact, StoryChanged)) == sorted([story.pk, other.pk])


def test_flow_connects_both_lists() -> None:
    flow.connect()
    assert tuple(facts.on_story) == flow.WHEN_REACTIONS_TO_A_STORY_CHANGE
    assert tuple(facts.on_edition) == flow.WHEN_REACTIONS_TO_ALL_STORIES_CHANGE

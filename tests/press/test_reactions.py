"""What readers give back, on stored pages: an approval within a second, a removal at once, a flood in few drops."""

from __future__ import annotations

import time

import pytest
from django.db import transaction

from tests.factories import Newsroom
from tests.press.conftest import Press
from tests.press.test_front import path_of
from tests.reactions.comments.conversation import moderated_before, says, set_policy
from tests.reactions.ratings.material import reader
from wireroom.core import clock
from wireroom.press.models import Coalesced, Purge
from wireroom.press.purging import BETWEEN_DROPS, purge_due
from wireroom.reactions.comments import decisions, policies
from wireroom.reactions.comments.models import Comment
from wireroom.reactions.ratings import actions as ratings
from wireroom.stories.models import Story


@pytest.fixture
def story(press: Press, racing_newsroom: Newsroom) -> Story:
    return racing_newsroom.published("Bridge opens")


def places(story: Story) -> list[str]:
    """Every stored page that shows the comments of a story."""
    path = path_of(story)
    return [path, *(f"{path}comments/{rest}" for rest in ("", "?order=newest", "atom.xml")), "/en/comments/atom.xml"]


def shown(press: Press, story: Story, text: str) -> set[bool]:
    return {text in press.get(place).text for place in places(story)}


def wait_for_the_schedule() -> None:
    """Until what is due is due; then what the schedule does every moment."""
    due = max(Coalesced.objects.exclude(due_at=None).values_list("due_at", flat=True))
    left = (due - clock.real()).total_seconds()
    assert left <= BETWEEN_DROPS.total_seconds() == 1.0
    time.sleep(max(0, left))
    assert purge_due() > 0


def test_an_approved_comment_is_shown_within_a_second(press: Press, racing_newsroom: Newsroom, story: Story) -> None:
    moderated_before(racing_newsroom.editions["en"])
    first, second = says(story, "The first to wait"), says(story, "The second to wait")
    assert shown(press, story, "to wait") == {False}
    decisions.approve(first, by=racing_newsroom.chief)
    assert shown(press, story, "The first to wait") == {True}
    decisions.approve(second, by=racing_newsroom.chief)
    wait_for_the_schedule()
    assert shown(press, story, "The second to wait") == {True}


def test_a_removed_comment_is_gone_at_once(press: Press, racing_newsroom: Newsroom, story: Story) -> None:
    rude, polite = says(story, "Something rude"), says(story, "Something polite")
    wait_for_the_schedule()
    assert shown(press, story, "Something rude") == {True}
    decisions.remove(rude, by=racing_newsroom.chief, reason="Insults a neighbour.")
    assert shown(press, story, "Something rude") == {False}
    assert "Insults a neighbour." in press.get(path_of(story)).text
    decisions.remove(polite, by=racing_newsroom.chief, reason="")
    assert shown(press, story, "Something polite") == {False}


def test_a_flood_of_comments_drops_the_page_once_a_second(press: Press, story: Story) -> None:
    before, started = Purge.objects.count(), time.monotonic()
    for _ in range(40):
        says(story)
    drops, seconds = Purge.objects.count() - before, time.monotonic() - started
    assert Comment.objects.count() == 40
    assert drops <= 2 * (1 + seconds)  # the pages of the story, and the feed of the edition


def test_what_is_undone_drops_nothing(press: Press, story: Story) -> None:
    press.get(path_of(story))
    before = Purge.objects.count()

    def change_ones_mind() -> None:
        with transaction.atomic():
            says(story)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_ones_mind()
    assert (Purge.objects.count(), press.store.holdings().pages) == (before, 1)


def test_closed_comments_and_ratings_lose_their_forms_at_once(
    press: Press, racing_newsroom: Newsroom, story: Story
) -> None:
    path = path_of(story)
    assert 'id="comment-form"' in press.get(path).text
    decisions.close(story, by=racing_newsroom.chief)
    assert 'id="comment-form"' not in press.get(path).text
    decisions.reopen(story, by=racing_newsroom.chief)
    policies.set_policy(set_policy(racing_newsroom.editions["en"]), by=racing_newsroom.chief)
    other = path_of(racing_newsroom.published("Another"))
    assert 'id="comment-form"' in press.get(other).text
    policy = policies.policy_of(racing_newsroom.editions["en"])
    policy.is_open = False
    policies.set_policy(policy, by=racing_newsroom.chief)
    assert 'id="comment-form"' not in press.get(other).text


def test_votes_are_shown_within_a_second(press: Press, story: Story) -> None:
    path = path_of(story)
    assert "The score is shown from 5 votes on." in press.get(path).text
    for number in range(6):
        ratings.rate(story, reader=reader(number), stars=number % 5 + 1)
    wait_for_the_schedule()
    assert "6 votes" in press.get(path).text

"""What the newsroom decides about comments."""

from __future__ import annotations

import pytest
from wagtail.models import ModelLogEntry

from tests.factories import Newsroom
from tests.reactions.comments.conversation import counted, counters, moderated_before, says, somebody
from wireroom.accounts.rules import Role
from wireroom.reactions.comments import decisions
from wireroom.reactions.comments.actions import appeal
from wireroom.reactions.comments.errors import AlreadyDecided, NotAllowed, ReaderBlocked
from wireroom.reactions.comments.models import Comment, State
from wireroom.reactions.comments.rules import Mode


def states(story: object) -> list[str]:
    return list(Comment.objects.filter(story=story).order_by("number").values_list("state", flat=True))


def test_approve_shows_a_waiting_comment_and_is_logged(newsroom: Newsroom) -> None:
    moderated_before(newsroom.editions["en"])
    story = newsroom.published()
    comment = says(story)
    assert (comment.state, counters(story)) == (State.WAITING, (0, 0, 0))
    decisions.approve(comment, by=newsroom.chief)
    assert (comment.state, comment.decided_by, counters(story)) == (State.PUBLISHED, newsroom.chief, (1, 1, 0))
    entry = ModelLogEntry.objects.filter(action__startswith="wireroom.comment").get()
    assert (entry.action, entry.user, entry.data) == (
        "wireroom.comment_approve",
        newsroom.chief,
        {"comment": comment.pk},
    )


def test_a_second_decision_is_refused(newsroom: Newsroom) -> None:
    moderated_before(newsroom.editions["en"])
    comment = says(newsroom.published())
    stale = Comment.objects.get(pk=comment.pk)
    decisions.approve(comment, by=newsroom.chief)
    with pytest.raises(AlreadyDecided):
        decisions.reject(stale, by=newsroom.chief, reason="No.")
    assert Comment.objects.get().state == State.PUBLISHED


def test_removal_leaves_a_line_with_its_reason_and_the_replies(newsroom: Newsroom) -> None:
    story = newsroom.published()
    top = says(story)
    says(story, to=top)
    decisions.remove(top, by=newsroom.chief, reason="Insults a neighbour.")
    assert [(c.state, c.is_shown, c.public_reason) for c in Comment.objects.shown().oldest()] == [
        ("removed", True, "Insults a neighbour."),
        ("published", True, ""),
    ]
    assert counters(story) == counted(story) == (1, 2, 0)
    decisions.restore(top, by=newsroom.chief)
    assert (states(story), counters(story), top.public_reason) == (["published"] * 2, (2, 2, 0), "")


def test_picks_are_counted_and_end_with_a_removal(newsroom: Newsroom) -> None:
    story = newsroom.published()
    comment = says(story)
    decisions.pick(comment, by=newsroom.chief)
    assert counters(story) == counted(story) == (1, 1, 1)
    decisions.remove(comment, by=newsroom.chief, reason="After all.")
    assert counters(story) == counted(story) == (0, 1, 0)


def test_a_blocked_reader_is_refused_until_unblocked(newsroom: Newsroom) -> None:
    story, reader = newsroom.published(), somebody()
    comment = says(story, reader=reader)
    blocked = decisions.block_reader(comment, by=newsroom.chief, reason="Spam.")
    with pytest.raises(ReaderBlocked):
        says(story, reader=reader)
    decisions.unblock_reader(blocked, by=newsroom.chief)
    assert says(story, reader=reader).state == State.PUBLISHED


def test_an_upheld_appeal_puts_the_comment_back(newsroom: Newsroom) -> None:
    story, reader = newsroom.published(), somebody()
    comment = says(story, reader=reader)
    decisions.remove(comment, by=newsroom.chief, reason="Off topic.")
    asked = appeal(comment, reader=reader, text="It is about the bridge.")
    decisions.decide_appeal(asked, by=newsroom.chief, uphold=True, answer="You are right.")
    asked.refresh_from_db()
    assert (states(story), asked.is_upheld, asked.answer) == (["published"], True, "You are right.")
    with pytest.raises(AlreadyDecided):
        decisions.decide_appeal(asked, by=newsroom.chief, uphold=False)


def test_closing_and_moderation_of_one_story(newsroom: Newsroom) -> None:
    from wireroom.reactions.comments.standing import standing_of

    story = newsroom.published()
    decisions.close(story, by=newsroom.chief)
    decisions.set_mode(story, mode=Mode.BEFORE, by=newsroom.chief)
    standing = standing_of(story.pk)
    assert (standing.is_open, standing.mode) == (False, Mode.BEFORE)
    with pytest.raises(AlreadyDecided):
        decisions.close(story, by=newsroom.chief)
    decisions.reopen(story, by=newsroom.chief)
    decisions.set_mode(story, mode=None, by=newsroom.chief)
    standing = standing_of(story.pk)
    assert (standing.is_open, standing.mode) == (True, Mode.SUSPICIOUS)


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR])
def test_who_does_not_answer_for_the_story_decides_nothing(newsroom: Newsroom, role: Role) -> None:
    person = newsroom.person(role, languages=["ru"])
    comment = says(newsroom.published())
    with pytest.raises(NotAllowed):
        decisions.remove(comment, by=person, reason="I say so.")
    assert Comment.objects.get().state == State.PUBLISHED

"""Comments as they come in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import Newsroom
from tests.reactions.comments.conversation import counted, counters, says, set_policy, somebody
from wireroom.core import clock
from wireroom.reactions.comments.errors import CommentInvalid, CommentsClosed, NotCommentable, TooManyComments
from wireroom.reactions.comments.intake import MOST_IN_A_WHILE
from wireroom.reactions.comments.models import Comment, ReplyNotice, State
from wireroom.reactions.readers import Reader, new_token
from wireroom.stories.actions import withdraw


def test_a_comment_is_shown_and_counted(newsroom: Newsroom) -> None:
    story = newsroom.published()
    comment = says(story, "  A bridge at last.\r\n\r\n\r\n> like in '62 ", name=" Mara  K. ")
    stored = Comment.objects.get()
    assert (stored.name, stored.text, stored.state) == ("Mara K.", "A bridge at last.\n\n> like in '62", "published")
    assert (stored.number, stored.thread, stored.language, stored.reasons) == (1, 1, "en", [])
    assert stored.published_at == comment.created_at
    assert counters(story) == counted(story) == (1, 1, 0)


def test_replies_at_any_depth_belong_to_one_conversation(newsroom: Newsroom) -> None:
    story = newsroom.published()
    last = top = says(story)
    other = says(story)
    for _ in range(5):
        last = says(story, to=last)
    assert [(c.number, c.thread) for c in Comment.objects.oldest()] == [(1, 1), *((n, 1) for n in range(3, 8)), (2, 2)]
    assert [c.number for c in Comment.objects.newest()] == [2, 1, 3, 4, 5, 6, 7]
    assert (top.is_reply, other.is_reply, last.is_reply) == (False, False, True)


def test_a_reply_to_a_comment_of_another_story_is_refused(newsroom: Newsroom) -> None:
    elsewhere = says(newsroom.published())
    with pytest.raises(CommentInvalid) as caught:
        says(newsroom.published(), to=elsewhere)
    assert (list(caught.value.flaws), Comment.objects.count()) == (["answers"], 1)


@pytest.mark.parametrize("key", ["", "0123456789abcdef-made-up"])
def test_the_same_submission_twice_is_one_comment(newsroom: Newsroom, key: str) -> None:
    story, reader = newsroom.published(), somebody()
    first = says(story, "Twice the same.", reader=reader, key=key)
    again = says(story, "Twice the same.", reader=reader, key=key)
    assert (first.pk, Comment.objects.count(), counters(story)) == (again.pk, 1, (1, 1, 0))


def test_two_clicks_of_a_new_reader_are_one_comment_and_the_second_answer_owns_it(newsroom: Newsroom) -> None:
    story = newsroom.published()
    first, second = (Reader(new_token(), "network", is_new=True) for _ in range(2))
    says(story, "Two clicks.", reader=first)
    says(story, "Two clicks.", reader=second)
    assert [comment.reader for comment in Comment.objects.all()] == [second.key]


def test_a_withdrawn_story_takes_none(newsroom: Newsroom) -> None:
    story = newsroom.published()
    withdraw(story, note="It never happened.", by=None)
    with pytest.raises(NotCommentable):
        says(story)


def test_comments_close_by_the_clock(newsroom: Newsroom) -> None:
    set_policy(newsroom.editions["en"], closes_after=3)
    story = newsroom.published()
    with clock.at(clock.now() + timedelta(days=3, seconds=1)), pytest.raises(CommentsClosed):
        says(story)
    set_policy(newsroom.editions["en"], closes_after=0)
    with clock.at(clock.now() + timedelta(days=3000)):
        assert says(story).state == State.PUBLISHED


def test_a_flood_of_one_reader_is_refused_and_one_of_a_network_is_not(newsroom: Newsroom) -> None:
    story, reader = newsroom.published(), somebody()
    for _ in range(MOST_IN_A_WHILE):
        says(story, reader=reader)
    with pytest.raises(TooManyComments):
        says(story, reader=reader)
    assert [says(story, reader=somebody(reader.place)).state for _ in range(5)] == ["published"] * 5


def test_an_address_is_kept_only_for_notices(newsroom: Newsroom) -> None:
    comment = says(newsroom.published(), email="mara@example.org")
    notice = ReplyNotice.objects.get()
    assert (notice.email, notice.comment_id, notice.confirmed_at) == ("mara@example.org", comment.pk, None)
    assert ("mara" in str(Comment.objects.values().get()).replace("Mara", ""), len(comment.address)) == (False, 64)


@pytest.mark.parametrize("email", ["a@b", "x\r\nBcc: a@example.org", "a@example.org\n", "a@example.org\r\nTo: b@c.org"])
def test_an_address_that_is_none_is_refused(newsroom: Newsroom, email: str) -> None:
    with pytest.raises(CommentInvalid) as caught:
        says(newsroom.published(), email=email)
    assert (list(caught.value.flaws), Comment.objects.count()) == (["email"], 0)

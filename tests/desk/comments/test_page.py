"""Deciding about one comment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.urls import reverse

from tests.desk.house import sign_in
from tests.factories import Newsroom
from tests.reactions.comments.conversation import moderated_before, says, somebody
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.reactions.comments import decisions
from wireroom.reactions.comments.actions import report
from wireroom.reactions.comments.models import BlockedReader, Comment
from wireroom.reactions.typo_reports.models import Slip


def url(name: str, comment: Comment) -> str:
    return reverse(f"comments:{name}", args=[comment.pk])


def post(newsroom: Newsroom, name: str, comment: Comment, **fields: str) -> HttpResponse:
    return sign_in(newsroom.chief).post(url(name, comment), fields)


@pytest.fixture
def waiting(newsroom: Newsroom) -> Comment:
    moderated_before(newsroom.editions["en"])
    return says(newsroom.published(), "Something to look at")


@pytest.fixture
def public(newsroom: Newsroom) -> Comment:
    return says(newsroom.published(body="<p>The habour is closed.</p>"), "It is “harbour”, not “habour”!")


def state(comment: Comment) -> tuple[str, str]:
    comment.refresh_from_db()
    return comment.state, comment.public_reason


def test_page_shows_what_is_known(newsroom: Newsroom) -> None:
    reader, story = somebody(), newsroom.published()
    decisions.remove(says(story, "An old insult", reader=reader), by=newsroom.chief, reason="Insult.")
    parent = says(story, "What is being answered")
    comment = says(story, "Something new", reader=reader, to=parent)
    report(comment, reader=somebody(), reason="hate", note="It is hateful.")
    page = sign_in(newsroom.chief).get(url("comment", comment)).content.decode()
    for words in (
        story.headline,
        "Something new",
        "What is being answered",
        "1 published",
        "1 refused",
        "Earlier comments were refused",
        "An old insult",
        "Hatred of a group of people",
        "It is hateful.",
        "1 complaint",
    ):
        assert words in page


def test_approval_shows_the_comment_and_leads_to_the_next(newsroom: Newsroom, waiting: Comment) -> None:
    after = says(waiting.story, "The next one")
    response = post(newsroom, "approve", waiting)
    assert (response.status_code, response["Location"]) == (302, url("comment", after))
    assert state(waiting) == ("published", "")
    assert post(newsroom, "approve", after)["Location"] == "/desk/comments/"


def test_approval_from_the_list_leads_back_to_it(newsroom: Newsroom, waiting: Comment) -> None:
    says(waiting.story, "The next one")
    response = sign_in(newsroom.chief).post(url("approve", waiting) + "?language=en", {"list": "1"})
    assert response["Location"] == "/desk/comments/?language=en"


def test_rejection_needs_a_reason(newsroom: Newsroom, waiting: Comment) -> None:
    response = post(newsroom, "refuse", waiting, words="  ")
    assert (response.status_code, list(response.context["refusal"].errors)) == (422, ["reason"])
    assert state(waiting) == ("waiting", "")
    assert post(newsroom, "refuse", waiting, reason="Insult or threat").status_code == 302
    assert state(waiting) == ("rejected", "Insult or threat")


def test_own_words_go_before_the_usual_ones(newsroom: Newsroom, waiting: Comment) -> None:
    post(newsroom, "refuse", waiting, reason="Insult or threat", words="Calls a neighbour names.")
    assert state(waiting) == ("rejected", "Calls a neighbour names.")


def test_usual_reasons_are_in_the_language_of_the_readers(newsroom: Newsroom) -> None:
    comment = says(newsroom.published(language="fr"), "Bonjour à tous les lecteurs")
    page = sign_in(newsroom.chief).get(url("comment", comment))
    choices = [value for value, _label in page.context["refusal"].fields["reason"].choices]
    assert choices[0] == "Insulte ou menace"


def test_removal_leaves_its_reason_and_is_undone(newsroom: Newsroom, public: Comment) -> None:
    post(newsroom, "refuse", public, reason="Advertising or spam")
    assert state(public) == ("removed", "Advertising or spam")
    assert post(newsroom, "restore", public)["Location"] == url("comment", public)
    assert state(public) == ("published", "")


def test_complaints_are_put_aside(newsroom: Newsroom, public: Comment) -> None:
    report(public, reader=somebody(), reason="other")
    post(newsroom, "keep", public)
    assert (state(public), public.reports) == (("published", ""), 0)


def test_pick_approves_what_waits_and_is_taken_back(newsroom: Newsroom, waiting: Comment) -> None:
    post(newsroom, "pick", waiting)
    assert (state(waiting), waiting.is_pick) == (("published", ""), True)
    post(newsroom, "pick", waiting)
    assert (state(waiting), waiting.is_pick) == (("published", ""), False)


def test_comment_becomes_an_error_report(newsroom: Newsroom, public: Comment) -> None:
    assert post(newsroom, "report", public, quote="habour", suggestion="harbour").status_code == 302
    assert state(public) == ("removed", "Taken as a report of an error. Thank you.")
    slip = Slip.objects.get()
    told = slip.reports.get()
    assert (slip.story, slip.quote, slip.standing) == (public.story, "habour", "located")
    assert (told.suggestion, told.comment) == ("harbour", "It is “harbour”, not “habour”!")


@pytest.mark.parametrize(("quote", "field"), [("", "quote"), ("x" * 201, "quote"), ("\u200b", "quote")])
def test_error_report_without_words_moves_nothing(newsroom: Newsroom, public: Comment, quote: str, field: str) -> None:
    response = post(newsroom, "report", public, quote=quote)
    assert (response.status_code, list(response.context["report"].errors)) == (422, [field])
    assert (state(public)[0], Slip.objects.count()) == ("published", 0)


def test_reader_is_blocked_for_a_time(newsroom: Newsroom, public: Comment) -> None:
    asked = sign_in(newsroom.chief).get(url("comment", public)).content.decode()
    assert ('id="block_reason"' in asked, 'name="span"' in asked) == (True, True)
    assert post(newsroom, "block", public, reason="", span="week").status_code == 422
    post(newsroom, "block", public, reason="Insults everybody.", span="week")
    blocked = BlockedReader.objects.get()
    assert (blocked.reader, blocked.reason, blocked.blocked_by) == (public.reader, "Insults everybody.", newsroom.chief)
    assert blocked.until is not None
    assert timedelta(days=6) < blocked.until - clock.now() < timedelta(days=8)
    assert "Insults everybody." in sign_in(newsroom.chief).get(url("comment", public)).content.decode()


def test_second_moderator_learns_who_was_first(newsroom: Newsroom, waiting: Comment) -> None:
    decisions.reject(waiting, by=newsroom.chief, reason="Insult.")
    response = sign_in(newsroom.person(Role.MODERATOR)).post(url("approve", waiting))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody has decided about this comment already." in page
    assert "Comment rejected" in page
    assert state(waiting) == ("rejected", "Insult.")


def test_steps_go_through_the_filtered_queue(newsroom: Newsroom, waiting: Comment) -> None:
    moderated_before(newsroom.editions["ru"])
    says(newsroom.published(language="ru"), "По-русски")
    last = says(waiting.story, "The last one")
    client = sign_in(newsroom.chief)
    page = client.get(url("comment", waiting) + "?language=en")
    assert (page.context["before_url"], page.context["after_url"]) == ("", url("comment", last) + "?language=en")
    page = client.get(url("comment", last) + "?language=en")
    assert page.context["before_url"] == url("comment", waiting) + "?language=en"


def test_erased_author_cannot_be_blocked(newsroom: Newsroom, public: Comment) -> None:
    from wireroom.reactions.comments.actions import erase

    erase([public])
    assert post(newsroom, "block", public, reason="Why not", span="ever").status_code == 422
    assert not BlockedReader.objects.exists()

"""Rules of editions, of stories; blocked readers; appeals; the panel on the first page."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests.desk.house import sign_in
from tests.factories import Newsroom
from tests.reactions.comments.conversation import moderated_before, says, somebody
from wireroom.accounts.rules import Role
from wireroom.reactions.comments import decisions
from wireroom.reactions.comments.actions import appeal, report
from wireroom.reactions.comments.models import Appeal, BlockedReader, Comment, CommentPolicy, State
from wireroom.reactions.comments.standing import standing_of


def test_rules_of_an_edition_hold_and_are_logged(newsroom: Newsroom) -> None:
    client, edition = sign_in(newsroom.chief), newsroom.editions["en"]
    address = reverse("comments:policy", args=[edition.pk])
    fields = {"is_open": "on", "mode": "before", "closes_after": "3", "words": "spam*"}
    assert client.post(address, fields | {"closes_after": "-1"}).status_code == 422
    assert not CommentPolicy.objects.exists()
    assert client.post(address, fields)["Location"] == reverse("comments:policies")
    assert says(newsroom.published()).state == State.WAITING
    entry = ModelLogEntry.objects.get(content_type__model="commentpolicy")
    assert (entry.user, entry.data) == (newsroom.chief, {"open": True, "mode": "before", "closes_after": 3})
    page = client.get(reverse("comments:policies")).content.decode()
    assert (page.count("Before it is shown, if it looks suspicious"), "3 days" in page) == (5, True)


def test_one_story_goes_its_own_way(newsroom: Newsroom) -> None:
    story = newsroom.published()
    client, address = sign_in(newsroom.chief), reverse("comments:thread", args=[story.pk])
    assert client.post(address, {"mode": "nonsense"}).status_code == 422
    client.post(address, {"mode": "before", "is_closed": "on"})
    now = standing_of(story.pk)
    assert (now.mode.value, now.is_open) == ("before", False)
    client.post(address, {"mode": "before", "is_closed": "on"})
    client.post(address, {"mode": ""})
    now = standing_of(story.pk)
    assert (now.mode.value, now.is_open) == ("suspicious", True)
    actions = list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))
    assert [action for action in actions if action.startswith("wireroom.comment")] == [
        "wireroom.comment_mode",
        "wireroom.comment_close",
        "wireroom.comment_mode",
        "wireroom.comment_reopen",
    ]


def test_editor_of_a_story_finds_its_comments_beside_it(newsroom: Newsroom) -> None:
    story = newsroom.published()
    page = sign_in(newsroom.chief).get(reverse("stories:edit", args=[story.pk])).content.decode()
    assert f'href="{reverse("comments:thread", args=[story.pk])}"' in page


def test_blocked_readers_are_listed_and_unblocked(newsroom: Newsroom) -> None:
    client, address = sign_in(newsroom.chief), reverse("comments:blocked")
    assert "Nobody is blocked." in client.get(address).content.decode()
    counts = []
    for more in (1, 2):
        for _number in range(more):
            decisions.block_reader(says(newsroom.published(), name="Troll"), by=newsroom.chief, reason="Trolls.")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).content.decode()
        counts.append(len(queries))
    assert ("Troll" in page, "Trolls." in page, "For good" in page) == (True, True, True)
    assert counts[0] == counts[1]
    assert "Trolls." in client.get(f"{address}?q=trolls").content.decode()
    blocked = BlockedReader.objects.first()
    assert blocked is not None
    client.post(reverse("comments:unblock", args=[blocked.pk]))
    assert BlockedReader.objects.count() == 2


def appealed(newsroom: Newsroom, text: str = "It was no insult.") -> Appeal:
    reader = somebody()
    comment = says(newsroom.published(), "A heated remark", reader=reader)
    decisions.remove(comment, by=newsroom.chief, reason="Insult.")
    return appeal(comment, reader=reader, text=text)


def test_granted_appeal_puts_the_comment_back(newsroom: Newsroom) -> None:
    made, client = appealed(newsroom), sign_in(newsroom.chief)
    page = client.get(reverse("comments:appeals")).content.decode()
    assert ("It was no insult." in page, "A heated remark" in page) == (True, True)
    client.post(reverse("comments:decide_appeal", args=[made.pk]), {"decision": "uphold", "answer": "You are right."})
    made.refresh_from_db()
    assert (made.is_upheld, made.answer, made.decided_by) == (True, "You are right.", newsroom.chief)
    assert Comment.objects.get(pk=made.comment_id).state == State.PUBLISHED


def test_denied_appeal_needs_an_answer(newsroom: Newsroom) -> None:
    made, client = appealed(newsroom), sign_in(newsroom.chief)
    address = reverse("comments:decide_appeal", args=[made.pk])
    response = client.post(address, {"decision": "deny"})
    assert (response.status_code, "Say why the decision stands." in response.content.decode()) == (422, True)
    client.post(address, {"decision": "deny", "answer": "It insults."})
    made.refresh_from_db()
    assert (made.is_upheld, made.answer) == (False, "It insults.")
    assert Comment.objects.get(pk=made.comment_id).state == State.REMOVED
    assert client.post(address, {"decision": "uphold"}).status_code == 409


def test_appeals_cost_the_same_for_one_and_for_three(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.person(Role.EDITOR, sections=["world"]))
    assert "Nobody asks you" in client.get(reverse("comments:appeals")).content.decode()
    counts = []
    for more in (1, 2):
        for _number in range(more):
            appealed(newsroom)
        client.get(reverse("comments:appeals"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("comments:appeals")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_first_page_counts_what_waits(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.person(Role.MODERATOR))
    assert "No comment waits for you." in client.get("/desk/").content.decode()
    story = newsroom.published()
    report(says(story), reader=somebody(), reason="other")
    moderated_before(newsroom.editions["en"])
    says(story)
    appealed_about = says(story, reader=(reader := somebody()))
    decisions.reject(appealed_about, by=newsroom.chief, reason="No.")
    appeal(appealed_about, reader=reader, text="Why?")
    page = client.get("/desk/")
    text = " ".join(page.content.decode().split())
    for words in ("The oldest was written", "Readers complain of 1 published comment", "1 appeal to decide"):
        assert words in text
    assert 'desk-panel__count">2<' in text
    assert "Comments waiting" not in sign_in(newsroom.person(Role.REPORTER)).get("/desk/").content.decode()

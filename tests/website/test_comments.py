"""Comments as readers meet them: below the story, on further pages, with the form alone and by script."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.apps import apps
from django.db.models import F
from django.http import HttpResponse
from django.test import Client

from tests.factories import Newsroom
from tests.flows.reader import SITE, Page, Reader
from tests.reactions.comments.conversation import crowd, moderated_before, says, set_policy
from tests.website.material import one, path_of, words
from wireroom.core import clock
from wireroom.reactions.comments import decisions
from wireroom.reactions.comments.models import Comment, State
from wireroom.stories.actions import withdraw
from wireroom.stories.models import Story

Counted = Callable[..., AbstractContextManager[Any]]
COOKIE = "wireroom_reader"


@pytest.fixture
def story(newsroom: Newsroom) -> Story:
    return newsroom.published("Bridge opens")


def post(
    client: Client, story: Story, rest: str = "", *, script: bool = False, origin: str = SITE, **fields: Any
) -> HttpResponse:
    headers = {"origin": origin} | ({"accept": "application/json"} if script else {})
    fields = fields if rest else {"name": "Mara", "text": "A bridge at last.", **fields}
    return client.post(f"{path_of(story)}comments/{rest}", fields, headers=headers)


def shown(page: Page) -> list[Element]:
    """Comments, and the lines that are left of some."""
    return [e for e in page.tree.iter() if "comment" in (e.get("class") or "").split()]


def names(page: Page) -> list[str]:
    return [words(e.find(".//h3")) for e in shown(page)]


def test_story_without_comments_has_the_form_and_says_so(story: Story, reader: Reader) -> None:
    section = one(reader.get(path_of(story)), "section", id="comments")
    form = section.find(".//form")
    assert form is not None
    assert (form.get("method"), form.get("action")) == ("post", f"{path_of(story)}comments/")
    assert "Nobody has commented yet." in words(section)


def test_plain_form_stores_and_leads_to_the_comment(story: Story, client: Client, reader: Reader) -> None:
    response = post(client, story)
    comment = Comment.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"{path_of(story)}#c{comment.pk}")
    assert (comment.name, comment.text, COOKIE in response.cookies) == ("Mara", "A bridge at last.", True)
    page = reader.get(path_of(story))
    assert (names(page), words(one(page, "h2", id="comments-title"))) == (["Mara"], "Comments 1")


def test_machines_are_told_of_published_comments_and_their_feed(
    newsroom: Newsroom, story: Story, reader: Reader
) -> None:
    def told() -> tuple[int, str]:
        article = reader.get(path_of(story)).structured["NewsArticle"]
        return article["commentCount"], article["discussionUrl"]

    address = f"{SITE}{path_of(story)}#comments"
    assert told() == (0, address)
    first, second = says(story), says(story)
    assert told() == (2, address)
    decisions.remove(first, by=newsroom.chief, reason="Rude.")
    assert told() == (1, address)
    feeds = [e.get("href") for e in reader.get(path_of(story)).tree.iter("link") if e.get("rel") == "alternate"]
    assert f"{path_of(second.story)}comments/atom.xml" in feeds


def test_a_comment_that_waits_says_so_after_the_redirect(newsroom: Newsroom, story: Story, client: Client) -> None:
    moderated_before(newsroom.editions["en"])
    response = post(client, story)
    assert (response.status_code, response["Location"]) == (303, f"{path_of(story)}comments/sent/")
    assert "waits for a moderator" in Reader().get(response["Location"]).text
    assert names(Reader().get(path_of(story))) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": " \u200b\u2060 "}, "Write your comment."),
        ({"text": "x" * 3001}, "This is 3001 characters long; at most 3000 are possible."),
        ({"text": "a" + "\u0301" * 500}, "Too many signs are piled on one letter."),
        ({"text": "null \x00 byte"}, "The text holds characters that are no text."),
        ({"name": ""}, "Give a name."),
        ({"name": "Test Agency"}, "This name is reserved for the newsroom."),
        ({"name": "Mod\u0435rator"}, "This name is reserved for the newsroom."),
        ({"name": "Mara\r\nBcc: x@example.org"}, "The text holds characters that are no text."),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "This is not an e-mail address."),
        ({"email": "nonsense"}, "This is not an e-mail address."),
    ],
)
def test_what_cannot_be_taken_comes_back_with_the_text_kept(
    story: Story, client: Client, fields: dict[str, str], said: str
) -> None:
    sent = {"name": "Mara", "text": "A bridge at last.", **fields}
    response = post(client, story, **sent)
    page = Page("", response.status_code, {}, response.content)
    assert (response.status_code, Comment.objects.count()) == (422, 0)
    assert said in words(one(page, "form", id="comment-form"))
    if "\x00" not in sent["text"]:
        assert "".join(one(page, "textarea", id="comment-text").itertext()).strip() == sent["text"].strip()


@pytest.mark.parametrize(
    "body", [b"name=Mara&text=%ff", b"name=Mara&text=%ed%a0%80", b"name=%c3%28&text=x", b"text=\xff"]
)
def test_what_is_no_text_at_all_is_refused(story: Story, client: Client, body: bytes) -> None:
    kind = "application/x-www-form-urlencoded"
    response = client.post(f"{path_of(story)}comments/", body, content_type=kind, headers={"origin": SITE})
    assert (response.status_code, Comment.objects.count()) == (400, 0)


def test_hundred_kilobytes_are_refused_before_anything_is_judged(story: Story, client: Client) -> None:
    assert (post(client, story, text="x" * 100_000).status_code, Comment.objects.count()) == (413, 0)


def test_what_a_browser_says_of_itself_is_stored_nowhere(story: Story, client: Client) -> None:
    payload = "<script>alert(1)</script>"
    headers = {"origin": SITE, "referer": f"{SITE}/{payload}", "user-agent": payload}
    path = path_of(story)
    for rest, fields in (
        ("comments/", {"name": "Mara", "text": "A bridge at last."}),
        ("rating/", {"stars": "4"}),
        ("report/", {"version": "1", "quote": "First", "suggestion": "Second"}),
    ):
        assert client.post(f"{path}{rest}", fields, headers=headers).status_code == 303, rest
    stored = [row for model in apps.get_models() for row in model._default_manager.values()]
    assert not any(payload in str(value) for row in stored for value in row.values())


def test_limit_counts_code_points_after_nfc(story: Story, client: Client) -> None:
    assert post(client, story, text="e\u0301" * 3000).status_code == 303
    assert len(Comment.objects.get().text) == 3000


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_form_of_another_site_is_refused(story: Story, client: Client, origin: str) -> None:
    assert (post(client, story, origin=origin).status_code, Comment.objects.count()) == (403, 0)


def test_next_is_ignored(story: Story, client: Client) -> None:
    response = post(client, story, next="//evil.example")
    assert response["Location"].startswith("/en/")


def test_a_filled_trap_waits_and_is_not_dropped(story: Story, client: Client) -> None:
    response = post(client, story, website="https://spam.example")
    assert response["Location"].endswith("comments/sent/")
    assert Comment.objects.values_list("state", "reasons").get() == (State.WAITING, ["trap"])


def test_a_withdrawn_story_answers_410_and_stores_nothing(story: Story, client: Client) -> None:
    says(story)
    withdraw(story, note="It never happened.", by=None)
    assert post(client, story).status_code == 410
    assert [client.get(f"{path_of(story)}{rest}").status_code for rest in ("comments/", "comments/atom.xml")] == [
        410
    ] * 2
    assert Comment.objects.count() == 1


def test_a_draft_has_no_comments(newsroom: Newsroom, client: Client) -> None:
    draft = newsroom.draft("A draft")
    Story.objects.filter(pk=draft.pk).update(slug="a-draft", url_date="2026-11-01")
    for rest in ("", "sent/", "mine.json", "atom.xml", "1/", "1/edit/"):
        assert client.get(f"/en/2026/11/01/a-draft/comments/{rest}").status_code == 404, rest
    assert client.post("/en/2026/11/01/a-draft/comments/", {}, headers={"origin": SITE}).status_code == 404


def test_closed_comments_stay_and_the_text_of_a_late_form_is_kept(
    newsroom: Newsroom, story: Story, client: Client
) -> None:
    says(story)
    decisions.close(story, by=newsroom.chief)
    page = Reader().get(path_of(story))
    assert (len(shown(page)), "The comments of this story are closed." in page.text) == (1, True)
    assert [e for e in page.tree.iter("form") if e.get("id") == "comment-form"] == []
    response = post(client, story, text="Written for an hour.")
    assert (response.status_code, b"Written for an hour." in response.content) == (409, True)


def test_comments_close_by_the_clock(newsroom: Newsroom, story: Story, client: Client) -> None:
    set_policy(newsroom.editions["en"], closes_after=2)
    with clock.at(clock.now() + timedelta(days=3)):
        assert "The comments of this story are closed." in Reader().get(path_of(story)).text


def test_pages_orders_and_picks(newsroom: Newsroom, story: Story, reader: Reader) -> None:
    comments = [says(story, name=f"Reader {number}") for number in range(45)]
    decisions.pick(comments[30], by=newsroom.chief)
    base = f"{path_of(story)}comments/"
    assert names(reader.get(path_of(story))) == [f"Reader {n}" for n in range(20)]
    assert names(reader.get(f"{base}?page=3&colour=red")) == [f"Reader {n}" for n in range(40, 45)]
    assert names(reader.get(f"{base}?order=newest"))[:2] == ["Reader 44", "Reader 43"]
    assert names(reader.get(f"{base}?order=picks")) == ["Reader 30"]
    assert names(reader.get(f"{base}?order=nonsense"))[0] == "Reader 0"
    for page in ("4", "0", "-1", "x", "1000000000000", "1e3", "٣"):
        assert reader.get(f"{base}?page={page}").status == 404, page
    target = reader.get(f"{base}{comments[30].pk}/")
    assert (target.status, target.headers["location"]) == (303, f"{base}?page=2#c{comments[30].pk}")


def test_replies_stand_below_their_conversation_and_name_whom_they_answer(story: Story, reader: Reader) -> None:
    top = says(story, name="Ada")
    says(story, name="Ben")
    reply = says(story, name="Cy", to=top)
    says(story, name="Dee", to=reply)
    entries = shown(reader.get(path_of(story)))
    assert [words(e.find(".//h3")) for e in entries] == ["Ada", "Cy", "Dee", "Ben"]
    assert ["is-reply" in (e.get("class") or "") for e in entries] == [False, True, True, False]
    assert ["In reply to" in words(e) for e in entries] == [False, False, True, False]


def test_removed_and_deleted_leave_a_line_and_replies_survive(newsroom: Newsroom, story: Story, reader: Reader) -> None:
    first, second = says(story, "Rude words."), says(story, "Plain words.", name="Nobody's business")
    says(story, to=first)
    decisions.remove(first, by=newsroom.chief, reason="Insults <b>others</b>.")
    page = reader.get(path_of(story))
    assert words(shown(page)[0]) == "The newsroom has removed this comment. Reason: Insults <b>others</b>."
    assert ("Rude words" in page.text, len(shown(page))) == (False, 3)
    assert reader.get(f"{path_of(story)}comments/?answers={first.pk}").status == 200
    decisions.remove(second, by=newsroom.chief, reason="")
    assert "Nobody's" not in reader.get(path_of(story)).text


def test_reply_form_names_the_comment_and_a_foreign_one_is_refused(
    newsroom: Newsroom, story: Story, client: Client
) -> None:
    top = says(story, name="Ada")
    page = Reader().get(f"{path_of(story)}comments/?answers={top.pk}")
    assert words(one(page, "form", id="comment-form").find("h3")) == "Reply to Ada"
    assert post(client, story, answers=top.pk).status_code == 303
    assert Comment.objects.get(answers=top).thread == 1
    elsewhere = says(newsroom.published("Elsewhere"))
    response = post(client, story, answers=elsewhere.pk, text="To another story.")
    assert (response.status_code, b"To another story." in response.content) == (422, True)


def test_script_is_told_in_json(story: Story, client: Client) -> None:
    response = post(client, story, script=True)
    comment = Comment.objects.get()
    said = response.json()
    assert (response.status_code, said["said"], said["own"]["id"]) == (
        201,
        "Thank you. Your comment is published.",
        comment.pk,
    )
    assert f'id="c{comment.pk}"' in said["html"]
    refused = post(client, story, script=True, text="")
    assert (refused.status_code, refused.json()["errors"]) == (422, {"text": "Write your comment."})


def test_own_comments_are_known_by_the_cookie_alone(newsroom: Newsroom, story: Story, client: Client) -> None:
    moderated_before(newsroom.editions["en"])
    post(client, story)
    path = f"{path_of(story)}comments/mine.json"
    answer = client.get(path)
    assert [(own["state"], own["text"]) for own in answer.json()["comments"]] == [("waiting", "A bridge at last.")]
    assert (answer["Cache-Control"], "Cookie" in answer["Vary"]) == ("private, no-store", True)
    assert Client().get(path).json() == {"comments": []}


def test_author_changes_and_deletes_within_the_cookie_and_the_minutes(story: Story, client: Client) -> None:
    post(client, story)
    comment = Comment.objects.get()
    edit = f"{comment.pk}/edit/"
    assert client.get(f"{path_of(story)}comments/{edit}").status_code == 200
    stranger = Client().get(f"{path_of(story)}comments/{edit}")
    assert (stranger.status_code, b"This is not your comment" in stranger.content) == (403, True)
    offers = [one.get(f"{path_of(story)}comments/{comment.pk}/report/").content for one in (client, Client())]
    assert [edit.encode() in offer for offer in offers] == [True, False]
    assert post(Client(), story, edit, text="Not mine.").status_code == 403
    assert post(client, story, edit, text="A bridge, at last!").status_code == 303
    comment.refresh_from_db()
    assert (comment.text, comment.state, comment.edited_at is None) == ("A bridge, at last!", "published", False)
    with clock.at(clock.now() + timedelta(minutes=11)):
        late = post(client, story, edit, text="Too late.")
        assert (late.status_code, Comment.objects.get().text) == (409, "A bridge, at last!")
        assert post(client, story, edit, delete="yes").status_code == 303
    assert (Comment.objects.get().state, shown(Reader().get(path_of(story)))) == ("deleted", [])


def test_edit_after_approval_is_judged_again(story: Story, client: Client) -> None:
    post(client, story)
    comment = Comment.objects.get()
    response = post(client, story, f"{comment.pk}/edit/", text="Buy here: https://bit.ly/1 https://bit.ly/2")
    comment.refresh_from_db()
    assert (response["Location"].endswith("sent/"), comment.state) == (True, State.WAITING)
    assert shown(Reader().get(path_of(story))) == []


def test_a_reader_reports_a_comment_once(story: Story, client: Client) -> None:
    comment = says(story)
    path = f"{comment.pk}/report/"
    assert client.get(f"{path_of(story)}comments/{path}").status_code == 200
    assert post(client, story, path, reason="because").status_code == 422
    for _ in range(2):
        assert post(client, story, path, reason="insult", note="See <script>").status_code == 303
    comment.refresh_from_db()
    assert (comment.reports, comment.complaints.count()) == (1, 1)


def test_author_appeals_and_nobody_else(newsroom: Newsroom, story: Story, client: Client) -> None:
    post(client, story)
    comment = Comment.objects.get()
    decisions.remove(comment, by=newsroom.chief, reason="Off topic.")
    path = f"{comment.pk}/appeal/"
    assert Client().get(f"{path_of(story)}comments/{path}").status_code == 404
    assert "Off topic." in client.get(f"{path_of(story)}comments/{path}").content.decode()
    assert post(client, story, path, text="It is on topic.").status_code == 303
    assert comment.appeal.text == "It is on topic."
    assert post(client, story, path, text="Again.").status_code == 409


PAYLOADS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<svg onload=alert(1)>",
    "[x](java&#10;script:alert(1)) javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "{{7*7}} {% now 'Y' %} ${7*7}",
    "</script><script>alert(1)</script>",
    'https://example.org/"onmouseover=alert(1)//',
    "\u202eevil\u202c https://example.org/\u202egpj.exe",
    "//evil.example/x \\\\evil.example http:evil.example",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_is_shown_inert(story: Story, reader: Reader, payload: str) -> None:
    says(story, payload, name=payload[:50])
    page = reader.get(path_of(story))
    entry = shown(page)[0]
    assert words(entry.find("div")) == " ".join(payload.split())
    allowed = {"article", "header", "h3", "bdi", "p", "a", "time", "div", "footer", "span", "br"}
    assert {e.tag for e in entry.iter()} <= allowed
    assert all(not name.startswith("on") for e in entry.iter() for name in e.attrib)
    text = entry.find("div")
    assert text is not None
    assert all((e.get("href") or "").startswith("https://example.org/") for e in text.iter("a"))
    assert all(e.get("rel") == "nofollow ugc noopener" for e in text.iter("a"))
    assert all(p.get("dir") == "auto" for p in text.iter("p"))


@pytest.mark.parametrize("count", [1, 3])
def test_comments_cost_one_query_more(
    story: Story, client: Client, django_assert_num_queries: Counted, count: int
) -> None:
    client.get(path_of(story))
    with django_assert_num_queries(6):
        client.get(path_of(story))
    for _ in range(count):
        says(story)
    with django_assert_num_queries(7):
        assert client.get(path_of(story)).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("rest", ["", "?order=newest", "?order=picks"])
def test_comments_page_costs_five_queries(
    newsroom: Newsroom, story: Story, client: Client, django_assert_num_queries: Counted, count: int, rest: str
) -> None:
    for _ in range(count):
        decisions.pick(says(story), by=newsroom.chief)
    with django_assert_num_queries(5):
        assert client.get(f"{path_of(story)}comments/{rest}").status_code == 200


def test_ten_thousand_comments_cost_no_query_more(
    newsroom: Newsroom, story: Story, client: Client, django_assert_num_queries: Counted
) -> None:
    crowd(story, 10_000)
    decisions.pick(Comment.objects.of(story.pk)[7], by=newsroom.chief)
    client.get(path_of(story))
    with django_assert_num_queries(7):
        assert client.get(path_of(story)).content.count(b'<article class="comment') == 20
    for rest, listed in (("", 20), ("?order=newest", 20), ("?order=picks", 1), ("?page=250", 20), ("?page=500", 20)):
        with django_assert_num_queries(5):
            answer = client.get(f"{path_of(story)}comments/{rest}")
        assert (answer.status_code, answer.content.count(b'<article class="comment')) == (200, listed), rest
    with django_assert_num_queries(5):
        assert client.get(f"{path_of(story)}comments/atom.xml").content.count(b"<entry>") == 50


def test_ten_thousand_answers_to_answers_stand_on_two_levels(
    story: Story, client: Client, django_assert_num_queries: Counted
) -> None:
    crowd(story, 10_000)
    first, last = Comment.objects.earliest("number"), Comment.objects.latest("number")
    Comment.objects.exclude(pk=first.pk).update(thread=1, answers_id=F("pk") - 1)
    deepest = says(story, "The deepest of all.", to=last)
    assert (deepest.thread, deepest.number) == (1, 10_001)
    with django_assert_num_queries(5):
        page = Page("", 200, {}, client.get(f"{path_of(story)}comments/?page=501").content)
    [entry] = shown(page)
    assert (entry.get("class"), "In reply to Reader 10000" in words(entry)) == ("comment is-reply", True)


def test_feeds_name_authors_and_hold_text_only(newsroom: Newsroom, story: Story, reader: Reader) -> None:
    says(story, "<b>Bold</b> & plain", name="Ada & Co")
    hidden = says(story, "Rude.")
    decisions.remove(hidden, by=newsroom.chief, reason="Rude.")
    atom = "{http://www.w3.org/2005/Atom}"
    for path in (f"{path_of(story)}comments/atom.xml", "/en/comments/atom.xml"):
        page = reader.get(path)
        entries = page.xml.findall(f"{atom}entry")
        assert page.headers["content-type"] == "application/atom+xml; charset=utf-8"
        assert [e.findtext(f"{atom}author/{atom}name") for e in entries] == ["Ada & Co"]
        assert [e.findtext(f"{atom}summary") for e in entries] == ["<b>Bold</b> & plain"]
        assert [e.findtext(f"{atom}title") for e in entries] == ["Ada & Co on “Bridge opens”"]
        assert page.xml.find(f"{atom}link[@rel='self']").get("href") == f"{SITE}{path}"  # type: ignore[union-attr]

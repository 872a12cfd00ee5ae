"""Pages of the wire: cursors, conditional requests, receipts, and withdrawals that find whoever has the story."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import etree

from tests.factories import Newsroom
from tests.wire_out.api.calls import issue, person, puller
from tests.wire_out.clients import endpoint, product, subscriber
from wireroom.core import clock
from wireroom.stories.actions import correct, refile, withdraw
from wireroom.wire_out.actions import pause, resume, save_product
from wireroom.wire_out.models import How, Recall, Receipt
from wireroom.wire_out.recalls import recall_people
from wireroom.wire_out.receipts import holder_of, record

pytestmark = pytest.mark.django_db


def test_pages_follow_each_other_without_gap_or_repeat(newsroom: Newsroom) -> None:
    caller, _sold = puller(sections=["world"])
    for number in range(7):
        newsroom.published(section="world" if number % 2 else "politics")
    page, seen = caller.page(limit=2), []
    while page["dispatches"]:
        seen += [one["seq"] for one in page["dispatches"]]
        page = Client(headers={"authorization": f"Bearer {caller.text}"}).get(page["next"]).json()
    assert seen == [2, 4, 6]
    assert (page["cursor"], page["more"]) == (7, False)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("since=8", "cursor-from-the-future"),
        ("since=9007199254740991", "cursor-from-the-future"),
        ("since=-1", "bad-cursor"),
        ("since=x", "bad-cursor"),
        ("since=", "bad-cursor"),
        ("since=1.5", "bad-cursor"),
        ("since=99999999999999999999999", "bad-cursor"),
        ("since=%00", "bad-cursor"),
        ("since=1;DROP", "bad-cursor"),
        ("limit=0", "bad-request"),
        ("limit=101", "bad-request"),
        ("wait=61", "bad-request"),
        ("format=word", "unknown-format"),
        ("format=nitf", "bad-request"),
        ("format=../../etc/passwd", "unknown-format"),
    ],
)
def test_nonsense_is_refused_with_a_reason(newsroom: Newsroom, asked: str, code: str) -> None:
    caller, _sold = puller()
    newsroom.published()
    answer = caller.get(f"dispatches?{asked}")
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["detail"]


def test_an_answer_that_is_known_is_not_sent_again(newsroom: Newsroom) -> None:
    caller, _sold = puller()
    newsroom.published()
    for path in ("dispatches", "dispatches/1", "dispatches/1/item?format=nitf", "products", "token", "openapi.json"):
        first = caller.get(path)
        again = caller.get(path, If_None_Match=first.headers["etag"])
        assert (path, again.status_code, again.content) == (path, 304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    newsroom.published()
    assert caller.get("dispatches", If_None_Match=caller.get("dispatches?since=1").headers["etag"]).status_code == 200


def test_head_and_other_methods(newsroom: Newsroom) -> None:
    caller, _sold = puller()
    assert caller.ask("HEAD", "dispatches").status_code == 200
    refused = caller.ask("DELETE", "dispatches")
    assert (refused.status_code, refused.headers["allow"], refused.json()["code"]) == (405, "GET", "wrong-method")
    assert caller.ask("GET", "acknowledgements").status_code == 405
    assert caller.get("no/such/call").json()["code"] == "not-found"


def test_every_pull_leaves_a_receipt_once(newsroom: Newsroom) -> None:
    caller, _sold = puller()
    newsroom.published()
    newsroom.published()
    caller.page()
    caller.page()
    caller.get("dispatches/1/item")
    rows = Receipt.objects.order_by("dispatch_id").values_list("dispatch_id", "who", "how")
    assert caller.token is not None
    assert list(rows) == [(1, f"token:{caller.token.pk}", "pulled"), (2, f"token:{caller.token.pk}", "pulled")]


def test_a_withdrawal_reaches_whoever_was_given_the_story_after_a_refilter(newsroom: Newsroom) -> None:
    caller, sold = puller(sections=["world"])
    other, _other = puller(sections=["politics"])
    story = newsroom.published(section="world")
    assert caller.seqs() == [1]
    sold.sections = ["politics"]
    save_product(sold, by=None)
    withdraw(newsroom.fresh(story), by=None, note="It was false.")
    (told,) = caller.page(1)["dispatches"]
    assert (told["kind"], told["guid"], told["note"]) == ("withdrawal", story.guid, "It was false.")
    assert other.seqs(1) == []
    assert Recall.objects.get().told_how == "fetched"


def test_a_withdrawal_finds_who_was_given_the_story_meanwhile(newsroom: Newsroom) -> None:
    """The filter changed, and the story is pulled for the first time by a page that goes past its withdrawal."""
    caller, sold = puller(sections=["world"])
    story = newsroom.published(section="world")
    save_product(sold, by=None)
    sold.sections = ["politics"]
    save_product(sold, by=None)
    withdraw(newsroom.fresh(story), by=None, note="It was false.")
    page = caller.page()
    assert [(one["seq"], one["withdrawn_by"], one["item"]) for one in page["dispatches"]] == [(1, 2, None)]
    assert not Receipt.objects.exists()


def test_a_recall_older_than_the_cursor_is_told_once(newsroom: Newsroom) -> None:
    """A receipt was committed after the withdrawal was judged: the cursor may have passed it by then."""
    caller, sold = puller(sections=["world"])
    story = newsroom.published(section="world")
    sold.sections = ["politics"]
    save_product(sold, by=None)
    withdraw(newsroom.fresh(story), by=None, note="It was false.")
    assert caller.seqs(1) == []
    assert caller.token is not None
    first = story.dispatches.order_by("seq")[0]
    Receipt.objects.create(
        subscriber=caller.token.subscriber,
        dispatch=first,
        story=story,
        version=1,
        who=holder_of(caller.token).who,
        token=caller.token,
        how="pulled",
        at=clock.now(),
    )
    recall_people([story.dispatches.get(kind="withdrawal")])
    assert caller.seqs(2) == [2]
    assert caller.seqs(2) == []


def test_a_person_is_told_whatever_way_they_came_by_the_story(newsroom: Newsroom) -> None:
    client = subscriber()
    sold = product(client, sections=["world"])
    somebody = person(client)
    story = newsroom.published(section="world")
    record(holder_of(somebody), list(story.dispatches.all()), How.VIEWED)
    sold.sections = ["politics"]
    save_product(sold, by=None)
    withdraw(newsroom.fresh(story), by=None, note="Wrong.")
    assert issue(somebody).seqs(1) == [2]


def test_who_is_paused_loses_nothing_that_goes_out_meanwhile(newsroom: Newsroom) -> None:
    """The cursor stays, withdrawals come once, and everything else comes afterwards."""
    caller, _sold = puller()
    assert caller.token is not None
    assert caller.token.endpoint is not None
    story = newsroom.published()
    cursor = caller.page()["cursor"]
    pause(caller.token.endpoint, by=None)
    meanwhile = newsroom.published()
    page = caller.page(cursor)
    assert (page["dispatches"], page["cursor"], page["more"]) == ([], cursor, False)
    withdrawal = withdraw(newsroom.fresh(story), by=None, note="Wrong.")
    later = newsroom.published()
    events = caller.get(f"stream?since={cursor}").content.decode()
    assert [line for line in events.splitlines() if line.startswith("id:")] == [f"id: {cursor}"]
    assert f'"seq":{withdrawal.seq}' in events
    assert caller.page(cursor)["dispatches"] == []
    assert caller.get(f"dispatches/{meanwhile.dispatch_id}").status_code == 404
    assert caller.get("token").json()["paused"]
    resume(caller.token.endpoint, by=None)
    page = caller.page(cursor)
    assert [one["seq"] for one in page["dispatches"]] == [meanwhile.dispatch_id, withdrawal.seq, later.dispatch_id]
    assert page["cursor"] == later.dispatch_id
    assert not caller.get("token").json()["paused"]


def test_versions_and_kinds_come_in_order(newsroom: Newsroom) -> None:
    caller, _sold = puller()
    story = newsroom.published("Wrong")
    fresh = newsroom.fresh(story)
    fresh.headline = "Right"
    correct(fresh, by=None, note="Right, not wrong.")
    fresh = newsroom.fresh(story)
    fresh.headline = "Right!"
    refile(fresh, by=None)
    told = [(one["kind"], one["version"], one["note"]) for one in caller.page()["dispatches"]]
    assert told == [("new", 1, ""), ("correction", 2, "Right, not wrong."), ("refile", 3, "")]


def test_an_endpoint_that_skips_refiles_gets_none(newsroom: Newsroom) -> None:
    client = subscriber()
    caller = issue(endpoint(client, [product(client)], kind="pull", skips_refiles=True))
    fresh = newsroom.fresh(newsroom.published("Slipp"))
    fresh.headline = "Slip"
    refile(fresh, by=None)
    assert caller.seqs() == [1]


def test_acknowledgements_close_duties(newsroom: Newsroom) -> None:
    caller, _sold = puller()
    story = newsroom.published()
    caller.page()
    withdraw(newsroom.fresh(story), by=None, note="Wrong.")
    (duty,) = caller.get("withdrawals").json()["withdrawals"]
    assert (duty["seq"], duty["guid"], duty["note"], duty["told_at"]) == (2, story.guid, "Wrong.", None)
    assert caller.acknowledge(1, 2, 2).json() == {"acknowledged": [1, 2]}
    recall = Recall.objects.get()
    assert (recall.answered_by, recall.told_at is not None) == ("test", True)
    assert caller.get("withdrawals").json() == {"withdrawals": []}
    assert Receipt.objects.filter(how="acknowledged").count() == 2


@pytest.mark.parametrize(
    "body",
    [{}, {"dispatches": []}, {"dispatches": ["x"]}, {"dispatches": [0]}, {"dispatches": [1] * 1001}, [], "x", None],
)
def test_acknowledgements_that_make_no_sense_change_nothing(newsroom: Newsroom, body: Any) -> None:
    caller, _sold = puller()
    newsroom.published()
    answer = caller.ask("POST", "acknowledgements", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")
    assert not Receipt.objects.exists()


def test_one_of_several_unknown_numbers_refuses_all(newsroom: Newsroom) -> None:
    caller, _sold = puller()
    newsroom.published()
    assert caller.acknowledge(1, 7).json()["detail"] == "There is no dispatch 7 for you."
    assert not Receipt.objects.exists()


def test_a_page_as_one_document_says_where_it_goes_on(newsroom: Newsroom) -> None:
    caller, _sold = puller()
    newsroom.published("One & only")
    answer = caller.get("dispatches?format=newsml-g2")
    assert answer.headers["content-type"] == "application/vnd.iptc.g2.newsitem+xml"
    assert answer.headers["wire-cursor"] == "1"
    assert answer.headers["link"].startswith("<http://testserver/wire/api/v1/dispatches?since=1&")
    assert b"One &amp; only" in answer.content


def test_an_atom_page_leads_to_the_next(newsroom: Newsroom) -> None:
    """As RFC 5005 pages feeds, whose section 3 this is."""
    caller, _sold = puller()
    for _ in range(3):
        newsroom.published()
    feed = etree.fromstring(caller.get("dispatches?format=atom&limit=2").content)
    links = {link.get("rel"): link.get("href") for link in feed.findall("{http://www.w3.org/2005/Atom}link")}
    assert links["next"] == "http://testserver/wire/api/v1/dispatches?since=2&limit=2&format=atom"
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 2


def test_search_finds_what_is_out_and_the_callers(newsroom: Newsroom) -> None:
    caller, _sold = puller(sections=["world"])
    newsroom.published("A harbour opens", section="world")
    newsroom.published("A harbour closes", section="politics")
    found = caller.get("search?q=harbours&language=en").json()
    assert [one["seq"] for one in found["dispatches"]] == [1]
    assert caller.get("search?q=harbour&language=xx").json()["code"] == "bad-request"
    assert caller.get("search?q=harbour&language=en&section=nowhere").json()["code"] == "bad-request"
    assert caller.get("search?q=harbour&language=en&since=2026-01-01T00:00:00").json()["code"] == "bad-request"
    assert caller.get("search?q=%22%20OR%20*&language=en").status_code == 200


def test_products_say_what_the_token_reads(newsroom: Newsroom) -> None:
    newsroom.published()
    caller, sold = puller(sections=["world"], words="harbour\nquay -boat")
    (told,) = caller.get("products").json()
    assert told == {
        "id": sold.pk,
        "name": sold.name,
        "languages": [],
        "sections": ["world"],
        "topics": [],
        "sources": [],
        "priority": 9,
        "words": ["harbour", "quay -boat"],
        "since": 1,
    }


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_costs_the_same_however_much_is_on_it(
    newsroom: Newsroom, django_assert_num_queries: Any, number: int
) -> None:
    caller, _sold = puller()
    for _ in range(number):
        newsroom.published()
    caller.page()
    with django_assert_num_queries(16):
        caller.page()

"""The wire at the portal: what people see, take, are told and have to give back."""

from __future__ import annotations

import re
import smtplib

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from tests.factories import Newsroom
from tests.wire_out.api.calls import embargoed
from tests.wire_out.portal.visits import Visitor, visitor
from wireroom.config.schedule import ask_to_alert_people
from wireroom.formats.registry import RENDERERS
from wireroom.stories.actions import correct, withdraw
from wireroom.wire_out import alerts
from wireroom.wire_out.actions import save_product
from wireroom.wire_out.models import Product, Recall, Receipt, SavedSearch
from wireroom.wire_out.receipts import receipt_token

pytestmark = pytest.mark.django_db

SECRET = "Zanzibarine"


def test_the_list_shows_each_story_once_in_its_newest_version(newsroom: Newsroom) -> None:
    browser, _somebody = visitor(sections=["world"])
    story = newsroom.published("First wording")
    newsroom.published(SECRET, section="politics")
    fresh = newsroom.fresh(story)
    fresh.headline = "Second wording"
    correct(fresh, by=None, note="A word was wrong.")
    page = browser.page()
    assert page.count("Second wording") == 1
    assert "First wording" not in page
    assert "Corrected" in page
    assert "A word was wrong." in page
    assert SECRET not in page
    assert not Receipt.objects.exists()


def test_new_lines_come_by_themselves(newsroom: Newsroom) -> None:
    browser, _somebody = visitor()
    newsroom.published("Old")
    assert 'data-since="1"' in browser.page()
    assert browser.get("/wire/newer/?since=1").status_code == 204
    newsroom.published("Brand new")
    answer = browser.get("/wire/newer/?since=1")
    assert (answer.status_code, answer.headers["wire-cursor"]) == (200, "2")
    assert "Brand new" in answer.content.decode()
    assert "Old" not in answer.content.decode()
    assert browser.get("/wire/newer/?since=x").status_code == 200


@pytest.mark.parametrize("path", ["", "?before=1000000000000", "?before=x", "?language=xx", "?before=1&language=ar"])
def test_the_list_bears_nonsense(newsroom: Newsroom, path: str) -> None:
    newsroom.published()
    browser, _somebody = visitor()
    assert browser.get(f"/wire/{path}").status_code == 200


def test_opening_and_downloading_leave_receipts(newsroom: Newsroom) -> None:
    browser, somebody = visitor()
    newsroom.published("Harbour", body="<p>Ships &amp; <strong>cranes</strong>.</p>", picture=newsroom.image())
    page = browser.page("/wire/stories/1/")
    assert "Ships &amp; <strong>cranes</strong>." in page
    for name in RENDERERS:
        answer = browser.get(f"/wire/stories/1/{name}/")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith(f'attachment; filename="1-{name}.')
    assert browser.get("/wire/stories/1/word/").status_code == 404
    (place,) = {part.split('"')[0] for part in page.split('src="/wire/stories/')[1:]}
    assert browser.get(f"/wire/stories/{place}").headers["content-type"] == "image/jpeg"
    rows = set(Receipt.objects.values_list("who", "how"))
    assert rows == {(f"person:{somebody.pk}", "viewed"), (f"person:{somebody.pk}", "downloaded")}


@pytest.mark.parametrize("path", ["", "ninjs/", "nitf/", "pictures/1/", "confirm/"])
def test_what_is_not_the_newsrooms_is_not_there(newsroom: Newsroom, path: str) -> None:
    browser, _somebody = visitor(sections=["world"])
    newsroom.published(SECRET, section="politics", picture=newsroom.image())
    embargoed(newsroom, SECRET, section="world", picture=newsroom.image())
    for seq in (1, 2, 3, 10**17):
        address = f"/wire/stories/{seq}/{path}"
        answer = browser.post(address) if path == "confirm/" else browser.get(address)
        assert answer.status_code == 404
        assert SECRET not in answer.content.decode()
    assert SECRET not in browser.page()
    assert SECRET not in browser.page(f"/wire/search/?q={SECRET}").replace(f'value="{SECRET}"', "")
    assert not Receipt.objects.exists()


def test_an_embargo_stands_over_the_story(newsroom: Newsroom) -> None:
    browser, _somebody = visitor(embargoed=True)
    embargoed(newsroom, "Tomorrow")
    assert "Embargo until" in browser.page()
    page = browser.page("/wire/stories/1/")
    assert "Embargo until" in page
    assert "Nothing of it may be published before." in page


def test_a_withdrawal_reaches_who_read_the_story_and_takes_its_text(newsroom: Newsroom) -> None:
    browser, somebody = visitor(sections=["world"])
    story = newsroom.published("False news", body=f"<p>{SECRET}</p>")
    assert SECRET in browser.page("/wire/stories/1/")
    sold = Product.objects.get()
    sold.sections = ["politics"]
    save_product(sold, by=None)
    withdraw(newsroom.fresh(story), by=None, note="It never happened.")
    front = browser.page()
    assert "<s>False news</s>" in front
    assert "It never happened." in front
    assert "please confirm" in front
    page = browser.page("/wire/stories/2/")
    assert "<s>False news</s>" in page
    assert "This story is withdrawn." in page
    assert SECRET not in page
    recall = Recall.objects.get()
    assert (recall.who, recall.told_how, recall.answered_at) == (f"person:{somebody.pk}", "viewed", None)
    assert browser.post("/wire/stories/2/confirm/").status_code == 303
    recall.refresh_from_db()
    assert recall.answered_by == somebody.name
    assert "please confirm" not in browser.page()
    old = browser.get("/wire/stories/1/")
    assert SECRET not in old.content.decode()


def test_the_link_in_a_message_asks_before_it_confirms(newsroom: Newsroom) -> None:
    browser, somebody = visitor()
    story = newsroom.published("False news")
    browser.page("/wire/stories/1/")
    withdraw(newsroom.fresh(story), by=None, note="Wrong.")
    browser.page()
    address = f"/wire/receipt/{receipt_token(2, f'person:{somebody.pk}')}/"
    anybody = Visitor.new()
    assert "<s lang" in anybody.page(address)
    assert Recall.objects.get().answered_at is None
    thanks = anybody.client.post(address, {"name": "Night\r\ndesk"}).content.decode()
    assert ("Thank you" in thanks, "confirmed already" in thanks) == (True, False)
    assert Recall.objects.get().answered_by == "Night desk"
    for later in (anybody.page(address), anybody.client.post(address, {"name": "Day desk"}).content.decode()):
        assert "This was confirmed already." in later
        assert re.search(r"Confirmed \d+ \w+ \d{4}.* by <bdi>Night desk</bdi>", later)
    assert "by <bdi>Night desk</bdi>" in browser.page("/wire/stories/2/")
    assert anybody.get("/wire/receipt/forged/").status_code == 404


def test_searches_are_kept_and_write_to_people(newsroom: Newsroom) -> None:
    browser, somebody = visitor(sections=["world"])
    newsroom.published("An old harbour")
    assert "An old harbour" in browser.page("/wire/search/?q=harbours&language=en")
    assert browser.post("/wire/search/save/", q=" harbours ", language="en", alerts="on").status_code == 303
    newsroom.published("A harbour\u2028burns\r\nBcc: all@example.org", section="world")
    newsroom.published("A harbour in politics", section="politics")
    newsroom.published("A quay burns", section="world")
    alerts.look.call()
    (sent,) = mail.outbox
    assert sent.to == [somebody.mail]
    assert "\n" not in sent.subject
    assert sent.recipients() == [somebody.mail]
    assert list(Receipt.objects.values_list("dispatch_id", "how")) == [(2, "mailed")]
    alerts.look.call()
    assert len(mail.outbox) == 1
    saved = SavedSearch.objects.get()
    stranger, _other = visitor()
    stranger.post(f"/wire/search/{saved.pk}/forget/")
    assert SavedSearch.objects.exists()
    browser.post(f"/wire/search/{saved.pk}/forget/")
    assert not SavedSearch.objects.exists()


def test_an_alert_that_fails_waits_for_no_other_release(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_mail: object, fail_silently: bool = False) -> int:
        raise smtplib.SMTPServerDisconnected("gone")

    browser, _somebody = visitor()
    browser.post("/wire/search/save/", q="harbours", language="en", alerts="on")
    newsroom.published("A harbour burns")
    looks = DBTaskResult.objects.filter(task_path=alerts.look.module_path)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        alerts.look.call()
    looks.delete()
    ask_to_alert_people()
    ask_to_alert_people()
    assert looks.count() == 1
    looks.delete()
    alerts.look.call()
    ask_to_alert_people()
    assert (len(mail.outbox), looks.count()) == (1, 0)


def test_nothing_is_mailed_to_who_may_not_have_it(newsroom: Newsroom) -> None:
    browser, _somebody = visitor()
    browser.post("/wire/search/save/", q=SECRET, language="en", alerts="on")
    embargoed(newsroom, SECRET)
    newsroom.published(SECRET, sources=[newsroom.source("closed", may_pass_on=False)])
    alerts.look.call()
    assert mail.outbox == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(
    newsroom: Newsroom, number: int, django_assert_num_queries: object
) -> None:
    browser, _somebody = visitor()
    for _ in range(number):
        newsroom.published()
    browser.page()
    with django_assert_num_queries(18):  # type: ignore[operator]
        browser.page()

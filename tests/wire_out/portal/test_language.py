"""No string of another language on any page of the portal: the stories are in Georgian, all else is the product's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from lxml import etree, html

from tests.factories import Newsroom
from tests.flows.reader import Said, strings
from tests.flows.test_language_purity import foreign
from tests.wire_out.portal.visits import PASSWORD, Visitor, visitor
from wireroom.stories.actions import correct, withdraw
from wireroom.stories.models import Edition
from wireroom.wire_out.models import Person, Subscriber
from wireroom.wire_out.receipts import receipt_token

pytestmark = pytest.mark.django_db

GEORGIAN = "გემი ნავსადგურში"
FORMATS = {"ninjs 3.1", "ninjs 2.2", "ninjs 1.6", "NewsML-G2", "NITF", "IPTC 7901", "JSON Feed", "TXT", "HTML"}
LANGUAGES = {name for name, _zone, _direction in settings.SHIPPED_EDITIONS.values()}
CALLED_SO_EVERYWHERE = FORMATS | LANGUAGES


def _prepare(newsroom: Newsroom, language: str) -> Visitor:
    """Somebody who reads in that language, with one of everything to see."""
    Edition.objects.update(name=GEORGIAN)
    browser, somebody = visitor(language=language, administrator=True, name=GEORGIAN)
    Person.objects.update(name=GEORGIAN)
    Subscriber.objects.update(name=GEORGIAN)
    words = {"body": f"<p>{GEORGIAN}</p>", "summary": GEORGIAN}
    story = newsroom.published(GEORGIAN, **words)
    fresh = newsroom.fresh(story)
    fresh.headline = f"{GEORGIAN} {GEORGIAN}"
    correct(fresh, by=None, note=GEORGIAN)
    gone = newsroom.published(GEORGIAN, **words)
    browser.get("/wire/stories/3/")
    withdraw(newsroom.fresh(gone), by=None, note=GEORGIAN)
    browser.post("/wire/search/save/", q=GEORGIAN, language="en", alerts="on")
    browser.post("/wire/tokens/", name=GEORGIAN, scopes=["read"], lasts="90")
    assert somebody.pk
    return browser


def _said(page: str) -> Iterator[Said]:
    root = html.fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    for node in root.iter(etree.Element):
        if node.get("dir") == "ltr":  # addresses, tokens, names of formats
            node.text = "" if node.text not in CALLED_SO_EVERYWHERE else node.text
    return strings(root)


@pytest.mark.parametrize("language", ["en", "ru", "fr", "es", "ar", "zh-hans"])
def test_every_page_is_in_the_persons_language(newsroom: Newsroom, language: str) -> None:
    browser = _prepare(newsroom, language)
    pages = {
        path: browser.page(f"/wire/{path}")
        for path in ("", "search/?q=a", "stories/2/", "stories/1/", "stories/4/", "tokens/", "team/", "account/")
    }
    pages["new token"] = browser.post("/wire/tokens/", name=GEORGIAN, scopes=["read"], lasts="").content.decode()
    pages["wrong invitation"] = browser.post("/wire/team/", name="", mail="x", language=language).content.decode()
    pages["wrong password"] = browser.post("/wire/account/password/", old="x", password="1").content.decode()
    link = f"/wire/receipt/{receipt_token(4, f'person:{Person.objects.get().pk}')}/"
    pages["withdrawn"] = browser.page(link)
    pages["confirmed"] = browser.post(link, name=GEORGIAN).content.decode()
    pages["confirmed before"] = browser.post(link, name=GEORGIAN).content.decode()
    pages["confirmed story"] = browser.page("/wire/stories/4/")
    pages["stale form"] = browser.client.post("/wire/sign-out/").content.decode()
    pages["nowhere"] = browser.get("/wire/nowhere/").content.decode()
    pages["nothing"] = browser.get("/wire/stories/9/").content.decode()
    browser.post("/wire/sign-out/")
    browser.client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    pages["stale sign-in"] = browser.client.post("/wire/sign-in/").content.decode()
    pages["forged receipt"] = browser.get("/wire/receipt/forged/").content.decode()
    pages["lapsed"] = browser.get("/wire/sign-in/?next=/wire/nowhere/").content.decode()
    pages["wrong mail"] = browser.post("/wire/forgotten/", mail="x").content.decode()
    pages["sign in"] = browser.page("/wire/sign-in/")
    pages["wrong"] = browser.post("/wire/sign-in/", mail="a@b.example", password=PASSWORD).content.decode()
    pages["forgotten"] = browser.page("/wire/forgotten/")
    pages["sent"] = browser.post("/wire/forgotten/", mail="a@b.example").content.decode()
    pages["old link"] = browser.get("/wire/password/x/").content.decode()
    found = {
        (name, one.text.strip()): foreign(one, language)
        for name, page in pages.items()
        for one in _said(page)
        if one.text.strip() not in CALLED_SO_EVERYWHERE and "@" not in one.text and "wire_" not in one.text
    }
    assert {key: words for key, words in found.items() if words} == {}
    for name, page in pages.items():
        assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page[:200], name

"""No string of another language on any edition's page, ever.

The furnished agency writes in Georgian letters only, so whatever else stands on a page is the product's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import RequestFactory
from lxml import etree

from tests.factories import Newsroom
from tests.flows.agency import EDITIONS
from tests.flows.conftest import Snapshot, Stretch
from tests.flows.reader import Page, Reader, Said, strings
from wireroom.stories.setup import FIRST_SECTIONS
from wireroom.website.feeds.xml import XHTML, XML
from wireroom.website.views import errors

pytestmark = pytest.mark.django_db
every_edition = pytest.mark.parametrize("edition", EDITIONS)

SCRIPTS = {"en": "LATIN", "fr": "LATIN", "es": "LATIN", "ru": "CYRILLIC", "ar": "ARABIC", "zh-hans": "CJK"}
TAGS = {"zh-hans": "zh-Hans"}
OWN_NAMES = {TAGS.get(code, code): name for code, (name, _zone, _direction) in settings.SHIPPED_EDITIONS.items()}
NAMES = re.compile(r"\b(?:RSS|Atom|JSON Feed|UTC|example\.org|Ctrl|Enter)\b|https?://\S+")
"""What is called the same everywhere."""
GEORGIAN = re.compile("[\u10a0-\u10ff]+")
PARTS = re.compile(r"[/|—–:·,;()«»“”\"\n]+|\s{2,}")


def script_of(character: str) -> str:
    """The first word of a letter's Unicode name; the tatweel and the like count with their script."""
    return unicodedata.name(character, "UNNAMED").partition(" ")[0]


def foreign(said: Said, edition: str) -> str:
    """The words of another script in what a page says; empty if there are none."""
    if said.lang and said.text.strip() == OWN_NAMES.get(said.lang):
        return ""
    text = NAMES.sub("", said.text)
    wanted = {SCRIPTS[edition], "GEORGIAN"}
    letters = [letter for letter in text if letter.isalpha() and script_of(letter) not in wanted]
    return " ".join(said.text.split()) if letters else ""


def own_words(said: Iterable[Said]) -> set[str]:
    """The product's own words in it, cut where content or punctuation stands between them."""
    pieces = (
        piece for one in said for words in GEORGIAN.split(NAMES.sub("", one.text)) for piece in PARTS.split(words)
    )
    tidy = {re.sub(r"[\d\s.%+-]+", " ", piece).strip() for piece in pieces}
    return {piece for piece in tidy if any(letter.isalpha() for letter in piece)} - set(OWN_NAMES.values())


def structured(page: Page) -> Iterator[Said]:
    """The names and texts of a page's schema.org nodes."""
    waiting: list[Any] = list(page.structured.values())
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            waiting += [value for value in node.values() if isinstance(value, list | dict)]
            shown = ("name", "headline", "description", "articleSection", "keywords", "text", "caption", "dateline")
            for name in shown:
                found = node.get(name, "")
                yield from (
                    Said(text) for text in (found if isinstance(found, list) else [found]) if isinstance(text, str)
                )


def feed_texts(page: Page) -> Iterator[Said]:
    """What a feed says to people: no addresses, ids, dates, language tags."""
    if page.kind == "application/feed+json":
        feed = page.json
        yield from (Said(feed.get(name, "")) for name in ("title", "description"))
        yield from (Said(text) for item in feed["items"] for text in (item["title"], *item.get("tags", ())))
        yield from (Said(author["name"]) for item in (feed, *feed["items"]) for author in item.get("authors", ()))
        return
    silent = {
        "link",
        "guid",
        "id",
        "language",
        "url",
        "pubDate",
        "lastBuildDate",
        "updated",
        "published",
        "ttl",
        "icon",
    }
    for element in page.xml.iter():
        if isinstance(element.tag, str) and etree.QName(element).localname not in silent:
            yield Said(element.text or "")
            yield Said(element.get("term") or element.get("title") or "")


def is_feed(page: Page) -> bool:
    return page.kind in ("application/xml", "application/atom+xml", "application/feed+json")


def everything_said(snapshot: Snapshot, edition: str) -> dict[str, list[Said]]:
    """All that an edition says, by address."""
    said: dict[str, list[Said]] = {}
    for path, page in snapshot.found.items():
        if not path.startswith(f"/{edition}/"):
            continue
        if page.is_html:
            said[path] = [*strings(page.tree), *structured(page)]
        elif is_feed(page):
            said[path] = list(feed_texts(page))
    return said


@pytest.fixture(scope="module")
def bare(undone: Stretch) -> dict[str, dict[str, Page]]:
    """An agency that has not published anything yet: the empty states, by edition."""
    with undone():
        Newsroom.open()
        from wireroom.stories.models import Edition

        Edition.objects.update(name="საგა", tagline="")
        reader = Reader()
        tails = ("", "world/", "archive/", "corrections/", "search/", "search/?q=ნავი", "nothing-here/", "rss.xml")
        return {edition: {tail: reader.get(f"/{edition}/{tail}") for tail in tails} for edition in EDITIONS}


@every_edition
def test_every_page_and_feed_is_in_the_editions_script(snapshot: Snapshot, edition: str) -> None:
    said = everything_said(snapshot, edition)
    assert len(said) > 50
    found = {path: [words for one in texts if (words := foreign(one, edition))] for path, texts in said.items()}
    assert {path: words for path, words in found.items() if words} == {}


@every_edition
def test_empty_pages_are_in_the_editions_script(bare: dict[str, dict[str, Page]], edition: str) -> None:
    pages = {tail: page for tail, page in bare[edition].items() if page.is_html}
    assert {tail: page.status for tail, page in pages.items() if page.status != 200} == {"nothing-here/": 404}
    found = {tail: [w for one in strings(page.tree) if (w := foreign(one, edition))] for tail, page in pages.items()}
    assert {tail: words for tail, words in found.items() if words} == {}
    assert "".join(foreign(one, edition) for one in feed_texts(bare[edition]["rss.xml"])) == ""


def error_pages(edition: str) -> dict[str, Page]:
    """What readers see when something breaks: asked of the views themselves, since nothing is broken."""
    request = RequestFactory().get(f"/{edition}/2026/01/01/x/")
    answers = {"500": errors.server_error(request), "400": errors.bad_request(request, ValueError())}
    return {
        name: Page(request.path, answer.status_code, {k.lower(): v for k, v in answer.items()}, answer.content)
        for name, answer in answers.items()
    }


@every_edition
def test_error_pages_are_in_the_editions_language(edition: str) -> None:
    settings_name = re.compile(re.escape(settings.AGENCY_NAME))
    for name, page in error_pages(edition).items():
        said = [Said(settings_name.sub("", one.text), one.lang) for one in strings(page.tree)]
        assert (page.status, [w for one in said if (w := foreign(one, edition))]) == (int(name), [])
        assert page.tree.get("lang") == TAGS.get(edition, edition)
        if edition != "en":
            english = own_words(strings(error_pages("en")[name].tree))
            assert own_words(said) & english - {settings.AGENCY_NAME} == set()


@every_edition
def test_page_not_found_outside_any_edition_speaks_the_readers_language(snapshot: Snapshot, edition: str) -> None:
    with_language = Reader(accept_language=edition)
    Newsroom.open()
    page = with_language.get("/no/such/place")
    assert (page.status, page.tree.get("lang")) == (404, TAGS.get(edition, edition))
    said = [Said(one.text.replace("Test Agency", ""), one.lang) for one in strings(page.tree)]
    assert [w for one in said if (w := foreign(one, edition))] == []


@every_edition
def test_every_page_names_its_language_and_direction(snapshot: Snapshot, edition: str) -> None:
    tag, direction = TAGS.get(edition, edition), settings.SHIPPED_EDITIONS[edition][2]
    for page in snapshot.of(edition):
        if page.status in (301, 302):
            continue
        assert (page.tree.get("lang"), page.tree.get("dir")) == (tag, direction), page.address
        assert page.headers["content-language"] == tag, page.address
    for kind in ("rss.xml", "atom.xml", "feed.json"):
        feed = snapshot.found[f"/{edition}/{kind}"]
        assert re.search(rf'(?i)(?:<language>|xml:lang="|"language":")({tag})\b', feed.text), feed.address


def said_alike(edition: str) -> set[str]:
    """English words that an edition's own catalogue or sections give as its own."""
    place = settings.LOCALE_PATHS[0] / edition.replace("zh-hans", "zh_Hans") / "LC_MESSAGES" / "django.po"
    with place.open("rb") as stream:
        catalogue = read_po(stream)
    pairs = ((m.id if isinstance(m.id, tuple) else (m.id,), m.string) for m in catalogue if m.id)
    same = {
        word
        for ids, strings_ in pairs
        for word in ids
        if word in (strings_ if isinstance(strings_, tuple) else (strings_,))
    }
    sections = {names[edition] for names in FIRST_SECTIONS.values() if names[edition] == names["en"]}
    return own_words(Said(re.sub(r"%\(\w+\)[sd]", " ", text)) for text in same | sections)


@pytest.mark.parametrize("edition", [code for code in EDITIONS if code != "en"])
def test_no_words_are_those_of_the_english_edition(snapshot: Snapshot, edition: str) -> None:
    english = {word for texts in everything_said(snapshot, "en").values() for word in own_words(texts)}
    assert len(english) > 80
    alike = said_alike(edition)
    found = {path: own_words(texts) & english - alike for path, texts in everything_said(snapshot, edition).items()}
    assert {path: words for path, words in found.items() if words} == {}


ENGLISH = re.compile(r"(?i)\b(?:the|and|of|with|this|from|by|are|was|were|have|has|you|your|been|which|what|their)\b")


@pytest.mark.parametrize("edition", ["fr", "es"])
def test_no_english_sentence_stands_on_a_page_in_latin_script(snapshot: Snapshot, edition: str) -> None:
    found = {
        (path, words)
        for path, texts in everything_said(snapshot, edition).items()
        for words in own_words(texts)
        if ENGLISH.search(words)
    }
    assert found == set()


@every_edition
def test_feed_shown_by_a_browser_is_in_the_editions_language(snapshot: Snapshot, edition: str) -> None:
    """A browser shows RSS through our style sheet: its XHTML elements and descriptions are what people read."""
    page = snapshot.found[f"/{edition}/rss.xml"]
    shown = list(page.xml.iter(f"{{{XHTML}}}*", "description"))
    said = [Said(element.text or "") for element in shown]
    assert (page.xml.get(f"{{{XML}}}lang"), len(said) > 50) == (TAGS.get(edition, edition), True)
    assert [w for one in said if (w := foreign(one, edition))] == []
    if edition != "en":
        assert {w for one in said for w in own_words([one]) if ENGLISH.search(w)} == set()
        weekdays = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d")
        assert [one.text for one in said if weekdays.search(one.text)] == []

"""The search page: what readers ask and what they are shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.factories import Newsroom
from tests.flows.reader import Page, Reader
from tests.website.material import one, words
from wireroom.core import clock
from wireroom.formats.newsitem import NewsItem, Paragraph, Run, Table
from wireroom.stories.actions import withdraw
from wireroom.stories.bulk import Intake, Pace, Registry, take_in
from wireroom.website.views import search


def hits(page: Page) -> list[str]:
    return [words(h) for article in page.tree.iter("article") for h in article.iter("h2")]


def test_search_finds_other_forms_of_a_word_and_marks_them(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.published("Harbour opens", body="<p>Two ferries were sold.</p>")
    newsroom.published("Nothing to do with it")
    page = reader.get("/en/search/?q=ferry")
    assert hits(page) == ["Harbour opens"]
    assert [words(m) for m in page.tree.iter("mark")] == ["ferries"]
    assert words(page.tree.find(".//title")) == "ferry / Search / Test Agency"


def test_hits_show_prose_rather_than_figures(newsroom: Newsroom, reader: Reader) -> None:
    item = NewsItem(
        guid="urn:x:1",
        language="en",
        headline="Votes counted",
        body=(
            Paragraph((Run("The ferry party lost."),)),
            Table((((Run("Seats"),), (Run("34"),)),)),
            Paragraph((Run("It will think."),)),
        ),
    )
    take_in([item], Registry(), Intake(publish=True), Pace())
    page = reader.get("/en/search/?q=ferry")
    assert "The ferry party lost. It will think. Seats" in words(one(page, "article"))


def test_search_filters_by_section_source_and_days(newsroom: Newsroom, reader: Reader) -> None:
    source = newsroom.source("radio")
    for day, section in ((1, "world"), (10, "sport"), (20, "world")):
        with clock.at(datetime(2026, 11, day, 12, tzinfo=UTC)):
            newsroom.published(f"Ferry {day}", section=section, sources=[source] if day == 20 else [])
    found = {
        query: hits(reader.get(f"/en/search/?q=ferry&sort=newest&{query}"))
        for query in ("", "section=sport", "source=radio", "since=2026-11-10", "until=2026-11-10", "since=2026-11-99")
    }
    assert found == {
        "": ["Ferry 20", "Ferry 10", "Ferry 1"],
        "section=sport": ["Ferry 10"],
        "source=radio": ["Ferry 20"],
        "since=2026-11-10": ["Ferry 20", "Ferry 10"],
        "until=2026-11-10": ["Ferry 10", "Ferry 1"],
        "since=2026-11-99": ["Ferry 20", "Ferry 10", "Ferry 1"],
    }


def test_search_keeps_what_was_asked_in_its_form_and_links(
    newsroom: Newsroom, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PER_PAGE", 1)
    for number in range(2):
        newsroom.published(f"Ferry {number}", section="sport")
    page = reader.get("/en/search/?q=ferry&section=sport&sort=newest")
    form = one(page, "form", class_="filters")
    assert [i.get("value") for i in form.iter("input") if i.get("name") == "q"] == ["ferry"]
    assert [o.get("value") for o in form.iter("option") if o.get("selected") is not None] == ["sport", "newest"]
    older = next(a for a in page.tree.iter("a") if a.get("rel") == "next")
    assert older.get("href") == "/en/search/?q=ferry&section=sport&sort=newest&page=2"
    assert hits(reader.get(str(older.get("href")))) == ["Ferry 0"]
    assert reader.get("/en/search/?q=ferry&page=3").status == 404


def test_search_without_words_is_a_form(newsroom: Newsroom, reader: Reader) -> None:
    page = reader.get("/en/search/")
    assert (page.status, hits(page)) == (200, [])
    assert one(page, "form", class_="filters").get("action") == "/en/search/"
    assert [m.get("content") for m in page.tree.iter("meta") if m.get("name") == "robots"] == ["noindex"]


def test_search_that_finds_nothing_says_so(newsroom: Newsroom, reader: Reader) -> None:
    page = reader.get("/en/search/?q=%3Cb%3Exyzzy%3C%2Fb%3E")
    heading = one(page, "div", class_="empty").find("h2")
    assert words(heading) == "Nothing found for “<b>xyzzy</b>”"
    assert words(heading.find("bdi")) == "<b>xyzzy</b>"


def test_search_finds_neither_drafts_nor_withdrawn_stories(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.draft("Ferry in draft")
    withdraw(newsroom.published("Ferry withdrawn"), by=None, note="Wrong.")
    assert hits(reader.get("/en/search/?q=ferry")) == []


def test_search_offers_only_sources_that_published_stories_credit(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.published(sources=[newsroom.source("radio")])
    newsroom.draft(sources=[newsroom.source("leak")])
    options = {o.get("value") for o in reader.get("/en/search/").tree.iter("option")}
    assert ("radio" in options, "leak" in options) == (True, False)


@pytest.mark.parametrize(
    "query", ["q=%00", "q=a%00b&source=%00", "q=" + "x" * 5000, "since=0001-01-01&until=9999-12-31"]
)
def test_search_survives_anything(newsroom: Newsroom, reader: Reader, query: str) -> None:
    assert reader.get(f"/en/search/?{query}").status == 200

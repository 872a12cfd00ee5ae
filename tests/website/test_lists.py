"""Sections, topics, authors, sources, corrections, static pages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from tests.factories import Newsroom
from tests.flows.reader import Page, Reader
from tests.website.material import again, archived, one, path_of, words
from wireroom.stories.actions import correct, refile, withdraw
from wireroom.stories.models import Section, StaticPage
from wireroom.website import lists

Counted = Callable[..., AbstractContextManager[Any]]


def headlines(page: Page) -> list[str]:
    return [words(h.find("a")) for article in page.tree.iter("article") for h in article.iter("h2")]


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two stories a page, three pages a list."""
    monkeypatch.setattr(lists.page_of, "__kwdefaults__", {"per_page": 2, "deepest": 3})
    monkeypatch.setattr(lists.page_number, "__kwdefaults__", {"deepest": 3})


def test_section_lists_its_stories_and_those_of_its_parts(newsroom: Newsroom, reader: Reader) -> None:
    part = Section.objects.create(code="europe", names={"en": "Europe"}, parent=newsroom.sections["world"])
    newsroom.sections["europe"] = part
    newsroom.published("In world", section="world")
    newsroom.published("In Europe", section="europe")
    newsroom.published("In sport", section="sport")
    page = reader.get("/en/world/")
    assert headlines(page) == ["In Europe", "In world"]
    assert words(page.tree.find(".//title")) == "World / Test Agency"
    assert [words(a) for a in one(page, "nav", class_="parts").iter("a")] == ["Europe"]
    page = reader.get("/en/europe/")
    assert headlines(page) == ["In Europe"]
    assert words(page.tree.find(".//title")) == "Europe / World / Test Agency"
    assert [words(a) for a in one(page, "nav", class_="trail").iter("a")] == ["Test Agency", "World"]


def test_section_lists_archive_stories_too(newsroom: Newsroom, reader: Reader) -> None:
    archived("Long ago", section="world")
    newsroom.published("Today", section="world")
    assert headlines(reader.get("/en/world/")) == ["Today", "Long ago"]


def test_lists_are_paged_by_links(newsroom: Newsroom, reader: Reader, short_pages: None) -> None:
    for number in range(1, 6):
        newsroom.published(f"Story {number}")
    first, second, third = (reader.get(f"/en/world/{query}") for query in ("", "?page=2", "?page=3"))
    assert [headlines(page) for page in (first, second, third)] == [
        ["Story 5", "Story 4"],
        ["Story 3", "Story 2"],
        ["Story 1"],
    ]
    rels = [
        {a.get("rel"): a.get("href") for a in page.tree.iter("a") if a.get("rel") in ("prev", "next")}
        for page in (first, second, third)
    ]
    assert rels == [
        {"next": "/en/world/?page=2"},
        {"prev": "/en/world/", "next": "/en/world/?page=3"},
        {"prev": "/en/world/?page=2"},
    ]
    heads = {link.get("rel"): link.get("href") for link in second.tree.iter("link")}
    assert (heads["prev"], heads["next"]) == ("/en/world/", "/en/world/?page=3")
    assert heads["canonical"] == "http://testserver/en/world/?page=2"


def test_list_longer_than_its_pages_points_to_the_archive(
    newsroom: Newsroom, reader: Reader, short_pages: None
) -> None:
    for number in range(7):
        newsroom.published(f"Story {number}")
    last = reader.get("/en/world/?page=3")
    assert [a.get("href") for a in one(last, "p", class_="note").iter("a")] == ["/en/archive/"]
    assert "next" not in {a.get("rel") for a in last.tree.iter("a")}
    assert reader.get("/en/world/?page=4").status == 404


@pytest.mark.parametrize("number", ["0", "-1", "2", "51", "1000000000000", "x", "1.5", "٢", "9" * 400])
def test_page_that_cannot_be_is_not_found(newsroom: Newsroom, reader: Reader, number: str) -> None:
    newsroom.published()
    assert reader.get(f"/en/world/?page={number}").status == 404


def test_unknown_parameters_are_ignored(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.published("Only one")
    plain, decorated = reader.get("/en/world/"), reader.get("/en/world/?utm_source=x&page=&fbclid=%00")
    assert decorated.text == plain.text


def test_empty_section_says_so(newsroom: Newsroom, reader: Reader) -> None:
    page = reader.get("/ru/culture/")
    assert (page.status, len(headlines(page))) == (200, 0)
    assert one(page, "div", class_="empty") is not None


def test_topic_author_and_source_list_their_stories(newsroom: Newsroom, reader: Reader) -> None:
    topic, author, source = newsroom.topic("tag:harbour"), newsroom.author("Ada Writer"), newsroom.source("radio")
    newsroom.published("Linked", topics=[topic], authors=[author], sources=[source])
    newsroom.published("Not linked")
    for path in ("/en/topic/tag-harbour/", f"/en/author/{author.code}/", "/en/source/radio/"):
        assert headlines(reader.get(path)) == ["Linked"], path
    assert words(reader.get("/en/topic/tag-harbour/").tree.find(".//title")) == "Harbour / Topic / Test Agency"


def test_popular_topics_are_read_along_the_time_line(
    newsroom: Newsroom, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "POPULAR", 1)
    topic = newsroom.topic("tag:harbour")
    for number in range(3):
        newsroom.published(f"Story {number}", topics=[topic])
    newsroom.published("Not linked")
    assert headlines(reader.get("/en/topic/tag-harbour/")) == ["Story 2", "Story 1", "Story 0"]


def test_what_only_drafts_use_has_no_page_yet(newsroom: Newsroom, reader: Reader) -> None:
    topic, author, source = newsroom.topic("tag:secret"), newsroom.author("Mole"), newsroom.source("leak")
    newsroom.draft(topics=[topic], authors=[author], sources=[source])
    paths = ["/en/topic/tag-secret/", f"/en/author/{author.code}/", "/en/source/leak/"]
    assert [reader.get(path).status for path in paths] == [404] * 3
    assert [reader.get(f"{path}rss.xml").status for path in paths] == [404] * 3


def test_topic_without_stories_in_this_language_is_an_empty_page(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.published(topics=[newsroom.topic("tag:harbour")])
    assert (reader.get("/ru/topic/tag-harbour/").status, reader.get("/ru/topic/tag-nothing/").status) == (200, 404)


@pytest.mark.parametrize("stories", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("/en/world/", 4), ("/en/topic/tag-harbour/", 6)])
def test_lists_cost_the_same_with_more_stories(
    newsroom: Newsroom, client: Client, django_assert_num_queries: Counted, stories: int, path: str, queries: int
) -> None:
    topic = newsroom.topic("tag:harbour")
    for number in range(stories):
        newsroom.published(f"Story {number}", topics=[topic])
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)


def test_corrections_page_is_the_record(newsroom: Newsroom, reader: Reader) -> None:
    corrected, mended, gone = (newsroom.published(name) for name in ("Two billion", "Brigde", "Bridge falls"))
    correct(again(newsroom, corrected, headline="Three billion"), by=None, note="It cost three billion.")
    refile(again(newsroom, mended, headline="Bridge"), by=None)
    withdraw(gone, by=None, note="It stands.")
    newsroom.published("Never changed")
    page = reader.get("/en/corrections/")
    entries = [words(li) for li in one(page, "ol", class_="changes").iter("li")]
    assert [entry.split()[0] for entry in entries] == ["Withdrawn", "Typo", "Corrected"]
    assert "It cost three billion." in entries[2]
    assert "It stands." in entries[0]
    assert "Bridge falls" not in entries[0]
    assert path_of(corrected) in {a.get("href") for a in page.tree.iter("a")}
    assert "Never changed" not in page.text
    assert "Three billion" not in reader.get("/ru/corrections/").text


def test_corrections_page_without_corrections_says_so(newsroom: Newsroom, reader: Reader) -> None:
    assert "Nothing had to be corrected" in reader.get("/en/corrections/").text
    assert reader.get("/en/corrections/?page=2").status == 404


def static_page(newsroom: Newsroom, slug: str, *, live: bool = True, language: str = "en") -> StaticPage:
    locale = newsroom.editions[language].locale
    return StaticPage.objects.create(slug=slug, title=f"About {slug}", body="<p>We.</p>", locale=locale, live=live)


def test_static_pages_stand_in_the_footer_and_at_their_address(newsroom: Newsroom, reader: Reader) -> None:
    static_page(newsroom, "about")
    static_page(newsroom, "draft", live=False)
    page = reader.get("/en/about/")
    assert (page.status, words(page.tree.find(".//title"))) == (200, "About about / Test Agency")
    assert words(one(page, "div", class_="text")) == "We."
    footer = [a.get("href") for a in page.tree.find(".//footer[@class='foot']").iter("a")]  # type: ignore[union-attr]  # every page has one
    assert ("/en/about/" in footer, "/en/draft/" in footer) == (True, False)
    assert (reader.get("/en/draft/").status, reader.get("/ru/about/").status) == (404, 404)


def test_section_wins_over_a_static_page_of_its_name(newsroom: Newsroom, reader: Reader) -> None:
    static_page(newsroom, "world")
    assert words(reader.get("/en/world/").tree.find(".//h1")) == "World"

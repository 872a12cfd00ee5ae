"""The front page and the door to it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from tests.factories import Newsroom
from tests.flows.reader import Page, Reader
from tests.website.material import archived, words
from wireroom.stories.actions import withdraw
from wireroom.stories.models import Edition

Counted = Callable[..., AbstractContextManager[Any]]


def headings(page: Page) -> list[str]:
    return [words(h) for level in ("h2", "h3") for h in page.tree.iter(level)]


@pytest.mark.parametrize(
    ("accepted", "edition"),
    [
        ("", "en"),
        ("ru", "ru"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("de,es;q=0.5,en;q=0.4", "es"),
        ("en;q=0.2,ar;q=0.9", "ar"),
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh-Hant-TW", "zh-hans"),
        ("tlh, *;q=0.1", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_door_leads_to_the_language_that_is_asked_for(
    newsroom: Newsroom, reader: Reader, accepted: str, edition: str
) -> None:
    page = reader.get("/", accept_language=accepted)
    assert (page.status, page.headers["location"]) == (302, f"/{edition}/")


def test_door_remembers_nothing(newsroom: Newsroom, reader: Reader) -> None:
    page = reader.get("/", accept_language="ru")
    assert page.headers["vary"] == "Accept-Language"
    assert "set-cookie" not in page.headers
    assert page.headers["cache-control"] == "public, no-cache"


def test_door_leads_only_to_open_editions(newsroom: Newsroom, reader: Reader) -> None:
    Edition.objects.filter(locale__language_code="ru").update(is_open=False)
    assert reader.get("/", accept_language="ru").headers["location"] == "/en/"
    assert reader.get("/ru/").status == 404


def test_front_of_an_empty_edition_says_so(newsroom: Newsroom, reader: Reader) -> None:
    page = reader.get("/en/")
    assert (page.status, "No news yet" in page.text) == (200, True)


def test_front_puts_the_weightiest_story_first(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.published("A flash", priority=1)
    newsroom.published("Something minor", priority=8)
    lead = reader.get("/en/").tree.find(".//article")
    assert lead is not None
    assert lead.get("class") == "lead lead-flash"
    assert "".join(lead.itertext()).split()[:1] == ["Flash"]
    assert "A flash" in "".join(lead.itertext())


def test_front_shows_every_section_that_has_news(newsroom: Newsroom, reader: Reader) -> None:
    for number in range(6):
        newsroom.published(f"World {number}", section="world")
    newsroom.published("Cup", section="sport", priority=9)
    assert {"Latest", "World", "Sport"} <= set(headings(reader.get("/en/")))
    assert "Science" not in headings(reader.get("/en/"))


def test_front_shows_news_of_parts_under_their_section(newsroom: Newsroom, reader: Reader) -> None:
    from wireroom.stories.models import Section

    part = Section.objects.create(code="europe", names={"en": "Europe"}, parent=newsroom.sections["world"])
    newsroom.sections["europe"] = part
    for number in range(6):
        newsroom.published(f"Lead {number}", section="sport", priority=1)
    newsroom.published("From a part", section="europe", priority=9)
    column = next(s for s in reader.get("/en/").tree.iter("section") if s.get("aria-labelledby") == "column-world")
    assert "From a part" in "".join(column.itertext())


def test_front_leaves_out_archive_withdrawn_and_drafts(newsroom: Newsroom, reader: Reader) -> None:
    archived("From the archive")
    withdraw(newsroom.published("Taken back"), by=None, note="Wrong.")
    newsroom.draft("Not out yet")
    newsroom.published("Newly out")
    text = reader.get("/en/").text
    assert [words in text for words in ("From the archive", "Taken back", "Not out yet", "Newly out")] == [
        False,
        False,
        False,
        True,
    ]


def test_front_gives_the_wire_in_the_order_of_the_last_move(newsroom: Newsroom, reader: Reader) -> None:
    from wireroom.stories.actions import update

    first = newsroom.published("First out")
    newsroom.published("Second out")
    draft = newsroom.fresh(first).get_latest_revision_as_object()
    draft.headline = "First out, moved"
    update(draft, by=None)
    wire = next(s for s in reader.get("/en/").tree.iter("section") if s.get("class") == "wire")
    lines = [words(a) for li in wire.iter("li") for a in li.iter("a")]
    assert lines == ["Updated First out, moved", "Second out"]


@pytest.mark.parametrize("stories", [1, 3])
def test_front_costs_the_same_with_more_stories(
    newsroom: Newsroom, client: Client, django_assert_num_queries: Counted, stories: int
) -> None:
    for number in range(stories):
        newsroom.published(f"Story {number}", picture=newsroom.image(), picture_alt="A harbour")
    client.get("/en/")
    with django_assert_num_queries(7):
        client.get("/en/")

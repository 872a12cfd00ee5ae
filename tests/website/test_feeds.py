"""RSS, Atom and JSON Feed, and RSS as a page for people."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from django.test import Client
from jsonschema import Draft7Validator
from lxml import etree

from tests.factories import Newsroom
from tests.flows.reader import Reader
from tests.shared_material import shared
from tests.website.material import again, archived, path_of
from wireroom.core import clock
from wireroom.stories.actions import update, withdraw
from wireroom.stories.models import PublicPicture, Story
from wireroom.website.assets import asset_address
from wireroom.website.feeds import items
from wireroom.website.feeds.xml import XHTML, allowed

Counted = Callable[..., AbstractContextManager[Any]]
SITE = "http://testserver"
NAMES = ("rss.xml", "atom.xml", "feed.json")


def rich(newsroom: Newsroom) -> Story:
    """A story with everything that a feed can say."""
    return newsroom.published(
        "Bridge & tunnel open <soon>",
        summary="Fast & cheap.",
        authors=[newsroom.author("Ada Writer")],
        topics=[newsroom.topic("tag:harbour")],
        sources=[newsroom.source("radio")],
        picture=newsroom.image(),
        picture_caption="The bridge.",
        rights="© Test",
        section="economy",
    )


def titles(reader: Reader, path: str) -> list[str]:
    page = reader.get(path)
    assert page.status == 200
    if "feed.json" in path:
        return [item["title"] for item in page.json["items"]]
    return [entry.title for entry in feedparser.parse(page.body).entries]


def test_rss_says_all_there_is(newsroom: Newsroom, reader: Reader) -> None:
    story = rich(newsroom)
    feed = feedparser.parse(reader.get("/en/rss.xml").body)
    assert (feed.bozo, feed.version, feed.feed.title, feed.feed.language) == (False, "rss20", "Test Agency", "en")
    [entry] = feed.entries
    jpeg = PublicPicture.objects.get(format="jpeg")
    assert (entry.title, entry.id, entry.link) == (
        "Bridge &amp; tunnel open &lt;soon&gt;",
        story.guid,
        SITE + path_of(story),
    )
    assert (entry.author, [tag.term for tag in entry.tags]) == ("Ada Writer", ["Economy", "Harbour"])
    assert entry.summary == "Fast &amp; cheap."
    [enclosure] = entry.enclosures
    assert (enclosure.href, enclosure.type, enclosure.length) == (
        SITE + jpeg.file.url,
        "image/jpeg",
        str(jpeg.file.size),
    )
    assert (entry.media_content[0]["width"], entry.rights) == (str(jpeg.width), "© Test")
    links = [link for link in feed.feed.links if link.rel == "self"]
    assert [link.href for link in links] == [f"{SITE}/en/rss.xml"]


def test_atom_is_valid_and_says_all_there_is(newsroom: Newsroom, reader: Reader) -> None:
    story = rich(newsroom)
    newsroom.published("Without author")
    page = reader.get("/en/atom.xml")
    schema = etree.RelaxNG(etree.parse(shared("standards", "atom", "atom.rng")))
    schema.assertValid(page.xml)
    feed = feedparser.parse(page.body)
    assert (feed.bozo, feed.version) == (False, "atom10")
    entry = feed.entries[1]
    assert (entry.id, entry.author, entry.title) == (story.guid, "Ada Writer", "Bridge & tunnel open <soon>")
    assert feed.entries[0].author == "Test Agency"


def test_empty_feeds_are_valid_too(newsroom: Newsroom, reader: Reader) -> None:
    schema = etree.RelaxNG(etree.parse(shared("standards", "atom", "atom.rng")))
    schema.assertValid(reader.get("/ru/atom.xml").xml)
    assert feedparser.parse(reader.get("/ru/rss.xml").body).bozo is False
    assert reader.get("/ru/feed.json").json["items"] == []


def test_json_feed_is_valid_and_says_all_there_is(newsroom: Newsroom, reader: Reader) -> None:
    story = rich(newsroom)
    page = reader.get("/en/feed.json")
    schema = json.loads(shared("standards", "jsonfeed", "schema", "schema-v1.1.json").read_text())
    assert list(Draft7Validator(schema).iter_errors(page.json)) == []
    [item] = page.json["items"]
    assert (item["id"], item["url"], item["title"]) == (story.guid, SITE + path_of(story), story.headline)
    assert (item["authors"], item["tags"]) == ([{"name": "Ada Writer"}], ["Economy", "Harbour"])
    assert item["attachments"][0]["mime_type"] == "image/jpeg"
    assert page.headers["content-type"] == "application/feed+json; charset=utf-8"


@pytest.mark.parametrize("name", NAMES)
def test_feeds_of_parts_hold_their_parts(newsroom: Newsroom, reader: Reader, name: str) -> None:
    story = rich(newsroom)
    newsroom.published("Elsewhere", section="sport")
    author = story.authors.get()
    for path in ("economy", "topic/tag-harbour", f"author/{author.code}", "source/radio"):
        assert len(titles(reader, f"/en/{path}/{name}")) == 1, path
    assert len(titles(reader, f"/en/{name}")) == 2
    assert reader.get(f"/en/nothing/{name}").status == 404


@pytest.mark.parametrize("name", NAMES)
def test_feeds_follow_the_story(newsroom: Newsroom, reader: Reader, name: str) -> None:
    story = newsroom.published("As it was")
    update(again(newsroom, story, headline="As it is"), by=None)
    assert titles(reader, f"/en/{name}") == ["As it is"]
    withdraw(newsroom.fresh(story), by=None, note="Wrong.")
    assert titles(reader, f"/en/{name}") == []


@pytest.mark.parametrize("name", NAMES)
def test_feeds_hold_neither_archive_nor_drafts(newsroom: Newsroom, reader: Reader, name: str) -> None:
    archived("Long ago")
    newsroom.draft("Not yet")
    newsroom.published("Now")
    assert titles(reader, f"/en/{name}") == ["Now"]


def links(page: Any) -> dict[str, str]:
    """The relations of a feed to other pages of it, by name, in any format."""
    if page.headers["content-type"].startswith("application/feed+json"):
        found = {"self": page.json["feed_url"]} | ({"next": page.json["next_url"]} if "next_url" in page.json else {})
    else:
        found = {link.rel: link.href for link in feedparser.parse(page.body).feed.links if link.rel != "alternate"}
    return {relation: address.removeprefix(SITE) for relation, address in found.items()}


def walk(reader: Reader, path: str, between: Callable[[], object] = lambda: None) -> list[list[str]]:
    """The titles of every page from the first to the last."""
    pages = []
    while path:
        pages.append(titles(reader, path))
        path = links(reader.get(path)).get("next", "")
        between()
        assert len(pages) < 9
    return pages


def pageful(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, count: int = 5) -> list[Story]:
    """Stories of as many days, the oldest first, all in everything; two fill a page."""
    monkeypatch.setattr(items, "LENGTH", 2)
    author, topic, source = newsroom.author(), newsroom.topic("tag:harbour"), newsroom.source("radio")
    told = []
    for number in range(count):
        with clock.at(datetime(2026, 11, 1 + number, 12, tzinfo=UTC)):
            found = {"authors": [author], "topics": [topic], "sources": [source]}
            told.append(newsroom.published(f"S{number}", section="economy", **found))
    return told


@pytest.mark.parametrize("name", NAMES)
def test_feeds_are_paged_to_their_oldest_story(
    newsroom: Newsroom, reader: Reader, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    author = pageful(newsroom, monkeypatch)[0].authors.get()
    for path in ("", "economy/", "topic/tag-harbour/", f"author/{author.code}/", "source/radio/"):
        assert walk(reader, f"/en/{path}{name}") == [["S4", "S3"], ["S2", "S1"], ["S0"]], path


def test_pages_name_each_other_as_rfc_5005_says(
    newsroom: Newsroom, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = pageful(newsroom, monkeypatch)
    schema = etree.RelaxNG(etree.parse(shared("standards", "atom", "atom.rng")))
    first, second, last = "/en/atom.xml", f"/en/atom.xml?before={told[3].pk}", f"/en/atom.xml?before={told[1].pk}"
    for path, expected in (
        (first, {"self": first, "first": first, "next": second}),
        (second, {"self": second, "first": first, "next": last}),
        (last, {"self": last, "first": first}),
    ):
        page = reader.get(path)
        schema.assertValid(page.xml)
        assert links(page) == expected
        assert feedparser.parse(page.body).feed.id == f"{SITE}/en/atom.xml"
    assert links(reader.get("/ru/atom.xml")) == {"self": "/ru/atom.xml"}


def test_a_walk_meets_everything_once_whatever_comes_and_goes(
    newsroom: Newsroom, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = pageful(newsroom, monkeypatch)
    withdrawn = []

    def news() -> None:
        newsroom.published("News")
        if not withdrawn:
            withdrawn.append(withdraw(newsroom.fresh(told[3]), by=None, note="Wrong."))

    assert walk(reader, "/en/atom.xml", between=news) == [["S4", "S3"], ["S2", "S1"], ["S0"]]


def test_stories_of_one_second_are_paged_one_by_one(
    newsroom: Newsroom, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(items, "LENGTH", 2)
    with clock.at(datetime(2026, 11, 1, 12, tzinfo=UTC)):
        for number in range(5):
            newsroom.published(f"S{number}")
    assert walk(reader, "/en/feed.json") == [["S4", "S3"], ["S2", "S1"], ["S0"]]


def test_nothing_is_after_what_was_never_public(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.published("Now")
    elsewhere = newsroom.published("Иное", language="ru")
    values = (newsroom.draft("Not yet").pk, elsewhere.pk, 10**6, 10**17, 10**30, "x", "-1", "01", "٣", "1' OR 1")
    for value in values:
        assert reader.get(f"/en/atom.xml?before={value}").status == 404, value


def test_a_page_deep_below_is_found_along_the_index(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    told = pageful(newsroom, monkeypatch)
    stories = Story.objects.published().news().in_edition(newsroom.editions["en"])
    for branch, index in ((stories, "story_front"), (stories.filter(section=told[0].section), "story_news")):
        plan = branch.older_than(told[2]).newest()[:3].explain()
        assert f"INDEX {index} (locale_id=?" in plan
        assert "first_published_at>?" in plan or "first_published_at<?" in plan
        assert "TEMP B-TREE" not in plan


def test_feeds_may_be_read_by_other_sites(newsroom: Newsroom, reader: Reader) -> None:
    headers = reader.get("/en/feed.json").headers
    assert (headers["access-control-allow-origin"], headers["cross-origin-resource-policy"]) == ("*", "cross-origin")


def test_atom_ids_are_addresses_even_where_guids_are_not(newsroom: Newsroom, reader: Reader) -> None:
    story = archived("Old")
    Story.objects.filter(pk=story.pk).update(is_archive=False)
    odd = newsroom.published("Odd")
    from wireroom.website.feeds.xml import _is_address

    assert (_is_address("urn:uuid:1"), _is_address("tag 1: x"), _is_address("plain-7"), _is_address("x:")) == (
        True,
        False,
        False,
        False,
    )
    assert odd.guid in reader.get("/en/atom.xml").text


def test_characters_that_xml_cannot_say_are_left_out() -> None:
    assert allowed("a\x0bb\ufffec\U0001f600\td") == "abc\U0001f600\td"


def test_rss_is_readable_by_people_in_their_language(newsroom: Newsroom, reader: Reader) -> None:
    with clock.at(datetime(2026, 11, 14, 16, 5, tzinfo=UTC)):
        story = newsroom.published("خبر", language="ar")
    page = reader.get("/ar/rss.xml")
    assert page.headers["content-type"] == "application/xml; charset=utf-8"
    assert '<?xml-stylesheet type="text/css" href="' + asset_address("feed.css") in page.text
    [item] = page.xml.iter("item")
    link, time = item.find(f"{{{XHTML}}}a"), item.find(f"{{{XHTML}}}time")
    assert (link.text, link.get("href")) == ("خبر", SITE + path_of(story))  # type: ignore[union-attr]  # a missing one fails here
    assert time.text == "14 نوفمبر 2026، 18:05"  # type: ignore[union-attr]  # likewise
    assert page.xml.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"


@pytest.mark.parametrize("stories", [1, 3])
def test_feeds_cost_the_same_with_more_stories(
    newsroom: Newsroom, client: Client, django_assert_num_queries: Counted, stories: int
) -> None:
    for number in range(stories):
        newsroom.published(f"Story {number}", picture=newsroom.image(), authors=[newsroom.author()])
    client.get("/en/rss.xml")
    with django_assert_num_queries(5):
        client.get("/en/rss.xml")

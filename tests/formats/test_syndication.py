"""The wire as RSS, Atom and JSON Feed: valid, whole, paged, and read back by our own parsers."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from jsonschema.validators import validator_for
from lxml import etree

from tests.formats.samples import NOON, RICH, SENT, every_dispatch
from tests.formats.strategies import news_items, unhurried
from tests.shared_material import shared
from wireroom.formats import feeds, jsonfeed, syndication
from wireroom.formats.errors import FormatError
from wireroom.formats.newsitem import Byline, NewsItem, Quotation, Subject
from wireroom.formats.release import Channel

CHANNEL = Channel(
    title="Ansel wire",
    description="All of it",
    language="en",
    sender="Ansel Agency",
    home="https://agency.example/",
    address="https://agency.example/wire/feed?page=2",
    links=(
        ("prev-archive", "https://agency.example/wire/feed?page=1"),
        ("current", "https://agency.example/wire/feed"),
    ),
    sent_at=NOON,
)
EVERY = [(item, release) for _name, item, release in every_dispatch()]
NAMES = {"a": "http://www.w3.org/2005/Atom"}


@cache
def atom_grammar() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(shared("standards", "atom", "atom.rng")))


@cache
def feed_schema() -> Any:
    schema = json.loads(shared("standards", "jsonfeed", "schema", "schema-v1.1.json").read_text())
    return validator_for(schema)(schema)


def told(document: bytes, path: str) -> list[str]:
    found = etree.fromstring(document).xpath(path, namespaces=NAMES)
    return ["".join(node.itertext()) if isinstance(node, etree._Element) else str(node) for node in found]


def atom_faults(document: bytes) -> list[str]:
    atom_grammar().validate(etree.fromstring(document))
    return [error.message for error in atom_grammar().error_log]


@unhurried
@given(news_items())
def test_any_story_makes_valid_feeds(item: NewsItem) -> None:
    assert atom_faults(syndication.render_atom(item)) == []
    assert list(feed_schema().iter_errors(json.loads(jsonfeed.render(item)))) == []
    assert etree.fromstring(syndication.render_rss(item)).tag == "rss"


def test_every_dispatch_in_one_valid_feed() -> None:
    atom = b"".join(syndication.render_all_atom(EVERY, CHANNEL))
    assert atom_faults(atom) == []
    assert len(told(atom, "/a:feed/a:entry")) == len(EVERY)
    rss = b"".join(syndication.render_all_rss(EVERY, CHANNEL))
    assert len(told(rss, "/rss/channel/item/guid[@isPermaLink='false']")) == len(EVERY)
    feed = json.loads(b"".join(jsonfeed.render_all(EVERY, CHANNEL)))
    assert list(feed_schema().iter_errors(feed)) == []
    assert len(feed["items"]) == len(EVERY)


def test_feeds_of_nothing_are_valid() -> None:
    assert atom_faults(b"".join(syndication.render_all_atom([], CHANNEL))) == []
    assert told(b"".join(syndication.render_all_rss([], CHANNEL)), "//item") == []
    assert json.loads(b"".join(jsonfeed.render_all([], CHANNEL)))["items"] == []


def test_a_feed_names_its_neighbours() -> None:
    atom = b"".join(syndication.render_all_atom(EVERY, CHANNEL))
    assert dict(zip(told(atom, "/a:feed/a:link/@rel"), told(atom, "/a:feed/a:link/@href"), strict=True)) == {
        "self": "https://agency.example/wire/feed?page=2",
        "prev-archive": "https://agency.example/wire/feed?page=1",
        "current": "https://agency.example/wire/feed",
        "alternate": "https://agency.example/",
    }
    assert told(b"".join(syndication.render_all_rss([], CHANNEL)), "//a:link/@rel") == [
        "self",
        "prev-archive",
        "current",
    ]
    feed = json.loads(b"".join(jsonfeed.render_all([], CHANNEL)))
    assert feed["next_url"] == "https://agency.example/wire/feed?page=1"


@pytest.mark.parametrize("render", [syndication.render_rss, syndication.render_atom])
def test_a_feed_is_read_back_whole(render: Any) -> None:
    (item,) = feeds.parse(render(RICH, SENT))
    assert isinstance(item, NewsItem)
    assert item.guid == RICH.guid
    assert item.headline == RICH.headline
    assert item.language == "en"
    assert item.summary == RICH.summary
    assert item.bylines == (Byline("Bob Elm"), Byline("Cy Ash"))
    assert item.version_created == NOON
    assert item.rights == RICH.rights
    quotation = next(block for block in item.body if isinstance(block, Quotation))
    assert quotation == RICH.body[3]
    assert set(RICH.body[:7]) <= set(item.body)


def test_a_newer_version_is_the_same_entry_updated() -> None:
    atom = syndication.render_atom(replace(RICH, kind="correction", public_note="1912."), SENT)
    assert told(atom, "//a:entry/a:id") == [RICH.guid]
    assert told(atom, "//a:entry/a:title") == ["CORRECTION: Harbour & market reopen <today>"]
    assert told(atom, "//a:entry/a:published | //a:entry/a:updated") == ["2026-05-01T10:00:00Z", "2026-05-01T12:00:00Z"]
    assert told(atom, "//a:entry/a:category/@term") == ["economy", *(subject.code for subject in RICH.subjects)]
    assert told(atom, "//a:entry/a:link[@rel='enclosure']/@type") == ["image/jpeg", "image/jpeg"]


def test_json_feed_says_for_machines_what_it_has_no_member_for() -> None:
    feed = json.loads(jsonfeed.render(replace(RICH, kind="correction"), SENT))
    assert feed["items"][0]["_wireroom"] == {
        "kind": "correction",
        "version": 3,
        "urgency": 3,
        "seq": 41,
        "group": "g-harbour",
        "translation_of": "urn:newsml:agency.example:hafen",
    }
    assert feed["items"][0]["tags"] == ["economy", "Harbour"]
    assert Subject("tag:harbour", "Harbour") in RICH.subjects


# JSON Feed in


def test_a_json_feed_is_read_back() -> None:
    (item,) = jsonfeed.parse(jsonfeed.render(RICH, SENT))
    assert isinstance(item, NewsItem)
    assert (item.guid, item.headline, item.language, item.summary) == (RICH.guid, RICH.headline, "en", RICH.summary)
    assert item.bylines == (Byline("Bob Elm"), Byline("Cy Ash"))
    assert (item.section, item.version_created) == ("economy", NOON)
    assert set(RICH.body[:7]) <= set(item.body)


def test_official_json_feeds_are_read() -> None:
    paths = sorted(shared("standards", "jsonfeed", "examples").glob("*.json"))
    found = [entry for path in paths for entry in jsonfeed.parse(path.read_bytes())]
    assert len(found) == 4
    assert all(isinstance(entry, NewsItem) for entry in found)


@pytest.mark.parametrize(
    "source", [b"", b"[]", b"{}", b'{"version": "1"}', b"[" * 100_000, b" " * (jsonfeed.MAX_BYTES + 1)]
)
def test_what_is_no_json_feed_is_refused(source: bytes) -> None:
    with pytest.raises(FormatError):
        jsonfeed.parse(source)


def test_a_bad_entry_is_reported_in_its_place() -> None:
    feed = {
        "version": jsonfeed.VERSION,
        "items": [{"id": "1"}, 7, {"id": "2", "title": "Rain"}, {"title": "x" * 3_000}],
    }
    found = jsonfeed.parse(json.dumps(feed).encode())
    assert [type(one).__name__ for one in found] == ["NoHeadlineError", "NewsItem", "TooLargeError"]

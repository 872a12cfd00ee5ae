"""The stored form of an item: lossless, canonical, stable."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given

from tests.formats.strategies import news_items, unhurried
from wireroom.formats.canonical import JSON, canonical_json, from_payload, sha256_hex, to_payload, utc_text
from wireroom.formats.errors import BadPayloadError
from wireroom.formats.newsitem import Byline, ListBlock, NewsItem, Paragraph, Picture, Run, Table

BARE = NewsItem("urn:x:1", "en", "Rain")
FULL = replace(
    BARE,
    version=2,
    kind="correction",
    body=(
        Paragraph((Run("One "), Run("two", "b", "https://x.example/")), "p1"),
        ListBlock(((Run("three"),),), ordered=True),
        Table((((Run("four"),), ()),)),
    ),
    bylines=(Byline("Ann"),),
    first_created=datetime(2024, 5, 1, 12, 0, 0, 7, tzinfo=timezone(timedelta(hours=2))),
    lead_picture=Picture("image:1", width=800),
    extra=(("a", "b"),),
)


@unhurried
@given(news_items())
def test_payload_gives_the_item_back(item: NewsItem) -> None:
    assert from_payload(to_payload(item)) == item


@unhurried
@given(news_items())
def test_payload_survives_json_in_any_order(item: NewsItem) -> None:
    payload = to_payload(item)
    again = json.loads(canonical_json(payload))
    assert from_payload(again) == item
    assert canonical_json(dict(reversed(again.items()))) == canonical_json(payload)


@unhurried
@given(news_items())
def test_payload_holds_no_floats_nulls_and_truths(item: NewsItem) -> None:
    def types(value: JSON) -> set[type]:
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return {type(value)}.union(*map(types, parts))

    assert types(to_payload(item)) <= {str, int, list, dict}


def test_defaults_are_left_out() -> None:
    assert to_payload(BARE) == {"guid": "urn:x:1", "language": "en", "headline": "Rain"}


def test_canonical_json_of_a_full_item() -> None:
    assert canonical_json(to_payload(FULL)).decode() == (
        '{"body":[{"content":[{"text":"One "},{"href":"https://x.example/","marks":"b","text":"two"}],"id":"p1",'
        '"type":"paragraph"},{"items":[[{"text":"three"}]],"ordered":1,"type":"list"},'
        '{"rows":[[[{"text":"four"}],[]]],"type":"table"}],"bylines":[{"name":"Ann"}],"extra":[["a","b"]],'
        '"first_created":"2024-05-01T10:00:00.000007Z","guid":"urn:x:1","headline":"Rain","kind":"correction",'
        '"language":"en","lead_picture":{"ref":"image:1","type":"picture","width":800},"version":2}'
    )


def test_hash_stays_what_it_was() -> None:
    assert sha256_hex(to_payload(BARE)) == "67586d48b002258f585df877237b780fff8164f94fde5e4ac01c087065616311"


@pytest.mark.parametrize(
    "payload",
    [
        {},
        [],
        {"guid": 1, "language": "en", "headline": "Rain"},
        {**to_payload(BARE), "unheard": "of"},
        {**to_payload(BARE), "version": "2"},
        {**to_payload(BARE), "version": True},
        {**to_payload(BARE), "kind": "rumour"},
        {**to_payload(BARE), "kind": ["new"]},
        {**to_payload(BARE), "body": {}},
        {**to_payload(BARE), "body": ["text"]},
        {**to_payload(BARE), "body": [{"type": "song"}]},
        {**to_payload(BARE), "body": [{"content": []}]},
        {**to_payload(BARE), "body": [{"type": "paragraph", "content": ["text"]}]},
        {**to_payload(BARE), "lead_picture": {"type": "card", "href": "x", "title": "y"}},
        {**to_payload(BARE), "extra": [["a"]]},
        {**to_payload(BARE), "first_created": "2024-05-01T10:00:00"},
        {**to_payload(BARE), "first_created": "yesterday"},
        {**to_payload(BARE), "first_created": "0001-01-01T00:00:00+05:00"},
    ],
)
def test_from_payload_refuses_what_to_payload_never_writes(payload: dict[str, JSON]) -> None:
    with pytest.raises(BadPayloadError):
        from_payload(payload)


def test_canonical_json_refuses_what_utf8_cannot_hold() -> None:
    with pytest.raises(BadPayloadError):
        canonical_json({"headline": "\ud800"})


def test_utc_text_keeps_microseconds_and_refuses_naive_times() -> None:
    assert utc_text(datetime(2024, 1, 1, tzinfo=UTC)) == "2024-01-01T00:00:00Z"
    assert utc_text(datetime(2024, 1, 1, 0, 0, 0, 1, tzinfo=UTC)) == "2024-01-01T00:00:00.000001Z"
    with pytest.raises(BadPayloadError):
        utc_text(datetime(2024, 1, 1))

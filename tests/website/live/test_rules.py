"""What may be asked of live news, and what is written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.website.live.rules import CUT, MOST, Event, Heard, Wish, edition_of, wish_of, written


def event(seq: int, *, edition: str = "en", story: str = "g1", headline: str = "") -> Event:
    return Event(seq, edition, "new", story, f"/{edition}/2026/11/28/s/", headline)


@pytest.mark.parametrize(
    ("path", "edition"),
    [
        ("/en/live", "en"),
        ("/zh-hans/live", "zh-hans"),
        ("/xx/live", "xx"),
        ("/en/live/", ""),
        ("//en/live", ""),
        ("/en/../ru/live", ""),
        ("/EN/live", ""),
        ("/en/live\n", ""),
        ("/en/liver", ""),
        ("/live", ""),
        ("/en%2Flive", ""),
    ],
)
def test_edition_of_takes_only_the_plain_path(path: str, edition: str) -> None:
    assert edition_of(path) == edition


@pytest.mark.parametrize(
    ("query", "last_event_id", "since", "story"),
    [
        ("since=12", "", 12, ""),
        ("since=0", "", 0, ""),
        ("since=12", "15", 15, ""),
        ("since=12", "9", 12, ""),
        ("since=12", "-3", 12, ""),
        ("since=12", "1e9", 12, ""),
        ("since=12&story=urn:newsml:a.example:x", "", 12, "urn:newsml:a.example:x"),
        ("since=12&utm_source=mail", "", 12, ""),
    ],
)
def test_wish_of_reads_where_a_page_stands(query: str, last_event_id: str, since: int, story: str) -> None:
    assert wish_of("en", query, last_event_id) == Wish("en", since, story)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "since=",
        "since=-1",
        "since=+1",
        "since=1.0",
        "since=1e3",
        "since= 1",
        "since=١٢",
        "since=" + "9" * 19,
        "since=1&since=2",
        "since=1&story=a&story=b",
        "since=1&story=" + "a" * 256,
        "since=1&story=a%00b",
        "since=1&story=a%0Ab",
        "since=1&" + "x=1&" * 400,
    ],
)
def test_wish_of_refuses_what_makes_no_sense(query: str) -> None:
    assert wish_of("en", query) is None


@given(headline=st.text(), guid=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_written_cannot_be_ended_by_any_text(headline: str, guid: str) -> None:
    lines = written([event(7, story=guid, headline=headline)]).decode().split("\n")
    assert len(lines) == 4
    assert (lines[0], lines[2:]) == ("id: 7", ["", ""])
    said = json.loads(lines[1].removeprefix("data: "))
    assert (said["story"], said.get("headline", "")) == (guid, headline)


def test_written_says_when_not_everything_is_said() -> None:
    whole, more = [event(n) for n in range(MOST)], [event(n) for n in range(MOST + 1)]
    assert written(whole).startswith(b"id: 0\n")
    assert written(more).startswith(CUT + b"id: 1\n")
    assert written(whole, is_cut=True).startswith(CUT + b"id: 0\n")
    assert written([], is_cut=True) == b""


def test_heard_finds_what_each_wish_has_not_heard() -> None:
    heard = Heard([event(3), event(4, edition="ru"), event(5, story="g2"), event(8)])
    assert [found.seq for found in heard.by(Wish("en", 3))] == [5, 8]
    assert [found.seq for found in heard.by(Wish("en", 0, "g1"))] == [3, 8]
    assert [found.seq for found in heard.by(Wish("ru", 0, "g1"))] == [4]
    assert heard.by(Wish("fr", 0)) == []
    assert heard.by(Wish("en", 8)) == []

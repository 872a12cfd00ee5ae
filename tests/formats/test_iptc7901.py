"""IPTC 7901 messages, out and in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.formats.samples import NOON, RICH, SENT
from wireroom.formats import iptc7901
from wireroom.formats.errors import FormatError, NoHeadlineError, NotNewsError, TooLargeError, TruncatedError
from wireroom.formats.newsitem import Credit, NewsItem, Paragraph, Run
from wireroom.formats.release import Channel

MESSAGE = (
    b"\x01ABC0041 3 pol 250\r\nkeyword\r\n\x02   Rain falls\r\n   One two\r\nthree.\r\n\x03\r\n011200 MAY 26\r\n\x04"
)


def test_a_message_has_its_frame() -> None:
    text = iptc7901.render(RICH, SENT).decode()
    head, rest = text.split("\x02")
    said, tail = rest.split("\x03")
    first, keyword, end = head.split("\r\n")
    assert (first[:14], keyword, end) == ("\x01ANS0041 3 eco", "harbour-reopens", "")
    assert int(first[14:]) == len(said.split())
    assert tail == "\r\n011200 MAY 26\r\n\x04"
    assert said.startswith("   Harbour & market reopen <today>\r\n   Bob Elm, Cy Ash\r\n")


def test_lines_are_short_and_words_whole() -> None:
    words = "word " * 60
    address = "https://x.example/" + "a" * 90
    body = (Paragraph((Run(words.strip()),)), Paragraph((Run("here", "", address),)), Paragraph((Run("雨" * 200),)))
    lines = iptc7901.render(replace(RICH, body=body)).decode().split("\r\n")
    assert [line for line in lines if len(line) > 69 and address not in line and "雨" not in line] == []
    assert "雨" * 200 in "".join(lines)
    assert any(address in line for line in lines)


@pytest.mark.parametrize(
    ("sender", "section", "first"),
    [
        ("", "", "XXX0000 3 n "),
        ("ТАСС", "экономика", "TAS0000 3 eko "),
        ("A1 B2", "!", "AB0000 3 sto "),
    ],
)
def test_codes_are_letters(sender: str, section: str, first: str) -> None:
    release = replace(SENT, sender=sender, seq=0)
    assert iptc7901.render(replace(RICH, section=section), release).decode().startswith("\x01" + first)


def test_a_message_of_others_is_read() -> None:
    (item,) = iptc7901.parse(MESSAGE)
    assert isinstance(item, NewsItem)
    assert item == NewsItem(
        guid=item.guid,
        language="und",
        headline="Rain falls",
        slugline="keyword",
        body=(Paragraph((Run("One two three."),)),),
        credits=(Credit("ABC"),),
        section="pol",
        priority=3,
        first_created=NOON,
        version_created=NOON,
        extra=(("number", "0041"),),
    )
    assert item.guid.startswith("urn:sha256:")
    assert iptc7901.parse(MESSAGE) == (item,)


def test_western_bytes_are_read_as_such() -> None:
    (item,) = iptc7901.parse(MESSAGE.replace(b"Rain", "Été".encode("cp1252")))
    assert isinstance(item, NewsItem)
    assert item.headline == "Été falls"


def test_many_messages_are_read_and_a_bad_one_reported() -> None:
    messages = b"".join(iptc7901.render_all([(RICH, SENT), (RICH, SENT)], Channel()))
    found = iptc7901.parse(messages + b"\x01nonsense\x02a\x03\x04" + b"\x01A1 5 n 1\r\n\x02 \x03\x04" + MESSAGE[:60])
    assert [type(one) for one in found] == [NewsItem, NewsItem, NotNewsError, NoHeadlineError, TruncatedError]


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"", NotNewsError),
        (b"text", NotNewsError),
        (b"\x01ABC0041 3", TruncatedError),
        (b"\x01" * 1_000_000, TruncatedError),
        (b" " * (iptc7901.MAX_BYTES + 1), TooLargeError),
    ],
)
def test_what_is_no_message_is_refused_with_a_reason(source: bytes, error: type[FormatError]) -> None:
    with pytest.raises(error):
        iptc7901.parse(source)


@pytest.mark.parametrize("tail", [b"991200 MAY 26", b"011200 XXX 26", b"", b"noon"])
def test_a_time_that_is_none_is_none(tail: bytes) -> None:
    (item,) = iptc7901.parse(MESSAGE.replace(b"011200 MAY 26", tail))
    assert isinstance(item, NewsItem)
    assert item.version_created is None

"""Which format bytes are in, and JSON Lines."""

from __future__ import annotations

import io

import pytest

from wireroom.formats.errors import TooLargeError, UnknownFormatError
from wireroom.formats.jsonl import read_lines
from wireroom.formats.newsitem import NewsItem
from wireroom.formats.registry import PARSERS, RENDERERS, sniff
from wireroom.formats.release import Channel, Release

NINJS = b'{"uri": "urn:x:1", "language": "en", "headline": "Rain"}'
RSS = b"<rss><channel><item><title>Rain</title></item></channel></rss>"
ATOM = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Rain</title></entry></feed>"


G2 = b"<newsItem guid='urn:x:1'><contentMeta><headline>Rain</headline></contentMeta></newsItem>"

FEED = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "Rain"}]}'
NEWSML_1 = b"""<NewsML><NewsItem><Identification><NewsIdentifier><PublicIdentifier>a</PublicIdentifier></NewsIdentifier>
</Identification><NewsComponent><NewsLines><HeadLine>Rain</HeadLine></NewsLines></NewsComponent></NewsItem></NewsML>"""
MESSAGE = b"\x01A1 3 n 1\r\nkey\r\n\x02   Rain\r\n\x03\x04"
NITF = b"<nitf><head><title>Rain</title></head></nitf>"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (NINJS, "ninjs"),
        (RSS, "rss"),
        (ATOM, "atom"),
        (G2, "newsml-g2"),
        (NITF, "nitf"),
        (MESSAGE, "iptc7901"),
        (FEED, "jsonfeed"),
        (NEWSML_1, "newsml-1.2"),
    ],
)
def test_sniffed_bytes_are_read_by_their_parser(data: bytes, name: str) -> None:
    (item,) = PARSERS[sniff(data)](data)
    assert sniff(data) == name
    assert isinstance(item, NewsItem)
    assert item.headline == "Rain"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b" \n[{}]", "ninjs"),
        (b"\xef\xbb\xbf" + NINJS, "ninjs"),
        (b'<?xml version="1.0"?>\n<!-- <feed> --><!DOCTYPE rss [<!ENTITY a "b">]>\n' + RSS, "rss"),
        (b"<rdf:RDF xmlns:rdf='x'>", "rss"),
        (b"<atom:feed>", "atom"),
        (b"<nar:newsMessage>", "newsml-g2"),
        (b"<packageItem>", "newsml-g2"),
        (ATOM.decode().encode("utf-16"), "atom"),
        (b"<!DOCTYPE rss PUBLIC '-//x' 'y.dtd'><rss>", "rss"),
    ],
)
def test_sniff_sees_through_what_stands_before(data: bytes, name: str) -> None:
    assert sniff(data) == name


@pytest.mark.parametrize("data", [b"", b"text", b"<html>", b"<!-- never ends", b"\x89PNG\r\n", b"<NewsComponent>"])
def test_sniff_says_what_it_does_not_know(data: bytes) -> None:
    with pytest.raises(UnknownFormatError):
        sniff(data)


def test_renderers_are_known_by_name() -> None:
    assert {name: (one.content_type, one.extension) for name, one in RENDERERS.items()} == {
        "newsml-g2": ("application/vnd.iptc.g2.newsitem+xml", "xml"),
        "nitf": ("application/nitf+xml", "xml"),
        "ninjs": ("application/json", "json"),
        "ninjs-2.2": ("application/json", "json"),
        "ninjs-1.6": ("application/json", "json"),
        "iptc7901": ("text/plain; charset=utf-8", "txt"),
        "text": ("text/plain; charset=utf-8", "txt"),
        "html": ("text/html; charset=utf-8", "html"),
        "rss": ("application/rss+xml", "xml"),
        "atom": ("application/atom+xml", "xml"),
        "jsonfeed": ("application/feed+json", "json"),
    }
    assert [one.name for one in RENDERERS.values()] == list(RENDERERS)
    assert [name for name, one in RENDERERS.items() if not one.render_all] == ["nitf"]
    assert [name for name, one in RENDERERS.items() if one.render_group] == ["newsml-g2"]


def test_many_ninjs_items_are_one_a_line() -> None:
    items = [NewsItem("urn:x:1", "en", "Rain"), NewsItem("urn:x:2", "en", "Sun")]
    render_all = RENDERERS["ninjs"].render_all
    assert render_all
    lines = b"".join(render_all(((item, Release()) for item in items), Channel())).splitlines()
    assert [PARSERS["ninjs"](line) for line in lines] == [(item,) for item in items]


def test_lines_are_numbered_and_blank_ones_passed_over() -> None:
    assert list(read_lines(io.BytesIO(b"one\r\n\n \ntwo"))) == [(1, b"one"), (4, b"two")]


def test_a_line_above_the_cap_is_reported_and_the_rest_goes_on() -> None:
    stream = io.BytesIO(b"12345\n123456\n" + b"x" * 1_000 + b"\n12345\n123456")
    found = [(number, "" if isinstance(line, TooLargeError) else line) for number, line in read_lines(stream, 5)]
    assert found == [(1, b"12345"), (2, ""), (3, ""), (4, b"12345"), (5, "")]


def test_an_overlong_line_is_never_held_whole() -> None:
    class Endless(io.RawIOBase):
        """A gigabyte without a line end, made while it is read."""

        left = 1_000_000_000

        def readline(self, size: int | None = -1) -> bytes:
            assert size is not None
            assert 0 < size <= 100_001
            found = min(size, self.left)
            self.left -= found
            return b"x" * found

    ((number, line),) = read_lines(Endless(), 100_000)  # type: ignore[arg-type]  # the one method that is used
    assert (number, type(line)) == (1, TooLargeError)

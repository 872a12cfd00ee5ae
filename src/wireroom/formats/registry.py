"""The formats we read and write, by name, and which one some bytes are in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from wireroom.formats import (
    feeds,
    ghost,
    html_page,
    iptc7901,
    jsonfeed,
    newsml_1,
    newsml_g2,
    ninjs,
    ninjs_older,
    nitf,
    syndication,
    wire_text,
    wxr,
)
from wireroom.formats.archives import Entry
from wireroom.formats.errors import FormatError, UnknownFormatError
from wireroom.formats.newsitem import NewsItem
from wireroom.formats.release import Channel, Outgoing, Release

Parsed = tuple[NewsItem | FormatError, ...]
"""What a file held, in its order; in place of an item that cannot be read, what is wrong with it."""

PARSERS: Mapping[str, Callable[[bytes], Parsed]] = {
    "ninjs": ninjs.parse_all,
    "newsml-g2": newsml_g2.parse_all,
    "nitf": nitf.parse_all,
    "newsml-1.2": newsml_1.parse,
    "iptc7901": iptc7901.parse,
    "jsonfeed": jsonfeed.parse,
    "rss": feeds.parse,
    "atom": feeds.parse,
    "wxr": wxr.parse,
    "ghost": ghost.parse,
}
"""Each raises FormatError where nothing at all can be read."""

ARCHIVES: Mapping[str, Callable[[BinaryIO, str], Iterator[Entry]]] = {"wxr": wxr.read, "ghost": ghost.read}
"""Of the formats that a house's own archive comes in out of another system: entries of a stream, with their places.

The second argument is the address of the site that they come from, for an export that does not say it.
"""


@dataclass(frozen=True, slots=True)
class Renderer:
    """A format that items go out in."""

    name: str
    content_type: str
    extension: str
    """Of file names, without a dot."""
    render: Callable[[NewsItem, Release], bytes]
    """A document of one item."""
    render_all: Callable[[Iterable[Outgoing], Channel], Iterator[bytes]] | None = None
    """One document of any number of items, piece by piece; None where the format holds one story a document."""
    render_group: Callable[[Sequence[Outgoing], Channel], bytes] | None = None
    """One document of a story's language versions that says they are such; None where the format cannot."""


_G2 = (newsml_g2.render, newsml_g2.render_all, newsml_g2.render_group)
_RENDERERS = (
    Renderer("newsml-g2", "application/vnd.iptc.g2.newsitem+xml", "xml", *_G2),
    Renderer("nitf", "application/nitf+xml", "xml", nitf.render),
    Renderer("ninjs", "application/json", "json", ninjs.render, ninjs.render_all),
    Renderer("ninjs-2.2", "application/json", "json", ninjs_older.render_2_2, ninjs_older.render_all_2_2),
    Renderer("ninjs-1.6", "application/json", "json", ninjs_older.render_1_6, ninjs_older.render_all_1_6),
    Renderer("iptc7901", "text/plain; charset=utf-8", "txt", iptc7901.render, iptc7901.render_all),
    Renderer("text", "text/plain; charset=utf-8", "txt", wire_text.render, wire_text.render_all),
    Renderer("html", "text/html; charset=utf-8", "html", html_page.render, html_page.render_all),
    Renderer("rss", "application/rss+xml", "xml", syndication.render_rss, syndication.render_all_rss),
    Renderer("atom", "application/atom+xml", "xml", syndication.render_atom, syndication.render_all_atom),
    Renderer("jsonfeed", "application/feed+json", "json", jsonfeed.render, jsonfeed.render_all),
)
RENDERERS: Mapping[str, Renderer] = {renderer.name: renderer for renderer in _RENDERERS}
"""What `outgoing` takes off an item, no renderer writes: the text of a withdrawn story goes to nobody."""

_SNIFFED = 64 * 1024
_BEFORE_ROOT = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")
_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:(?://|\\/\\/)jsonfeed\.org')
_GHOST = re.compile(
    rb'\{\s*(?:"db"\s*:\s*\[\s*\{\s*)?"(?:meta"\s*:\s*\{\s*"(?:exported_on|version)|data"\s*:\s*\{\s*"posts)"'
)
_WXR = re.compile(rb"""xmlns:\w+\s*=\s*["']https?://wordpress\.org/export/""")
_ROOTS = {
    b"newsml": "newsml-1.2",
    b"rss": "rss",
    b"rdf": "rss",
    b"feed": "atom",
    b"newsmessage": "newsml-g2",
    b"newsitem": "newsml-g2",
    b"packageitem": "newsml-g2",
    b"nitf": "nitf",
}


def sniff(data: bytes) -> str:
    """The name of the format that the bytes begin like. Raises UnknownFormatError."""
    head = data[:_SNIFFED].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")
    head = head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    at = 0
    while found := _BEFORE_ROOT.match(head, at):
        at = found.end()
    if head[at : at + 1] in (b"{", b"["):
        if _GHOST.match(head, at):
            return "ghost"
        return "jsonfeed" if _JSON_FEED.search(head, at) else "ninjs"
    if head[at : at + 1] == b"\x01":
        return "iptc7901"
    root = _ROOT.match(head, at)
    name = _ROOTS.get(root[1].lower()) if root else None
    if not name:
        raise UnknownFormatError(f"This begins like none of the formats we read: {', '.join(PARSERS)}.")
    return "wxr" if name == "rss" and _WXR.search(head, at) else name

"""The formats we read, by name, and which one some bytes are in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from wireroom.formats import feeds, ninjs
from wireroom.formats.errors import FormatError, UnknownFormatError
from wireroom.formats.newsitem import NewsItem

Parsed = tuple[NewsItem | FormatError, ...]
"""What a file held, in its order; in place of an item that cannot be read, what is wrong with it."""

PARSERS: Mapping[str, Callable[[bytes], Parsed]] = {
    "ninjs": ninjs.parse_all,
    "rss": feeds.parse,
    "atom": feeds.parse,
}
"""Each raises FormatError where nothing at all can be read."""

RENDERERS: Mapping[str, Callable[[NewsItem], bytes]] = {"ninjs": ninjs.render}

_SNIFFED = 64 * 1024
_BEFORE_ROOT = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")
_ROOTS = {b"rss": "rss", b"rdf": "rss", b"feed": "atom"}


def sniff(data: bytes) -> str:
    """The name of the format that the bytes begin like. Raises UnknownFormatError."""
    head = data[:_SNIFFED].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")
    head = head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    at = 0
    while found := _BEFORE_ROOT.match(head, at):
        at = found.end()
    if head[at : at + 1] in (b"{", b"["):
        return "ninjs"
    root = _ROOT.match(head, at)
    name = _ROOTS.get(root[1].lower()) if root else None
    if not name:
        raise UnknownFormatError(f"This begins like none of the formats we read: {', '.join(PARSERS)}.")
    return name

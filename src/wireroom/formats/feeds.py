"""RSS of every version and Atom, read by feedparser: one item an entry, a bad entry reported in its place."""

from __future__ import annotations

import calendar
import hashlib
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser

from wireroom.formats.errors import (
    FormatError,
    NoHeadlineError,
    NotFeedError,
    TooLargeError,
    TruncatedError,
)
from wireroom.formats.html import plain_text
from wireroom.formats.newsitem import Block, Byline, Credit, LinkCard, NewsItem, Picture
from wireroom.formats.text import absolute, few_lines, language_tag, one_line, safe_href
from wireroom.formats.topics import slug, subject_of
from wireroom.formats.wording import Worded, beginning, sized_headline, without_headline

MAX_BYTES = 16 * 1024 * 1024
MAX_ENTRIES = 2_000

_ROOT_END = re.compile(rb"</(?:[\w.-]+:)?(?:rss|rdf|feed|channel)\s*>", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+")

_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)", re.IGNORECASE)
_TEXTS = ("title", "summary")

Mapping = dict[str, Any]
"""An element as feedparser gives it, a dictionary of anything."""


def parse(data: bytes, address: str = "") -> tuple[NewsItem | FormatError, ...]:
    """The items of a feed; in place of an entry that makes none, what is wrong with it.

    `address` is where the feed came from; relative addresses start from it. Raises TooLargeError and NotFeedError.
    """
    if len(data) > MAX_BYTES:
        raise TooLargeError(f"This feed has {len(data):,} bytes; at most {MAX_BYTES:,} are read.")
    feed = feedparser.parse(
        io.BytesIO(data),
        response_headers={"content-location": address} if address else {},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not feed.get("version") and not feed.entries:
        raise NotFeedError("This is neither RSS nor Atom.")
    found = [_read(entry, feed.feed, address) for entry in feed.entries[:MAX_ENTRIES]]
    if found and feed.get("bozo") and not _ROOT_END.search(data[-4_000:].replace(b"\0", b"")):
        found[-1] = TruncatedError("The feed breaks off in its last entry, which may not be whole.")
    return tuple(found)


def _read(entry: Mapping, feed: Mapping, address: str) -> NewsItem | FormatError:
    try:
        return _Entry(entry, feed, address).item()
    except FormatError as error:
        return error


class _Entry:
    """One entry with the feed that it stands in, whose statements hold where it is silent."""

    def __init__(self, entry: Mapping, feed: Mapping, address: str) -> None:
        self._entry = entry
        self._feed = feed
        self._address = address
        base = safe_href(absolute(address, _text(feed, "link"))) or safe_href(address)
        link = _text(entry, "link")
        self._link = safe_href(absolute(base, link)) if link else ""
        self._base = self._link or base

    def item(self) -> NewsItem:
        text, base, teaser = self._texts()
        body = (*text.blocks(base), *self._cards())
        headline = sized_headline(self._title()) or beginning(plain_text(body)) or beginning(teaser)
        if not headline:
            raise NoHeadlineError(f"The entry {self._guid('')} has neither a title nor a text.")
        published, updated = (self._moment(name) for name in ("published_parsed", "updated_parsed"))
        pictures = self._pictures(body)
        names = [_text(tag, "label") or _text(tag, "term") for tag in _several(self._entry, "tags")]
        return NewsItem(
            guid=self._guid(headline),
            language=self._language(),
            headline=headline,
            summary="" if teaser == headline else teaser,
            body=without_headline(body, headline),
            bylines=tuple(Byline(name) for name in self._authors()),
            credits=tuple(Credit(name) for name in self._credit()),
            section=next(filter(None, map(slug, names)), ""),
            subjects=tuple(filter(None, map(subject_of, names))),
            first_created=published or updated,
            version_created=updated or published,
            rights=few_lines(_text(self._entry, "rights") or _text(self._feed, "rights")),
            lead_picture=pictures[0] if pictures else None,
            pictures=tuple(pictures[1:]),
            extra=(("link", self._link),) if self._link else (),
        )

    # Text

    def _texts(self) -> tuple[Worded, str, str]:
        """The text, the address that its relative ones start from, and the teaser; a summary alone is the text."""
        summary = {**_one(self._entry, "summary_detail"), "value": _text(self._entry, "summary")}
        contents = [part for part in _several(self._entry, "content") if _text(part, "value")]
        text = max(contents, key=lambda part: (_worded(part).is_html(), len(_text(part, "value"))), default=summary)
        teaser = "" if text["value"] == summary["value"] else _worded(summary).line()
        stated = _text(text, "base")
        return _worded(text), self._base if stated == self._address else stated, teaser

    def _title(self) -> str:
        return _worded({**_one(self._entry, "title_detail"), "value": _text(self._entry, "title")}).line()

    # What it is

    def _guid(self, headline: str) -> str:
        """Its id, else its address, else a name made of what it says, the same at every reading."""
        given = one_line(_text(self._entry, "id")) or self._link
        said = f"{headline}\n{_text(self._entry, 'summary')}\n{_text(self._entry, 'published')}"
        return given or "urn:sha256:" + hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()

    def _language(self) -> str:
        details = [*_several(self._entry, "content"), *(_one(self._entry, f"{name}_detail") for name in _TEXTS)]
        stated = [_text(self._entry, "language"), *(_text(part, "language") for part in details)]
        return language_tag(next(filter(None, [*stated, _text(self._feed, "language")]), ""))

    def _moment(self, name: str) -> datetime | None:
        parts = dict.get(self._entry, name)
        try:
            return datetime.fromtimestamp(calendar.timegm(parts), UTC) if parts else None
        except (ValueError, OverflowError, OSError):
            return None

    def _authors(self) -> list[str]:
        people = [*_several(self._entry, "authors"), _one(self._entry, "author_detail")]
        whole = _text(self._entry, "author")
        names = (_person_name(person, whole) for person in people)
        return [name for name in dict.fromkeys(names) if name]

    def _credit(self) -> list[str]:
        names = (_text(_one(self._entry, "source"), "title"), _text(self._feed, "title"))
        found = next(filter(None, (Worded("", "", name).line() for name in names)), "")
        return [found] if found else []

    # What belongs to it

    def _pictures(self, body: tuple[Block, ...]) -> list[Picture]:
        """Enclosed pictures that the body does not show; of one picture in several sizes, the largest."""
        sized = [part for part in _several(self._entry, "media_content") if _is_picture(part)]
        sized = sized or _several(self._entry, "media_thumbnail")
        largest = sorted(sized, key=lambda part: _pixels(part, "width"))[-1:]
        enclosed = [part for part in _several(self._entry, "enclosures") if _is_picture(part)]
        credit = next((_text(part, "content") for part in _several(self._entry, "media_credit")), "")
        found: dict[str, Picture] = {}
        for part in [*largest, *enclosed]:
            href = self._address_of(part)
            if href:
                sizes = _pixels(part, "width"), _pixels(part, "height")
                found.setdefault(href, Picture(href, "", "", one_line(credit), *sizes))
        shown = {block.ref for block in body if isinstance(block, Picture)}
        return [picture for href, picture in found.items() if href not in shown]

    def _cards(self) -> Iterator[LinkCard]:
        """Enclosed sound and film."""
        for part in _several(self._entry, "enclosures"):
            href = self._address_of(part)
            if href and not _is_picture(part):
                yield LinkCard(
                    href, one_line(_text(part, "title")) or href.split("/")[2], one_line(_text(part, "type"))
                )

    def _address_of(self, part: Mapping) -> str:
        href = safe_href(absolute(self._base, _text(part, "href") or _text(part, "url")))
        return href if href.startswith("http") else ""


def _text(element: Mapping, name: str) -> str:
    value = dict.get(element, name)
    return value if isinstance(value, str) else ""


def _one(element: Mapping, name: str) -> Mapping:
    value = dict.get(element, name)
    return value if isinstance(value, dict) else {}


def _several(element: Mapping, name: str) -> list[Mapping]:
    value = element.get(name)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _person_name(person: Mapping, whole: str) -> str:
    """The name without its address: "Ann Oak" of "desk@example.org (Ann Oak)".

    feedparser cuts addresses off after three letters of a top-level domain; `whole` is what it cut.
    """
    email = _text(person, "email")
    name = _ADDRESS.sub("", whole if email and email in whole else _text(person, "name"))
    before, _, inner = name.partition("(")
    return one_line(name if before.strip() else inner.rstrip(") "))


def _worded(part: Mapping) -> Worded:
    return Worded("", _text(part, "type").lower(), _text(part, "value"))


def _pixels(part: Mapping, name: str) -> int:
    stated = _text(part, name)
    return int(stated) if re.fullmatch(r"[0-9]{1,5}", stated) else 0


def _is_picture(part: Mapping) -> bool:
    kind = _text(part, "type") or _text(part, "medium")
    address = _text(part, "href") or _text(part, "url")
    return kind.startswith("image") or (not kind and _PICTURE_NAME.search(address) is not None)

"""JSON Feed 1.1 (jsonfeed.org): the wire's stories whole; reads it too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from wireroom.formats.canonical import utc_text
from wireroom.formats.errors import FormatError, NoHeadlineError, NotFeedError, TooLargeError
from wireroom.formats.guids import guid_of, uri_of
from wireroom.formats.html import plain_text
from wireroom.formats.html_page import content
from wireroom.formats.newsitem import Byline, Credit, NewsItem, Picture
from wireroom.formats.ninjs_fields import Fields
from wireroom.formats.notices import headed
from wireroom.formats.release import UNSENT, Channel, Outgoing, Release, outgoing
from wireroom.formats.syndication import channel_of
from wireroom.formats.text import language_tag, moment, one_line, safe_href
from wireroom.formats.topics import slug, subject_of
from wireroom.formats.wording import Worded, beginning, sized_headline, without_headline

MAX_BYTES = 8 * 1024 * 1024
VERSION = "https://jsonfeed.org/version/1.1"
_VERSIONS = ("https://jsonfeed.org/version/", "http://jsonfeed.org/version/")


def parse(source: bytes) -> tuple[NewsItem | FormatError, ...]:
    """The items of a feed; in place of a bad one, what is wrong with it. Raises TooLargeError and NotFeedError."""
    if len(source) > MAX_BYTES:
        raise TooLargeError(f"This feed has {len(source):,} bytes; at most {MAX_BYTES:,} are read.")
    try:
        feed = json.loads(source, strict=False)
    except (ValueError, RecursionError) as error:
        raise NotFeedError(f"This is not JSON that can be read: {error}") from error
    if not isinstance(feed, dict) or not str(feed.get("version", "")).startswith(_VERSIONS):
        raise NotFeedError("This is JSON, but no JSON Feed.")
    channel = Fields(feed)
    return tuple(_read(entry, channel) for entry in channel.entries("items"))


def _read(entry: Fields, channel: Fields) -> NewsItem | FormatError:
    link = safe_href(entry.text("url", "external_url"))
    text = Worded("", "text/html" if entry.text("content_html") else "", entry.text("content_html", "content_text"))
    try:
        body = text.blocks(link)
        headline = sized_headline(one_line(entry.text("title"))) or beginning(plain_text(body))
    except FormatError as error:
        return error
    name = one_line(entry.text("id")) or link
    if not headline or not name:
        return NoHeadlineError(f"The entry {name} has no id, or neither a title nor a text.")
    published, modified = moment(entry.text("date_published")), moment(entry.text("date_modified"))
    tags = [tag for tag in entry.strings("tags") if one_line(tag)]
    picture = safe_href(entry.text("image", "banner_image"))
    authors = (one_line(author.text("name")) for author in entry.entries("authors") or entry.entries("author"))
    title = one_line(channel.text("title"))
    return NewsItem(
        guid=guid_of(name),
        language=language_tag(entry.text("language") or channel.text("language")),
        headline=headline,
        summary=one_line(entry.text("summary")),
        body=without_headline(body, headline),
        bylines=tuple(Byline(author) for author in authors if author),
        credits=(Credit(title),) if title else (),
        section=slug(tags[0]) if tags else "",
        subjects=tuple(filter(None, map(subject_of, tags))),
        first_created=published or modified,
        version_created=modified or published,
        lead_picture=Picture(picture) if picture.startswith("http") else None,
        extra=(("link", link),) if link else (),
    )


def render(item: NewsItem, release: Release = UNSENT) -> bytes:
    """A feed of one story."""
    return b"".join(render_all([(item, release)], channel_of(item, release)))


def render_all(items: Iterable[Outgoing], channel: Channel) -> Iterator[bytes]:
    """A feed, an item a line; `_wireroom` says what JSON Feed has no member for."""
    links = dict(channel.links)
    head = {
        "version": VERSION,
        "title": channel.title or channel.sender or "Wireroom",
        "description": channel.description,
        "home_page_url": channel.home,
        "feed_url": channel.address,
        "next_url": links.get("prev-archive", "") or links.get("next", ""),
        "language": channel.language,
        "authors": [{"name": channel.sender}] if channel.sender else [],
    }
    yield _json({name: value for name, value in head.items() if value}).removesuffix(b"}") + b',"items":['
    comma = b"\n"
    for item, release in items:
        yield comma + _json(_item(outgoing(item, release), release))
        comma = b",\n"
    yield b"\n]}\n"


def _item(item: NewsItem, release: Release) -> dict[str, Any]:
    lead = item.lead_picture.ref if item.lead_picture else ""
    names = (item.section, *(subject.name or subject.code for subject in item.subjects))
    said = {
        "id": uri_of(item.guid),
        "url": release.address,
        "title": headed(item),
        "content_html": content(item, release),
        "summary": item.summary,
        "image": lead if lead.startswith("http") else "",
        "date_published": utc_text(item.first_created) if item.first_created else "",
        "date_modified": utc_text(item.version_created) if item.version_created else "",
        "authors": [{"name": byline.name} for byline in item.bylines],
        "tags": list(dict.fromkeys(name for name in names if name)),
        "language": item.language,
    }
    return {name: value for name, value in said.items() if value} | {"_wireroom": _own(item, release)}


def _own(item: NewsItem, release: Release) -> dict[str, Any]:
    said = {
        "kind": item.kind,
        "version": item.version,
        "urgency": item.priority,
        "seq": release.seq,
        "embargoed_until": utc_text(item.embargo_until) if item.embargo_until else "",
        "group": item.group,
        "translation_of": uri_of(item.translation_of) if item.translation_of else "",
    }
    return {name: value for name, value in said.items() if value}


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")

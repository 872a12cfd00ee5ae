"""JSON Feed 1.1 (jsonfeed.org): the wire's stories whole; reads it too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from wireroom.formats.canonical import utc_text
from wireroom.formats.guids import uri_of
from wireroom.formats.html_page import content
from wireroom.formats.newsitem import NewsItem
from wireroom.formats.notices import headed
from wireroom.formats.release import UNSENT, Channel, Outgoing, Release, outgoing
from wireroom.formats.syndication import channel_of

VERSION = "https://jsonfeed.org/version/1.1"


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

"""JSON Feed 1.1."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from wireroom.website.feeds.items import Feed, FeedItem


def json_feed(feed: Feed) -> bytes:
    content: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": feed.own("feed.json"),
        "next_url": feed.next("feed.json"),
        "icon": feed.icon,
        "language": feed.language,
        "authors": [{"name": feed.agency}],
        "items": [_item(item) for item in feed.items],
    }
    content = {name: value for name, value in content.items() if value != ""}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _item(item: FeedItem) -> dict[str, Any]:
    picture = item.picture
    found: dict[str, Any] = {
        "id": item.guid,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_text": item.summary,
        "date_published": _stamp(item.published),
        "date_modified": _stamp(item.updated),
        "authors": [{"name": author.name} for author in item.authors],
        "tags": list(dict.fromkeys(name for name in (item.section, *item.topics) if name)),
    }
    if picture:
        found["image"] = picture.src
        attachment = {"url": picture.src, "mime_type": "image/jpeg", "size_in_bytes": picture.file_size}
        found["attachments"] = [attachment | ({"title": picture.caption} if picture.caption else {})]
    return {name: value for name, value in found.items() if value != []}


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")

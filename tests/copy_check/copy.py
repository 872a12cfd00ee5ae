"""Stories for tests of the copy check, and what one check says about them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from wireroom.copy_check.doubts import Check, Copy
from wireroom.formats.newsitem import Block, NewsItem, Paragraph, Run

WRITTEN = datetime(2026, 11, 24, 9, tzinfo=UTC)


def story(language: str, *paragraphs: str, headline: str = "", body: tuple[Block, ...] = (), **fields: Any) -> NewsItem:
    """A story of one's own paragraphs, written on Tuesday, 24 November 2026 unless said otherwise."""
    blocks = tuple(Paragraph((Run(text),)) for text in paragraphs) + body
    fields = {"first_created": WRITTEN} | fields
    return NewsItem(guid="urn:test:1", language=language, headline=headline, body=blocks, **fields)


def said(check: Check, item: NewsItem) -> list[tuple[str, str | None]]:
    """The doubtful words that `check` finds, each with what it would put in their place."""
    copy = Copy.of(item)
    assert copy.language in check.languages
    texts = {part.key: part.text for part in copy.parts}
    return [(texts[doubt.part][doubt.start : doubt.end], doubt.replacement) for doubt in check.find(copy)]

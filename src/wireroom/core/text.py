"""Small facts about text that every part of the house agrees on."""

from __future__ import annotations

import re

from anyascii import anyascii

_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def ascii_slug(text: str, limit: int = 70) -> str:
    """An ASCII slug of at most `limit` characters, cut at a word; "story" where nothing can be spelled."""
    slug = _NOT_SLUG.sub("-", anyascii(text).lower()).strip("-")
    if len(slug) > limit:
        slug = slug[: limit + 1].rpartition("-")[0] or slug[:limit]
    return slug.strip("-") or "story"


def isolated(text: str) -> str:
    """Text that keeps its own direction in a line of another (UAX #9, FSI and PDI), where no tag can say so."""
    return f"\u2068{text}\u2069"

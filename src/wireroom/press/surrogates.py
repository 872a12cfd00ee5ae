"""What pages say to a cache elsewhere before us: for how long it may keep them, and the keys to forget them by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.conf import settings

from wireroom.press.rules import Headers

BRIEFEST = 10
"""Seconds for which it is worth keeping a page."""


def key_of(tag: str) -> str:
    """A tag as it stands in headers: tags name guids, in which others may have written anything."""
    return hashlib.blake2b(tag.encode(), digest_size=8).hexdigest()


def headers_for(tags: Iterable[str], expires: float | None, now: float) -> tuple[Headers, float | None]:
    """What the cache is told of a page, and when the page must be printed anew so that what it was told stays right.

    Nothing is said where there is no cache, or where the clock alone makes the page stale in a moment.
    """
    if not settings.CDN_PURGE_URL:
        return (), expires
    seconds = int(settings.CDN_SECONDS)
    if expires is not None:
        seconds = min(seconds, int(expires - now) // 2)
        expires -= max(0, seconds)
    if seconds < BRIEFEST:
        return (), expires
    keys = " ".join(sorted(map(key_of, tags)))
    return (("cdn-cache-control", f"public, max-age={seconds}"), ("surrogate-key", keys)), expires

"""Rendering a page for everybody: without cookies, without unknown parameters, with its declarations collected."""

from __future__ import annotations

import math
import time
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.urls import Resolver404, resolve

from wireroom.press import rules
from wireroom.press.declaring import Stored, declarations
from wireroom.press.headers import table_for
from wireroom.press.pages import Printed
from wireroom.press.purging import EVERYTHING
from wireroom.press.rendering import Django, Scope
from wireroom.press.rules import Address, Headers
from wireroom.press.sites import own_site
from wireroom.press.surrogates import headers_for

BRIEFLY = 10
"""Seconds for which "there is no such page" is remembered."""

FILES = Stored(seconds=60)
"""What every first view asks for besides the page: styles and scripts, kept in memory."""

_SENT_OTHERWISE = frozenset(
    {"etag", "last-modified", "content-length", "content-encoding", "vary", "strict-transport-security"}
)
_KEPT_STATUS = frozenset({200, 301, 410})


def plan(path: str) -> Stored | None:
    """What the view behind `path` says of its answers; None if they are nobody's to store."""
    if len(path) > rules.LONGEST_PATH:
        return None
    return FILES if path.startswith(settings.PRESS_STATIC) else _plan(path)


@lru_cache(maxsize=4096)
def _plan(path: str) -> Stored | None:
    try:
        view = resolve(path).func
    except Resolver404:
        return None
    return getattr(view, "stored", None)


def headers_of_answer(response: HttpResponse) -> Headers:
    """What makes the answer what it is, without what depends on how it is sent."""
    return rules.sorted_headers(pair for pair in response.items() if pair[0].lower() not in _SENT_OTHERWISE)


def print_page(django: Django, address: Address, planned: Stored) -> tuple[Printed, bool]:
    """The page at `address` for everybody, and whether it may be stored at all."""
    site = urlsplit(address.site)
    scope: Scope = {
        "type": "http",
        "method": "GET",
        "scheme": site.scheme,
        "path": address.path,
        "query_string": address.query.encode(),
        "headers": [(b"host", site.netloc.encode()), (b"x-forwarded-proto", site.scheme.encode())],
        "client": ("127.0.0.1", 0),
        "server": (site.hostname or "", site.port or 0),
    }
    with declarations() as declared, django.answer(scope, BytesIO()) as response:
        assert isinstance(response, HttpResponse)  # noqa: S101 - what is marked as stored is whole
        headers, body, status = headers_of_answer(response), response.content, response.status_code
        is_personal = bool(response.cookies) or "no-store" in response.get("Cache-Control", "")
    expires, tags = _expiry(planned, status, declared.expires), frozenset({*declared.tags, EVERYTHING})
    is_kept = declared.is_stored and not is_personal and status in _KEPT_STATUS
    if is_kept and planned.seconds is None:
        told, expires = headers_for(tags, expires, time.time())
        headers = rules.sorted_headers((*headers, *told))
    is_web = address.site == own_site() and status == 200 and headers == table_for(address.path)
    is_brief = declared.is_stored and not is_personal and status == 404
    return Printed(status, headers, body, tags, expires, is_web=is_web), is_kept or is_brief


def _expiry(planned: Stored, status: int, declared: datetime | None) -> float | None:
    """When the answer runs out, in seconds since 1970."""
    moment = declared.timestamp() if declared else math.inf
    if planned.seconds is not None:
        moment = min(moment, time.time() + planned.seconds)
    if status == 404:
        moment = min(moment, time.time() + BRIEFLY)
    return None if moment == math.inf else moment

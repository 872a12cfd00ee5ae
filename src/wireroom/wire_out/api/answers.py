"""How the API answers: conditional requests, compression, and headers for what is one client's alone."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from wireroom.core.encodings import unpacks_gzip

JSON = "application/json"
_WORTH_PACKING = 1000
_QUICKLY = 1

HEADERS: Mapping[str, str] = {
    "Cache-Control": "private, no-cache",
    "Vary": "Authorization, Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
"""On every answer that is no page for people."""


def answer(
    request: HttpRequest, body: bytes, *, content_type: str = JSON, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """`body`, or 304 if the caller says that they have it."""
    etag = etag_of(body)
    response = tagged(request, etag) or _whole(request, body, etag, content_type)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def etag_of(body: bytes) -> str:
    return f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def tagged(request: HttpRequest, etag: str) -> HttpResponse | None:
    """304 if the caller has what bears this ETag."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if etag.removeprefix("W/") in {tag.removeprefix("W/") for tag in known}:
        return HttpResponse(status=304, headers={"ETag": etag})
    return None


def _whole(request: HttpRequest, body: bytes, etag: str, content_type: str) -> HttpResponse:
    packs = len(body) > _WORTH_PACKING and unpacks_gzip(request.headers.get("Accept-Encoding", ""))
    content = gzip.compress(body, _QUICKLY, mtime=0) if packs else body
    response = HttpResponse(content, content_type=content_type, headers={"ETag": etag})
    if packs:
        response["Content-Encoding"] = "gzip"
    return response

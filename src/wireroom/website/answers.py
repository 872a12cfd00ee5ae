"""How the reader's side answers: headers, conditional requests, compression. Nothing here depends on who asks."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags

from wireroom.core.encodings import unpacks_gzip
from wireroom.press.headers import READER_HEADERS

HTML = "text/html; charset=utf-8"

ALLOWED = "GET, HEAD, OPTIONS"
_WORTH_PACKING = 1000


def answer(
    request: HttpRequest,
    body: str | bytes,
    *,
    content_type: str = HTML,
    status: int = 200,
    language: str = "",
    modified: datetime | None = None,
    headers: Mapping[str, str] = READER_HEADERS,
) -> HttpResponse:
    """`body` with the reader's headers; 304 if the asker has it already, packed if the asker can unpack.

    Only the ETag decides a 304: the time of the newest dispatch does not know of a changed layout.
    """
    raw = body.encode() if isinstance(body, str) else body
    etag = f'W/"{hashlib.blake2b(raw, digest_size=12).hexdigest()}"'
    response = HttpResponse(content_type=content_type, status=status)
    if status == 200 and _is_known(request, etag):
        response = HttpResponseNotModified()
    elif len(raw) > _WORTH_PACKING and unpacks_gzip(request.headers.get("Accept-Encoding", "")):
        response.content = gzip.compress(raw, 6, mtime=0)
        response["Content-Encoding"] = "gzip"
    else:
        response.content = raw
    if status == 200:
        response["ETag"] = etag
    if modified:
        response["Last-Modified"] = http_date(modified.timestamp())
    if language:
        response["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Encoding"])
    return with_headers(response, headers)


def with_headers(response: HttpResponse, headers: Mapping[str, str] = READER_HEADERS) -> HttpResponse:
    for name, value in headers.items():
        response[name] = value
    return response


def _is_known(request: HttpRequest, etag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return known == ["*"] or etag.removeprefix("W/") in {tag.removeprefix("W/") for tag in known}


def moved(path: str, *, permanently: bool = True) -> HttpResponse:
    response = HttpResponse(status=301 if permanently else 302)
    response["Location"] = path
    return with_headers(response)


def refused(request: HttpRequest) -> HttpResponse | None:
    """The answer to anything but GET and HEAD: what is allowed instead."""
    if request.method in ("GET", "HEAD"):
        return None
    response = HttpResponse(status=204 if request.method == "OPTIONS" else 405)
    response["Allow"] = ALLOWED
    del response["Content-Type"]
    return with_headers(response)

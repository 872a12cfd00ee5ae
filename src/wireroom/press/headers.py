"""The one table of headers: what the reader's side sends, our own front repeats and deploy/nginx.conf says again."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wireroom.press.rules import Headers, content_type, sorted_headers

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src 'self'",
        "style-src 'self'",
        "script-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

READER_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "public, no-cache",
}
"""On every answer of the reader's side."""

FEED_HEADERS: Mapping[str, str] = {
    **READER_HEADERS,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}
"""Feeds are read by other sites' scripts too."""

ASSET_HEADERS: Mapping[str, str] = {**READER_HEADERS, "Cross-Origin-Resource-Policy": "cross-origin"}
"""Style, scripts and icons. Cards of other sites and readers of feeds show our icons."""

KEPT_FOR_GOOD = "public, max-age=31536000, immutable"
"""Of what will never be anything else under its name."""

_EDITION = re.compile(r"/([a-z]{2,3})(?:-([a-z]{4}))?/")


def language_tag(path: str) -> str:
    """The BCP 47 tag of the edition that a path lies in (`zh-Hans` for /zh-hans/), empty for none."""
    found = _EDITION.match(path)
    if found is None:
        return ""
    language, script = found.groups()
    return f"{language}-{script.title()}" if script else language


def table_for(path: str) -> Headers:
    """All headers of a stored page of the web tree, told by its path alone, as a web server tells them."""
    headers = {**(READER_HEADERS if path.endswith("/") else FEED_HEADERS), "Content-Type": content_type(path)}
    if tag := language_tag(path):
        headers["Content-Language"] = tag
    return sorted_headers(headers.items())

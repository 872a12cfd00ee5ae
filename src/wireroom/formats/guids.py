"""Guids as URIs, which most standards want, and back."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

GUID_URI = "urn:x-wireroom:guid:"

_URI = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]*:)(?://[A-Za-z0-9._~-]*(?::[0-9]*)?(?=[/?#]|$)|(?!//))"
    r"(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*+(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*+)?"
)


def uri_of(guid: str) -> str:
    """The guid as a URI; `guid_of` gives it back."""
    if _URI.fullmatch(guid) and not guid.startswith(GUID_URI):
        return guid
    return GUID_URI + quote(guid, safe="", errors="replace")


def guid_of(uri: str) -> str:
    """The guid that stands behind a URI made by `uri_of`; any other URI is a guid itself."""
    return unquote(uri.removeprefix(GUID_URI)) if uri.startswith(GUID_URI) else uri

"""Readers' copies of pictures."""

from __future__ import annotations

import mimetypes

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.csrf import csrf_exempt

from wireroom.core.outages import StorageAway
from wireroom.press.headers import READER_HEADERS
from wireroom.stories.models import PublicPicture
from wireroom.website.answers import moved, refused, with_headers
from wireroom.website.assets import asset_address

KEPT = "public, max-age=86400"
"""A name is never given to another picture, but a picture can be taken back, so a day is enough."""


@csrf_exempt
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask without reading the page's own icon."""
    return refused(request) or moved(asset_address("icon-192.png"), permanently=False)


@csrf_exempt
def picture(request: HttpRequest, folder: str, name: str) -> HttpResponse:
    """A file of the public pictures; the address has no room for a path that leads elsewhere."""
    refusal = refused(request)
    if refusal is not None:
        return refusal
    storage, path = PublicPicture.file.field.storage, f"{folder}/{name}"
    try:
        written = int(storage.get_modified_time(path).timestamp())
        with storage.open(path) as stream:
            content = stream.read()
    except StorageAway:
        away = HttpResponse(status=503, headers={"Retry-After": "5"})
        return with_headers(away, {**READER_HEADERS, "Cache-Control": "no-store"})
    except OSError as error:
        raise Http404(name) from error
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    if since is not None and since >= written:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(content, content_type=mimetypes.guess_type(name)[0])
    with_headers(response)
    response["Last-Modified"] = http_date(written)
    response["Cache-Control"] = KEPT
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

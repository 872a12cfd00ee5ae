"""Static files under ASGI: WhiteNoise streams them, which Django then gathers in a thread with a warning."""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseMiddleware

from wireroom.core.encodings import unpacks_gzip
from wireroom.press.headers import ASSET_HEADERS, KEPT_FOR_GOOD
from wireroom.website.assets import unversioned

PACKED = ("text/", "application/json", "image/svg+xml", "application/javascript")
WORTH_PACKING = 1000


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise that answers with whole files; ours are small. Text is packed for whoever can unpack it.

    Browsers keep for good what lies under the name of the version that runs here. What is asked for under another, or
    under none, is asked for again each time: after an upgrade no browser mixes old files with new.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path, is_ours = unversioned(request.path_info)
        found = self.find_file(path) if self.autorefresh else self.files.get(path)
        if found is None:
            answer: HttpResponseBase = self.get_response(request)
            return answer
        response = self.serve(found, request)
        if is_ours and not settings.DEBUG and response.status_code in (200, 206, 304):
            response["Cache-Control"] = KEPT_FOR_GOOD
        return response

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        asked = dict(request.META)
        if "HTTP_IF_NONE_MATCH" in asked:
            asked["HTTP_IF_NONE_MATCH"] = asked["HTTP_IF_NONE_MATCH"].removeprefix("W/")
        found = static_file.get_response(request.method, asked)
        answer = HttpResponse(b"", status=int(found.status))
        del answer["content-type"]
        for name, value in (*found.headers, *ASSET_HEADERS.items()):
            answer[name] = value
        if "v" in request.GET:
            answer["Cache-Control"] = f"public, max-age={settings.WHITENOISE_MAX_AGE}"
        if found.file is not None:
            with found.file:
                answer.content = found.file.read()
            _pack(answer, request)
        return answer


def _pack(answer: HttpResponse, request: HttpRequest) -> None:
    """Compresses a whole text file; the ETag becomes a weak one, since it names two forms of one file."""
    if answer.status_code != 200 or not answer.get("content-type", "").startswith(PACKED):
        return
    patch_vary_headers(answer, ["Accept-Encoding"])
    if len(answer.content) < WORTH_PACKING or not unpacks_gzip(request.headers.get("Accept-Encoding", "")):
        return
    answer.content = _packed(answer.content)
    answer["Content-Encoding"] = "gzip"
    answer["Content-Length"] = str(len(answer.content))
    if answer.has_header("ETag"):
        answer["ETag"] = f"W/{answer['ETag'].removeprefix('W/')}"


@lru_cache(maxsize=24)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)

"""Static files under ASGI: WhiteNoise streams them, which Django then gathers in a thread with a warning."""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseMiddleware

from wireroom.core.encodings import unpacks_gzip

PACKED = ("text/", "application/json", "image/svg+xml", "application/javascript")
WORTH_PACKING = 1000


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise that answers with whole files; ours are small. Text is packed for whoever can unpack it.

    What is asked for without its version, as modules ask for each other, is asked for again each time: after an upgrade
    no browser mixes old ones with new.
    """

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        asked = dict(request.META)
        if "HTTP_IF_NONE_MATCH" in asked:
            asked["HTTP_IF_NONE_MATCH"] = asked["HTTP_IF_NONE_MATCH"].removeprefix("W/")
        found = static_file.get_response(request.method, asked)
        answer = HttpResponse(b"", status=int(found.status))
        del answer["content-type"]
        for name, value in found.headers:
            answer[name] = value
        if "v" not in request.GET:
            answer["Cache-Control"] = "public, no-cache"
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

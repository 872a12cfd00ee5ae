"""An address without its last slash leads to the one that has it, with the headers of every answer."""

from __future__ import annotations

from django.http import HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware

from wireroom.press.headers import READER_HEADERS


class _Moved(HttpResponsePermanentRedirect):
    def __init__(self, redirect_to: str) -> None:
        super().__init__(redirect_to, headers=dict(READER_HEADERS))


class Slashes(CommonMiddleware):
    """Django's own, whose redirects bear no headers of ours."""

    response_redirect_class = _Moved

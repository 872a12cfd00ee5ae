"""What the API answers when it cannot do what was asked: RFC 9457, with a code for machines and a sentence for people.

Codes stay; title and sentence are in the language that is active, which is the caller's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import ClassVar

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wireroom.wire_out.api.answers import HEADERS
from wireroom.wire_out.api.languages import tag_of
from wireroom.wire_out.errors import WireOutError

PROBLEM = "application/problem+json"
TITLES: Mapping[int, Promise] = {
    400: _("Bad Request"),
    401: _("Unauthorized"),
    403: _("Forbidden"),
    404: _("Not Found"),
    405: _("Method Not Allowed"),
    410: _("Gone"),
    413: _("Content Too Large"),
    429: _("Too Many Requests"),
    500: _("Internal Server Error"),
}
"""Of statuses, as RFC 9110 calls them: a problem of the type `about:blank` is named so."""


class Problem(WireOutError):
    """Raised anywhere below a call; becomes its answer."""

    code = "bad-request"
    status: ClassVar[int] = 400

    def __init__(self, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.headers = headers or {}


class BadCursor(Problem):
    code = "bad-cursor"


class CursorFromTheFuture(Problem):
    code = "cursor-from-the-future"


class NoSuchFormat(Problem):
    code = "unknown-format"


class NoToken(Problem):
    code = "no-token"
    status = 401


class WrongToken(Problem):
    code = "wrong-token"
    status = 401


class NotInScope(Problem):
    code = "not-in-scope"
    status = 403


class NotFound(Problem):
    code = "not-found"
    status = 404


class WrongMethod(Problem):
    code = "wrong-method"
    status = 405


class Withdrawn(Problem):
    code = "withdrawn"
    status = 410


class Withheld(Problem):
    code = "withheld"
    status = 410


class Expunged(Problem):
    code = "expunged"
    status = 410


class TooLarge(Problem):
    code = "too-large"
    status = 413


class TooMany(Problem):
    code = "too-many-requests"
    status = 429


class TooManyWaiting(TooMany):
    code = "too-many-waiting"


class Unreadable(Problem):
    code = "formatter-failed"
    status = 500


def answer(problem: Problem) -> HttpResponse:
    """In the language that is active, and marked as such."""
    said = {
        "type": "about:blank",
        "title": str(TITLES[problem.status]),
        "status": problem.status,
        "code": problem.code,
        "detail": problem.message,
    }
    headers = {
        **HEADERS,
        **problem.headers,
        "Cache-Control": "no-store",
        "Content-Language": tag_of(get_language() or "en"),
        "Vary": f"{HEADERS['Vary']}, Accept-Language",
    }
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body = json.dumps(said, ensure_ascii=False).encode()
    return HttpResponse(body, status=problem.status, content_type=PROBLEM, headers=headers)

"""What the API answers when it cannot do what was asked: RFC 9457, with a code for machines and a sentence for people.

The sentences are English: they are read by whoever writes the client, and by no reader.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar

from django.http import HttpResponse

from wireroom.wire_out.errors import WireOutError

PROBLEM = "application/problem+json"


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


class Unreadable(Problem):
    code = "formatter-failed"
    status = 500


def answer(problem: Problem) -> HttpResponse:
    said = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.message,
    }
    headers = {**problem.headers, "Cache-Control": "no-store"}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body = json.dumps(said, ensure_ascii=False).encode()
    return HttpResponse(body, status=problem.status, content_type=PROBLEM, headers=headers)

"""The ASGI application of calls that wait: it asks Django again when the log has grown, a poll once, a stream for ever.

What a call may see, and every refusal, is the API's own answer: here is only the waiting.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from django.utils import translation
from django.utils.translation import gettext as _

from wireroom.press.rendering import Django, Finished, Receive, Scope, Send, header_list, send_whole
from wireroom.wire_out.api import problems
from wireroom.wire_out.api.languages import spoken
from wireroom.wire_out.rules.waiting import AGAIN, COUNT, CURSOR, SINCE, Wait, wait_of
from wireroom.wire_out.waiting.log import Watch

THREADS = 2
MOST = 1000
"""Calls that wait in one process."""
MOST_OF_ONE = 8
"""Calls that wait with one token."""
HEARTBEAT = 20.0
SEND_WITHIN = 30.0
"""A client that has not taken a part after so many seconds is let go."""
GREETING = b"retry: 3000\n\n"
FULL_PAGE = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What Django said, and where that leaves the cursor."""

    finished: Finished
    cursor: int
    count: int

    @property
    def is_empty(self) -> bool:
        return self.finished.status in (200, 304) and self.count == 0


def is_waiting(scope: Scope) -> bool:
    """Whether a request is one that waits, and not simply for Django."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and wait_of(scope["path"], scope["query_string"]) is not None
    )


class Waiting:
    """One a process, bound to the event loop of its first request, in which `opened` is called."""

    def __init__(self, django: Django, opened: Callable[[Waiting], None] = lambda _waiting: None) -> None:
        self._django = django
        self._opened = opened
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="wire-wait")
        self._watch: Watch | None = None
        self._tokens: Counter[bytes] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait = wait_of(scope["path"], scope["query_string"])
        token = _token(scope)
        if wait is None or self._tokens.total() >= MOST or self._tokens[token] >= MOST_OF_ONE:
            await send_whole(send, _too_many(scope))
            return
        self._tokens[token] += 1
        call = asyncio.ensure_future(self._stream(scope, send) if wait.is_stream else self._poll(scope, send, wait))
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait({call, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            call.cancel()
            self._tokens[token] -= 1
            self._tokens += Counter()  # drops those at nought
        with suppress(asyncio.CancelledError, TimeoutError):
            await call

    @property
    def _log(self) -> Watch:
        if self._watch is None:
            self._watch = Watch()
            self._opened(self)
        return self._watch

    def close(self) -> None:
        """Answers every poll with what there is and ends every stream: the process ends."""
        self._log.close()

    async def _poll(self, scope: Scope, send: Send, wait: Wait) -> None:
        ends = time.monotonic() + wait.seconds
        moves = self._log.moves
        answer = await self._ask(scope)
        while answer.is_empty and await self._log.moved(moves, within=ends - time.monotonic()):
            moves = self._log.moves
            answer = await self._ask({**scope, AGAIN: True})
        await send_whole(send, answer.finished)

    async def _stream(self, scope: Scope, send: Send) -> None:
        moves = self._log.moves
        answer = await self._ask(scope)
        if answer.finished.status != 200:
            await send_whole(send, answer.finished)
            return
        await send({"type": "http.response.start", "status": 200, "headers": _stream_headers(answer.finished)})
        await _part(send, GREETING)
        while answer.finished.status == 200:
            await _part(send, answer.finished.body or b":\n\n")
            if answer.count < FULL_PAGE:
                await self._log.moved(moves, within=HEARTBEAT)
            if self._log.is_closed:
                break
            moves = self._log.moves
            answer = await self._ask({**scope, AGAIN: True, SINCE: answer.cursor})
        await send({"type": "http.response.body", "body": b""})

    async def _ask(self, scope: Scope) -> Answer:
        finished = await asyncio.get_running_loop().run_in_executor(self._pool, self._answer, scope)
        told = dict(finished.headers)
        return Answer(finished, int(told.get(CURSOR, 0)), int(told.get(COUNT, -1)))

    def _answer(self, scope: Scope) -> Finished:
        """In a thread of our own, so that no desk and no form waits for those who wait."""
        with self._django.answer(scope, BytesIO()) as response:
            content = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
            return Finished(response.status_code, header_list(response), content)


async def _part(send: Send, part: bytes) -> None:
    async with asyncio.timeout(SEND_WITHIN):
        await send({"type": "http.response.body", "body": part, "more_body": True})


async def _gone(receive: Receive) -> None:
    """Returns when the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _token(scope: Scope) -> bytes:
    """What tells callers apart while they wait: a hash, so that no token lies about in memory."""
    given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    return hashlib.sha256(given).digest()


def _stream_headers(finished: Finished) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in finished.headers if name not in (b"content-length", CURSOR, COUNT)]
    return [*kept, (b"x-accel-buffering", b"no")]


def _too_many(scope: Scope) -> Finished:
    """The API's own words and headers, though no view is asked."""
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept-language")
    with translation.override(spoken(accepted.decode("latin-1"))):
        text = _("A token may have %(most)d calls that wait. Use one stream, or fewer long polls.")
        response = problems.answer(problems.TooManyWaiting(text % {"most": MOST_OF_ONE}, {"Retry-After": "10"}))
    return Finished(response.status_code, header_list(response), response.content)

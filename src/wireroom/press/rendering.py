"""Django behind ASGI, on threads of our own: connections to the database last, and nothing waits for an event loop."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Coroutine, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.core import signals
from django.core.exceptions import RequestDataTooBig
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Coroutine[Any, Any, None]]

IN_MEMORY = 2_621_440
LARGEST_BODY = 100_000_000
"""Bytes of one request. Pictures are the largest honest ones."""
SLOWEST_BODY = 60.0
"""Seconds that a client may be silent while it sends."""
SLOWEST_READER = 60.0
"""Seconds that a client may take for one part of a long answer."""
TEXT = "text/plain; charset=utf-8"
TOO_LARGE = b"The request is too large.\n"


class Abandoned(Exception):
    """The client went away before its request was complete."""


@dataclass(frozen=True, slots=True)
class Finished:
    """An answer that is complete in memory."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Django:
    """Answers any request: `answer` in a thread that may block, `__call__` as an ASGI application.

    A request keeps to one thread from its first query to its last byte, so that its connection goes back there.
    """

    def __init__(self, threads: int) -> None:
        self._handler = WSGIHandler()  # for its middleware; it is never given a WSGI environment
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="django")

    @contextmanager
    def answer(self, scope: Scope, body: IO[bytes]) -> Iterator[HttpResponseBase]:
        """The answer to a request; closed at the end of the block."""
        set_script_prefix(scope.get("root_path") or "/")
        signals.request_started.send(sender=type(self), scope=scope)
        response = self._response(scope, body)
        response._handler_class = type(self)  # type: ignore[attr-defined]  # the sender of request_finished
        try:
            yield response
        finally:
            response.close()

    def _response(self, scope: Scope, body: IO[bytes]) -> HttpResponseBase:
        try:
            return self._handler.get_response(ASGIRequest(scope, body))
        except UnicodeDecodeError:
            return HttpResponse("The request cannot be read.\n", status=400, content_type=TEXT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            try:
                await _read(receive, body)
            except Abandoned:
                return
            except RequestDataTooBig:
                await send_whole(send, Finished(413, [(b"content-type", TEXT.encode())], TOO_LARGE))
                return

            def pass_on(message: MutableMapping[str, Any]) -> None:
                asyncio.run_coroutine_threadsafe(send(message), loop).result(SLOWEST_READER)

            finished = await loop.run_in_executor(self._pool, self._finish, scope, body, pass_on)
        if finished is not None:
            await send_whole(send, finished)

    def _finish(
        self, scope: Scope, body: IO[bytes], pass_on: Callable[[MutableMapping[str, Any]], None]
    ) -> Finished | None:
        """The answer; None if it was too long to be held in memory and has been passed on in parts."""
        with self.answer(scope, body) as response:
            headers = header_list(response)
            if not response.streaming:
                content = b"" if scope["method"] == "HEAD" else response.content  # type: ignore[attr-defined]
                return Finished(response.status_code, headers, content)
            pass_on({"type": "http.response.start", "status": response.status_code, "headers": headers})
            if scope["method"] != "HEAD":
                for part in response.streaming_content:  # type: ignore[attr-defined]  # it streams
                    pass_on({"type": "http.response.body", "body": response.make_bytes(part), "more_body": True})
            pass_on({"type": "http.response.body", "body": b""})
            return None


async def send_whole(send: Send, finished: Finished) -> None:
    await send({"type": "http.response.start", "status": finished.status, "headers": finished.headers})
    await send({"type": "http.response.body", "body": finished.body})


def header_list(response: HttpResponseBase) -> list[tuple[bytes, bytes]]:
    """All headers as ASGI wants them, cookies among them."""
    headers = [(name.encode("latin-1").lower(), value.encode("latin-1")) for name, value in response.items()]
    cookies = [(b"set-cookie", cookie.output(header="").strip().encode()) for cookie in response.cookies.values()]
    return [*headers, *cookies]


async def _read(receive: Receive, body: IO[bytes]) -> None:
    """Writes the whole body to `body` and rewinds it."""
    size = 0
    while True:
        try:
            message = await asyncio.wait_for(receive(), SLOWEST_BODY)
        except TimeoutError as error:
            raise Abandoned from error
        if message["type"] == "http.disconnect":
            raise Abandoned
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_BODY:
            raise RequestDataTooBig
        body.write(part)
        if not message.get("more_body", False):
            body.seek(0)
            return

"""The ASGI application of live news: `GET /EDITION/live?since=SEQ[&story=GUID]`, a stream of server-sent events.

No Django view, so that an open page costs a small task, and neither a thread nor a request object.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from django.conf import settings

from wireroom.press.headers import READER_HEADERS
from wireroom.website.answers import ALLOWED
from wireroom.website.live.hub import Hub, Listener
from wireroom.website.live.request import Message, Receive, Request, Scope, Send
from wireroom.website.live.rules import Wish, edition_of

NEVER_STORED: Mapping[str, str] = {**READER_HEADERS, "Cache-Control": "no-store"}
STREAM_HEADERS: Mapping[str, str] = {
    **NEVER_STORED,
    "Content-Type": "text/event-stream; charset=utf-8",
    "X-Accel-Buffering": "no",
}
LATER: Mapping[str, str] = {**NEVER_STORED, "Retry-After": "60"}
ONLY_READ: Mapping[str, str] = {**NEVER_STORED, "Allow": ALLOWED}

GREETING = b"retry: 15000\n\n"
SEND_WITHIN = 10.0
"""A reader who has not taken a few bytes after so many seconds is let go."""


def is_live(scope: Scope) -> bool:
    """Whether a request is for live news and not for Django."""
    return scope["type"] == "http" and bool(edition_of(scope["path"]))


class LiveNews:
    """The application; one a process, bound to the event loop of its first request, in which `opened` is called."""

    def __init__(self, opened: Callable[[Hub], None] = lambda _hub: None) -> None:
        self._opened = opened
        self._hub: Hub | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, hub = Request(scope), self._open_hub()
        wish = request.wish
        if request.method == "OPTIONS":
            await _answer(send, 204, request.raw(ONLY_READ))
        elif request.method not in ("GET", "HEAD"):
            await _answer(send, 405, request.raw(ONLY_READ))
        elif wish is None or not request.host_is_ours:
            await _answer(send, 400, request.raw(NEVER_STORED))
        elif wish.edition not in settings.SHIPPED_EDITIONS:
            await _answer(send, 404, request.raw(NEVER_STORED))
        elif hub.is_closed or len(hub) >= settings.LIVE_CONNECTIONS:
            await _answer(send, 503, request.raw(LATER))
        elif hub.from_address(request.address) >= settings.LIVE_PER_ADDRESS:
            await _answer(send, 429, request.raw(LATER))
        else:
            await _stream(hub, wish, request, receive, send)

    def _open_hub(self) -> Hub:
        if self._hub is None:
            self._hub = Hub()
            self._opened(self._hub)
        return self._hub


async def _stream(hub: Hub, wish: Wish, request: Request, receive: Receive, send: Send) -> None:
    number, listener = hub.join(wish, request.address)
    watch = asyncio.ensure_future(_end_when_gone(receive, listener))
    try:
        if not await hub.is_open(wish.edition):
            await _answer(send, 404, request.raw(NEVER_STORED))
        elif request.method == "HEAD":
            await _answer(send, 200, request.raw(STREAM_HEADERS))
        else:
            await _tell(listener, request.raw(STREAM_HEADERS), send)
    except TimeoutError:
        return  # the server closes the connection
    finally:
        watch.cancel()
        hub.leave(number)


async def _tell(listener: Listener, headers: list[tuple[bytes, bytes]], send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    chunk = GREETING
    while chunk:
        async with asyncio.timeout(SEND_WITHIN):
            await send(_body(chunk, more=True))
        chunk = await listener.next()
    await send(_body(b"", more=False))


async def _end_when_gone(receive: Receive, listener: Listener) -> None:
    """Ends the stream when the reader leaves, or sends a body, which no page of ours does."""
    message = await receive()
    while message["type"] == "http.request" and not message.get("body") and not message.get("more_body"):
        message = await receive()
    listener.end()


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    """An answer without a body."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send(_body(b"", more=False))


def _body(chunk: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": chunk, "more_body": more}

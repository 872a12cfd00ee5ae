"""Live news before everything else: who answers a request, and how streams end with their process."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any, Protocol

from wireroom.website.live.application import LiveNews, is_live

Application = Callable[[Any, Any, Any], Awaitable[None]]


def with_live_news(front: Application) -> Application:
    """The application that leads requests for live news past `front`."""
    live_news = LiveNews(end_with_process)

    def application(scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        return live_news(scope, receive, send) if is_live(scope) else front(scope, receive, send)

    return application


class Streams(Protocol):
    """What keeps connections open: it ends them all when it is closed, and is asked so in its event loop."""

    def close(self) -> None: ...


def end_with_process(streams: Streams) -> None:
    """Closes streams, which would never end by themselves, as soon as the process is told to end.

    An event loop is woken through a descriptor whatever the handler of a signal is, so ours may stand before the
    server's own.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        _end_first(number, lambda: loop.call_soon_threadsafe(streams.close))


def _end_first(number: signal.Signals, end: Callable[[], object]) -> None:
    before = signal.getsignal(number)

    def handle(number: int, frame: FrameType | None) -> None:
        end()
        if callable(before):
            before(number, frame)

    signal.signal(number, handle)

"""Live news before everything else: who answers a request, and how streams end with their process."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any

from wireroom.website.live.application import LiveNews, is_live
from wireroom.website.live.hub import Hub

Application = Callable[[Any, Any, Any], Awaitable[None]]


def with_live_news(front: Application) -> Application:
    """The application that leads requests for live news past `front`."""
    live_news = LiveNews(end_with_process)

    def application(scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        return live_news(scope, receive, send) if is_live(scope) else front(scope, receive, send)

    return application


def end_with_process(hub: Hub) -> None:
    """Closes streams, which would never end by themselves, as soon as the process is told to end.

    An event loop is woken through a descriptor whatever the handler of a signal is, so ours may stand before the
    server's own.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        _end_first(number, lambda: loop.call_soon_threadsafe(hub.close))


def _end_first(number: signal.Signals, end: Callable[[], object]) -> None:
    before = signal.getsignal(number)

    def handle(number: int, frame: FrameType | None) -> None:
        end()
        if callable(before):
            before(number, frame)

    signal.signal(number, handle)

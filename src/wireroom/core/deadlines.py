"""An end to what blocks: a step that waits for another machine is cut off when the whole has taken too long."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def cut_after(seconds: float, cut: Callable[[], None]) -> Iterator[threading.Event]:
    """Calls `cut` from another thread if what is done inside takes longer; the event says whether it did."""
    is_over = threading.Event()

    def end() -> None:
        is_over.set()
        with suppress(OSError):
            cut()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield is_over
    finally:
        timer.cancel()


def hang_up(connection: socket.socket | None) -> None:
    """Lets whoever waits at the connection wait no more; of an encrypted one only the wire is cut."""
    if connection is not None:
        socket.socket.shutdown(connection, socket.SHUT_RDWR)

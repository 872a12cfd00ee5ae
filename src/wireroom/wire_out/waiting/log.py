"""Watching for new dispatches: one look at the log four times a second in a process, while anybody waits."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from django.db import Error as DatabaseError
from django.db import connection

from wireroom.wire_out.models.product import newest_seq

logger = logging.getLogger(__name__)

PAUSE = 0.25
SLOWEST = 5.0
"""The pause while the database does not answer."""


class Watch:
    """`moves` grows whenever the log has grown; await `moved` for the next time. Bound to one event loop."""

    def __init__(self) -> None:
        self.moves = 0
        self.is_closed = False
        self._newest: int | None = None
        self._waiting = 0
        self._moved = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="wire-watch")

    async def moved(self, since: int, *, within: float) -> bool:
        """True as soon as `moves` differs from `since`, False if it does not `within` so many seconds or is closed."""
        if self.is_closed:
            return False
        self._waiting += 1
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._look())
        try:
            async with asyncio.timeout(within):
                while self.moves == since and not self.is_closed:
                    await self._moved.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
        return not self.is_closed

    def close(self) -> None:
        """Nobody waits any more, nor will."""
        self.is_closed = True
        self._moved.set()

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting and not self.is_closed:
            newest = await loop.run_in_executor(self._thread, _newest)
            if newest is not None and newest != self._newest:
                self._newest = newest
                self.moves += 1
                woken, self._moved = self._moved, asyncio.Event()
                woken.set()
            await asyncio.sleep(SLOWEST if newest is None else PAUSE)


def _newest() -> int | None:
    """None while the database does not answer."""
    try:
        return newest_seq()
    except DatabaseError as error:
        logger.warning("clients wait for the database: %s", " ".join(str(error).split()))
        connection.close()
        return None

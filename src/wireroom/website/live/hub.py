"""Who listens to live news in this process, and who hears what."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from itertools import count

from wireroom.website.live.follower import Follower, Reading
from wireroom.website.live.rules import HEARTBEAT, Event, Heard, Wish, written

BEAT = 5.0
BEATS = 4
"""Every `BEAT` seconds one listener in `BEATS` is sent a heartbeat: each hears one every 20 s."""
FIRST_READING = 2.0
"""How long the first listener waits to be told that there is no such edition; after that a stream is opened anyway."""


class Listener:
    """One open stream. What it is given while it sleeps is sent at once when it wakes."""

    __slots__ = ("_sleep", "_waiting", "address", "is_over", "wish")

    def __init__(self, wish: Wish, address: str) -> None:
        self.wish = wish
        self.address = address
        self.is_over = False
        self._waiting = b""
        self._sleep: asyncio.Future[None] | None = None

    def give(self, chunk: bytes) -> None:
        if chunk and not (chunk is HEARTBEAT and self._waiting):
            self._waiting += chunk
            self._wake()

    def end(self) -> None:
        self.is_over = True
        self._wake()

    def _wake(self) -> None:
        if self._sleep is not None and not self._sleep.done():
            self._sleep.set_result(None)

    async def next(self) -> bytes:
        """What is to be sent next; empty when the stream is over."""
        while not self._waiting and not self.is_over:
            self._sleep = asyncio.get_running_loop().create_future()
            await self._sleep
        self._sleep = None
        chunk, self._waiting = self._waiting, b""
        return b"" if self.is_over else chunk


class Hub:
    """The listeners of one event loop. A `Follower` runs while there are any."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._numbers = count()
        self._newcomers: dict[int, Listener] = {}
        self._listeners: dict[int, Listener] = {}
        self._addresses: Counter[str] = Counter()
        self._follower: Follower | None = None
        self._was_read = asyncio.Event()
        self._editions: frozenset[str] | None = None
        self._beat = 0
        self.is_closed = False

    def __len__(self) -> int:
        return len(self._listeners) + len(self._newcomers)

    def from_address(self, address: str) -> int:
        """How many listeners this address has."""
        return self._addresses[address]

    def join(self, wish: Wish, address: str) -> tuple[int, Listener]:
        """A new listener and its number. It hears first what it has missed, then all that comes."""
        number, listener = next(self._numbers), Listener(wish, address)
        self._newcomers[number] = listener
        self._addresses[address] += 1
        if self._follower is None:
            self._follower = Follower(self._told)
            self._follower.start()
            self._loop.call_later(BEAT, self._send_heartbeats, self._follower)
        self._follower.ask(number, wish)
        return number, listener

    def leave(self, number: int) -> None:
        listener = self._newcomers.pop(number, None) or self._listeners.pop(number, None)
        if listener is None:
            return
        self._addresses[listener.address] -= 1
        if not self._addresses[listener.address]:
            del self._addresses[listener.address]
        if not len(self) and self._follower is not None:
            self._follower.stop()
            self._follower = None
            self._was_read.clear()

    def close(self) -> None:
        """Ends every stream and is full from now on: the process ends."""
        self.is_closed = True
        for listener in (*self._listeners.values(), *self._newcomers.values()):
            listener.end()

    async def is_open(self, edition: str) -> bool:
        """Whether readers can see the edition; yes, as long as the database cannot say."""
        if not self._was_read.is_set():
            try:
                async with asyncio.timeout(FIRST_READING):
                    await self._was_read.wait()
            except TimeoutError:
                return True
        return self._editions is None or edition in self._editions

    def _told(self, follower: Follower, reading: Reading | None) -> None:
        """Called in the follower's thread."""
        try:
            self._loop.call_soon_threadsafe(self._hear, follower, reading)
        except RuntimeError:  # the loop has ended, and nobody listens any more
            follower.stop()

    def _hear(self, follower: Follower, reading: Reading | None) -> None:
        if follower is not self._follower:
            return
        if reading is not None:
            self._editions = reading.editions
            self._spread(reading.news)
            self._welcome(reading.missed)
            self._close_editions()
        self._was_read.set()

    def _spread(self, news: Sequence[Event]) -> None:
        if not news:
            return
        heard = Heard(news)
        chunks: dict[tuple[str, str], bytes] = {}
        for listener in self._listeners.values():
            wish = listener.wish
            if wish.since >= news[0].seq:  # the page is from a log that had gone further
                listener.give(written(heard.by(wish)))
                continue
            wanted = (wish.edition, wish.story)
            if wanted not in chunks:
                chunks[wanted] = written(heard.by(wish))
            listener.give(chunks[wanted])

    def _welcome(self, missed: Sequence[tuple[int, bytes]]) -> None:
        for number, chunk in missed:
            listener = self._newcomers.pop(number, None)
            if listener is not None:
                self._listeners[number] = listener
                listener.give(chunk)

    def _close_editions(self) -> None:
        for listener in self._listeners.values():
            if self._editions is not None and listener.wish.edition not in self._editions:
                listener.end()

    def _send_heartbeats(self, follower: Follower) -> None:
        if follower is not self._follower:
            return
        self._beat = (self._beat + 1) % BEATS
        for group in (self._listeners, self._newcomers):
            for number, listener in group.items():
                if number % BEATS == self._beat:
                    listener.give(HEARTBEAT)
        self._loop.call_later(BEAT, self._send_heartbeats, follower)

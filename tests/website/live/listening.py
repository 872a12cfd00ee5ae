"""Readers of live news without a network: they speak ASGI with the application itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from wireroom.website.live.application import LiveNews

PATIENCE = 60.0


class Listening:
    """One open page. `stuck` makes its connection accept nothing any more."""

    def __init__(
        self,
        live: LiveNews,
        address: str,
        *,
        method: str = "GET",
        peer: str = "192.0.2.1",
        body: bytes = b"",
        **headers: str,
    ) -> None:
        path, _mark, query = address.partition("?")
        named = {"host": "testserver", **{name.replace("_", "-"): value for name, value in headers.items()}}
        self._scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
            "client": (peer, 40000),
        }
        self._body = body
        self._asked = 0
        self._left = asyncio.Event()
        self._came = asyncio.Event()
        self.stuck = False
        self.status = 0
        self.headers: dict[str, str] = {}
        self.text = ""
        self.task = asyncio.ensure_future(live(self._scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        self._asked += 1
        if self._asked == 1:
            return {"type": "http.request", "body": self._body, "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if self.stuck:
            await asyncio.sleep(3600)
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.text += message["body"].decode()
        self._came.set()

    @property
    def events(self) -> list[dict[str, Any]]:
        """What was said so far; `seq` is the event's id."""
        found = []
        for block in self.text.split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            if "data" in fields:
                number = {"seq": int(fields["id"])} if "id" in fields else {}
                found.append({**number, **json.loads(fields["data"])})
        return found

    async def until(self, look: Callable[[Listening], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not look(self):
                self._came.clear()
                if not look(self):
                    await self._came.wait()

    async def hears(self, count: int) -> list[dict[str, Any]]:
        """The first `count` events, as soon as they are there."""
        await self.until(lambda listening: len(listening.events) >= count)
        return self.events[:count]

    async def answered(self) -> int:
        await self.until(lambda listening: listening.status)
        return self.status

    async def leave(self) -> None:
        self._left.set()
        async with asyncio.timeout(PATIENCE):
            await self.task


def apart(work: Callable[[], Any]) -> Awaitable[Any]:
    """Newsroom work in a thread of its own, as in life; its connection is closed."""

    def done() -> Any:
        from django.db import connection

        try:
            return work()
        finally:
            connection.close()

    return asyncio.to_thread(done)

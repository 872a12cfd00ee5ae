"""Twenty clients' HTTP servers in one process, as cheap as can be: they take everything and note when it began.

Run as `python -m bench.receiving COUNT`: prints its ports, then after a line on stdin what has arrived at each, as
pairs of dispatch number and monotonic time, and forgets it.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


class Client(asyncio.Protocol):
    """Reads requests with a length; anything else does not come here."""

    def __init__(self, arrived: list[tuple[int, float]]) -> None:
        self._arrived = arrived
        self._buffer = b""
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if not self._buffer:
            self._began = time.monotonic()
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        if len(body) >= int(headers[b"content-length"]):
            self._buffer = b""
            self._arrived.append((int(headers.get(b"wireroom-seq", b"0")), self._began))
            self._transport.write(ANSWER)


async def serve(count: int) -> None:
    arrived: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(lambda seen=seen: Client(seen), "127.0.0.1", 0) for seen in arrived]
    print(json.dumps([server.sockets[0].getsockname()[1] for server in servers]), flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(arrived), flush=True)
        for seen in arrived:
            seen.clear()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))

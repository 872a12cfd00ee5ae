"""A client's HTTP server that does everything wrong that it is told to, and remembers what it saw."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Seen:
    """One request: when it began, when its answer was decided, and what that was."""

    path: str
    headers: dict[str, str]
    body: bytes
    began: float
    answered: float = 0.0
    accepted: bool = False

    @property
    def message(self) -> str:
        return self.headers["webhook-id"]

    @property
    def seq(self) -> int:
        return int(self.headers["wireroom-seq"])

    @property
    def guid(self) -> str:
        return self.headers["wireroom-guid"]

    @property
    def kind(self) -> str:
        return self.headers["wireroom-kind"]


@dataclass(frozen=True)
class Fault:
    """How to answer; `after` seconds are let pass first."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    text: bytes = b"thanks"
    after: float = 0.0
    how: str = "plainly"
    """`plainly`, `garbage`, `close` (read all, say nothing), `reset`, `drip` (headers, byte by byte, for ever)."""


FINE = Fault()


class HostileEndpoint:
    """Any number of addresses below one server; `decide` says how each request is answered."""

    def __init__(self, decide: Callable[[Seen], Fault]) -> None:
        self.decide = decide
        self.seen: list[Seen] = []
        self.lock = threading.Lock()
        self._stopped = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def url(self, name: str) -> str:
        return f"{self.address}/{name}"

    def at(self, name: str) -> list[Seen]:
        with self.lock:
            return [seen for seen in self.seen if seen.path == f"/{name}"]

    def accepted(self, name: str) -> list[Seen]:
        return [seen for seen in self.at(name) if seen.accepted]

    def answer(self, request: BaseHTTPRequestHandler, seen: Seen) -> None:
        with self.lock:
            self.seen.append(seen)
            fault = self.decide(seen)
        self._stopped.wait(fault.after)
        with self.lock:
            seen.answered = time.monotonic()
            seen.accepted = 200 <= fault.status < 300 and fault.how in ("plainly", "close", "reset")
        with suppress(OSError):
            getattr(self, f"_{fault.how}")(request, fault)

    def _plainly(self, request: BaseHTTPRequestHandler, fault: Fault) -> None:
        request.send_response(fault.status)
        for name, value in fault.headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(fault.text)))
        request.end_headers()
        request.wfile.write(fault.text)

    def _garbage(self, request: BaseHTTPRequestHandler, _fault: Fault) -> None:
        request.wfile.write(b"\x00\xff\x13 not HTTP at all\r\n\r\n")
        request.close_connection = True

    def _close(self, request: BaseHTTPRequestHandler, _fault: Fault) -> None:
        request.close_connection = True

    def _reset(self, request: BaseHTTPRequestHandler, _fault: Fault) -> None:
        request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.connection.close()
        request.close_connection = True

    def _drip(self, request: BaseHTTPRequestHandler, _fault: Fault) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
        while not self._stopped.wait(0.2):
            request.wfile.write(b"a")
        request.close_connection = True

    @contextmanager
    def open(self) -> Iterator[HostileEndpoint]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._stopped.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join(5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is no news here."""


def _handler(endpoint: HostileEndpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            began = time.monotonic()
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:  # the sender was killed in the middle
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            endpoint.answer(self, Seen(self.path, headers, body, began))

        def log_message(self, *_args: Any) -> None:
            pass

    return Handler

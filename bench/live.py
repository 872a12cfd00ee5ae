"""What 2,000 open pages cost one process that tells them of news, and how soon the last of them hears."""

from __future__ import annotations

import asyncio
import os
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import psutil

from bench.house import WIREROOM, free_port
from bench.memory import weight
from bench.table import Row, print_rows

READERS = 2_000
RELEASES = 10
BAR = 150

# Releases stories and says on stdout when each of them was committed, on the clock that all processes share.
NEWSROOM = """
import sys, time, django
django.setup()
from wireroom.formats.html import parse_blocks
from wireroom.stories.actions import publish
from wireroom.stories.body import stream_json
from wireroom.stories.models import Edition, Section, Story
edition, section = Edition.objects.get(), Section.objects.first()
print(flush=True)
for number, _line in enumerate(sys.stdin):
    body = stream_json(parse_blocks("<p>One.</p><p>Two.</p>"))
    story = Story(headline=f"Story {number}", locale=edition.locale, section=section, body=body)
    story.save()
    story.save_revision()
    publish(story, by=None)
    print(time.monotonic(), flush=True)
"""


class Reader(asyncio.Protocol):
    """One connection that asks once and stays. `heard` is when an event last came, on the monotonic clock."""

    def __init__(self, request: bytes, mark: bytes) -> None:
        self._request = request
        self._mark = mark
        self.marks = 0
        self.heard = 0.0
        self.is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self.is_open = True
        if self._mark and (found := data.count(self._mark)):
            self.marks += found
            self.heard = time.monotonic()

    def connection_lost(self, error: Exception | None) -> None:
        self.is_open = False


async def _open(port: int, request: bytes, mark: bytes) -> list[Reader]:
    loop = asyncio.get_running_loop()
    readers: list[Reader] = []
    for _ in range(READERS // 50):
        made = [loop.create_connection(lambda: Reader(request, mark), "127.0.0.1", port) for _ in range(50)]
        readers += [reader for _transport, reader in await asyncio.gather(*made)]
    await _until(lambda: all(reader.is_open for reader in readers), "answers for all")
    return readers


async def _until(look: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 60
    while not look():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.01)


def _weight(web: Sequence[psutil.Process]) -> float:
    return weight([process.pid for process in web])


def _request(port: int, path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()


async def _idle(port: int, web: Sequence[psutil.Process]) -> float:
    """The reference: MiB for as many connections that have been answered without Django and stay open."""
    before = _weight(web)
    readers = await _open(port, _request(port, "/xx/live?since=0"), b"")
    await asyncio.sleep(2)
    assert all(reader.is_open for reader in readers)
    return _weight(web) - before


async def _listening(port: int, web: Sequence[psutil.Process]) -> list[Row]:
    before = _weight(web)
    readers = await _open(port, _request(port, "/en/live?since=0"), b"\ndata: ")
    await asyncio.sleep(2)
    opened = _weight(web) - before
    waits, spans = await _release(readers)
    told = _weight(web) - before
    burned = _burned(web)
    await asyncio.sleep(20)
    burned = (_burned(web) - burned) / 20
    assert all(reader.is_open for reader in readers)
    return [
        Row(f"{READERS:,} open pages, memory more", f"{opened:.0f} MiB", f"<= {BAR} MiB"),
        Row(f"the same after {RELEASES} releases", f"{told:.0f} MiB", f"<= {BAR} MiB"),
        Row("commit to the last of them", f"{statistics.median(waits):.2f} s, worst {max(waits):.2f} s"),
        Row("first to last of them", f"{statistics.median(spans) * 1000:.0f} ms, worst {max(spans) * 1000:.0f} ms"),
        Row("processor while nothing happens", f"{burned:.1%} of a core"),
    ]


def _burned(web: Sequence[psutil.Process]) -> float:
    """Seconds of processor time so far."""
    return sum(sum(process.cpu_times()[:2]) for process in web)


def _all_heard(readers: Sequence[Reader], number: int) -> bool:
    return all(reader.marks == number for reader in readers)


async def _release(readers: Sequence[Reader]) -> tuple[list[float], list[float]]:
    """Seconds from the commit to the last reader, and from the first to the last, of each release."""
    newsroom = await asyncio.create_subprocess_exec(
        sys.executable, "-c", NEWSROOM, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert newsroom.stdin is not None
    assert newsroom.stdout is not None
    await newsroom.stdout.readline()
    waits, spans = [], []
    for number in range(1, RELEASES + 1):
        newsroom.stdin.write(b"\n")
        committed = float(await newsroom.stdout.readline())
        await _until(partial(_all_heard, readers, number), f"release {number} everywhere")
        heard = [reader.heard for reader in readers]
        waits.append(max(heard) - committed)
        spans.append(max(heard) - min(heard))
        await asyncio.sleep(0.17)
    newsroom.stdin.close()
    await newsroom.wait()
    return waits, spans


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[tuple[int, list[psutil.Process]]]:
    """The port and the processes of a web server that has answered its first page."""
    port = free_port()
    subprocess.run([WIREROOM, "migrate", "-v0"], check=True, env=environment)
    server = subprocess.Popen([WIREROOM, "web", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
    try:
        _answers(f"http://127.0.0.1:{port}/en/")
        yield port, [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)


def main(_sizes: list[int]) -> None:
    environment = {**os.environ, "EDITIONS": "en", "LIVE_PER_ADDRESS": str(READERS)}
    with _served(environment) as (port, web):
        idle = asyncio.run(_idle(port, web))
    with _served(environment) as (port, web):
        rows = asyncio.run(_listening(port, web))
    beside = f"{idle:.0f} MiB as many idle connections"
    print_rows("News while a page is open", [replace(rows[0], reference=beside), *rows[1:]])


def _answers(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).read()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return

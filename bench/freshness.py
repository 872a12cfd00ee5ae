"""Publishing while readers hammer: how long until everything is fresh, and whether anybody was ever given an old page.

A story is updated again and again under headlines of one length. Readers note which version had been published when
their request began: an answer with an older one is stale.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from ctypes import c_int
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django

from bench import nginx
from bench.house import free_port, serving
from bench.table import Row, print_rows

READERS = 32
PUBLICATIONS = 1_000
VERSION = re.compile(rb"Version (\d{6})")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the readers of one run saw."""

    answers: int
    stale: int
    errors: int


def headline(number: int) -> str:
    return f"Version {number:06} of the flood reaches the harbour"


async def _read(site: str, paths: Sequence[str], published: Synchronized[int], stop: Any, seen: list[int]) -> None:
    """One reader on one connection; `seen` counts answers, stale ones and errors."""
    parts = urlsplit(site)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    number = 0
    while not stop.is_set():
        path = paths[number % len(paths)]
        number += 1
        due = published.value
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(found[1]) if found else 0)
        versions = [int(version) for version in VERSION.findall(body)]
        seen[0] += 1
        seen[1] += bool(versions) and min(versions) < due
        seen[2] += b" 200 " not in head[:20] or not versions
    writer.close()


def _hammer(site: str, paths: Sequence[str], published: Synchronized[int], stop: Any, results: Any) -> None:
    async def all_readers() -> list[int]:
        seen = [0, 0, 0]
        await asyncio.gather(*(_read(site, paths, published, stop, seen) for _ in range(READERS)))
        return seen

    results.put(asyncio.run(all_readers()))


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        body: bytes = answer.read()
        return body


def run(site: str, story: Any, paths: Sequence[str], first: int) -> tuple[list[float], list[float], Seen]:
    """Milliseconds of each publish call and of call and first fresh answers everywhere, and what readers saw."""
    from wireroom.stories.actions import update

    published = multiprocessing.Value(c_int, first - 1)
    stop, results = multiprocessing.Event(), multiprocessing.Queue()
    hammer = multiprocessing.Process(target=_hammer, args=(site, paths, published, stop, results))
    hammer.start()
    calls, whole = [], []
    for number in range(first, first + PUBLICATIONS):
        draft = story.get_latest_revision_as_object()
        draft.headline = headline(number)
        started = time.perf_counter()
        update(draft, by=None)
        calls.append((time.perf_counter() - started) * 1000)
        published.value = number
        for path in paths:
            assert min(map(int, VERSION.findall(_get(site + path)))) == number, path
        whole.append((time.perf_counter() - started) * 1000)
    stop.set()
    seen = results.get()
    hammer.join()
    return calls, whole, Seen(*seen)


def p99(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


def rows_of(name: str, calls: Sequence[float], whole: Sequence[float], seen: Seen) -> list[Row]:
    figure = f"median {statistics.median(calls):.0f}, p99 {p99(calls):.0f} ms"
    fresh = f"median {statistics.median(whole):.0f}, p99 {p99(whole):.0f} ms"
    stale = f"{seen.stale} of {seen.answers:,}"
    return [
        Row(f"publish call, {name}, {READERS} readers", figure, "p99 <= 100 ms"),
        Row("call and a fresh answer from every surface", fresh),
        Row("stale answers to requests begun after it", stale, "0", f"{seen.errors} errors"),
    ]


def main(sizes: list[int]) -> None:
    django.setup()
    from django.core.management import call_command

    from bench.population import populate, told
    from wireroom.core.home import home
    from wireroom.stories.actions import update
    from wireroom.stories.models import Story
    from wireroom.website import addresses

    call_command("migrate", verbosity=0)
    home().chmod(0o755)  # nginx reads the press folder under a name of its own
    size = max(sizes)
    print(f"populating {size:,} stories")
    populate(size, languages=("en",), tell=told(size))
    story = Story.objects.filter(is_archive=False).newest()[0]
    story.headline, story.priority = headline(0), 1
    update(story, by=None)
    story = Story.objects.get(pk=story.pk)
    path, section = addresses.of("en", story), addresses.section("en", story.section.code)
    feeds = [f"/en/{name}" for name in ("rss.xml", "atom.xml", "feed.json")]
    paths = [path, "/en/", section, *feeds, f"{section}rss.xml", "/news-sitemap.xml"]
    rows = []
    with serving() as (_pid, site):
        rows += rows_of(f"{size:,} stories", *run(site, story, paths, 1))
    if nginx.installed():
        port = free_port()
        with (
            tempfile.TemporaryDirectory(prefix="wireroom-nginx-") as room,
            serving(SITE_URL=f"http://127.0.0.1:{port}") as (_pid, site),
            nginx.shipped(site.removeprefix("http://"), port, home(), Path(room)) as (_server, front),
        ):
            rows += rows_of("through the shipped nginx", *run(front, story, paths, 1 + PUBLICATIONS))
    print_rows("Freshness", rows)

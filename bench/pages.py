"""What a page costs that is not stored: time and queries of each page type in small and large archives."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence

import django

from bench.table import Row, print_rows

ROUNDS = 60


def _measure(paths: Sequence[str]) -> tuple[float, float, int]:
    """Median wall and CPU milliseconds of one page, and the most queries that any took; the first few only warm up."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    for path in paths[:5]:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
    with CaptureQueriesContext(connection) as queries:
        client.get(paths[0])
    count = len(queries)
    walls, cpus = [], []
    for path in paths:
        wall, cpu = time.perf_counter(), time.process_time()
        client.get(path)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return statistics.median(walls), statistics.median(cpus), count


def _pages() -> Iterator[tuple[str, Sequence[str]]]:
    """Each page type with different addresses of its kind, spread over the whole archive."""
    from wireroom.stories.models import Author, Section, Story, Topic

    pks = list(Story.objects.order_by("pk").values_list("pk", flat=True))
    spread = Story.objects.filter(pk__in=pks[:: max(1, len(pks) // ROUNDS)][:ROUNDS])
    stories = [f"/en/{s.url_date:%Y/%m/%d}/{s.slug}/" for s in spread]
    days = [f"/en/archive/{s.url_date:%Y/%m/%d}/" for s in spread]
    many: Callable[[str], list[str]] = lambda path: [path] * ROUNDS  # noqa: E731 - a local shorthand
    yield "story", stories
    yield "history", [f"{path}history/" for path in stories]
    yield "front", many("/en/")
    yield "section", [f"/en/{section.code}/" for section in Section.objects.all()] * (ROUNDS // 8)
    yield "topic", [f"/en/topic/{topic.slug}/" for topic in Topic.objects.all()[:ROUNDS]]
    yield "author", [f"/en/author/{author.code}/" for author in Author.objects.all()[:ROUNDS]]
    yield "archive day", days
    yield "RSS", many("/en/rss.xml")
    yield "news sitemap", many("/news-sitemap.xml")


def _floor() -> float:
    """The reference: milliseconds that Django itself takes for a page of one query and no text."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        client.get("/robots.txt")
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def main(sizes: list[int]) -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.population import populate, told
    from wireroom.core.home import home

    rows: list[Row] = []
    for size in sizes:
        connection.close()
        for leftover in home().glob("wireroom.sqlite3*"):
            leftover.unlink()
        call_command("migrate", verbosity=0)
        print(f"populating {size:,} stories")
        populate(size, languages=("en",), tell=told(size))
        floor = f"{_floor():.1f} ms robots.txt"
        for name, paths in _pages():
            wall, cpu, queries = _measure(paths)
            bar = "12 ms, 8 queries" if name == "story" else ""
            rows.append(
                Row(f"{name}, {size:,} stories", f"{wall:.1f} ms ({cpu:.1f} CPU), {queries} queries", bar, floor)
            )
    print_rows("Pages that are not stored", rows)

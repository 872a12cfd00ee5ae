"""Comments: how many are taken a second, each of them durable, and what the pages of 10,000 comments cost."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

import django

from bench.table import Row, print_rows

TAKEN = 1500
THREAD = 10_000
ROUNDS = 40


def _syncs() -> float:
    """The reference: commits a second of one small row, by SQLite alone on the same disk with the same settings."""
    import sqlite3

    from wireroom.core.home import home

    with tempfile.TemporaryDirectory(dir=home()) as folder:
        database = sqlite3.connect(Path(folder) / "reference.sqlite3", isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE said (id INTEGER PRIMARY KEY, text TEXT)")
        started = time.perf_counter()
        for _ in range(TAKEN):
            database.execute("INSERT INTO said (text) VALUES (?)", ["x" * 200])
        return TAKEN / (time.perf_counter() - started)


def _taken(story_id: int) -> float:
    """Comments a second through the action, each by another reader on another network, one commit each."""
    from wireroom.reactions.comments.actions import post
    from wireroom.reactions.comments.types import Sent
    from wireroom.reactions.readers import Reader, new_token
    from wireroom.stories.models import Story

    story = Story.objects.select_related("locale__edition").get(pk=story_id)
    started = time.perf_counter()
    for number in range(TAKEN):
        reader = Reader(new_token(), f"place {number}")
        post(story, Sent("Mara", f"What I think of it, number {number}: it was about time."), reader=reader)
    return TAKEN / (time.perf_counter() - started)


def _fill(story_id: int) -> None:
    """A thread of `THREAD` comments, every third a reply."""
    from wireroom.core import clock
    from wireroom.reactions.comments.models import Comment, Discussion

    now, found = clock.now(), Comment.objects.of(story_id).count()
    rows = [
        Comment(
            story_id=story_id,
            number=number,
            thread=number - number % 3 if number % 3 and number > 3 else number,
            language="en",
            name=f"Reader {number}",
            text=f"What I think of it, number {number}.\n\n> it was about time\n\nAnd https://example.org/{number}",
            reader=str(number),
            digest=str(number),
            key=str(number),
            state="published",
            is_shown=True,
            created_at=now,
            published_at=now,
        )
        for number in range(found + 1, THREAD + 1)
    ]
    Comment.objects.bulk_create(rows, batch_size=500)
    Discussion.objects.filter(pk=story_id).update(published=THREAD, shown=THREAD, numbered=THREAD)


def _page(path: str) -> tuple[float, int, int]:
    """Median milliseconds, queries and bytes of a page that is not stored."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
        count = len(queries)
    assert answer.status_code == 200, (path, answer.status_code)
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times), count, len(answer.content)


def main(sizes: list[int]) -> None:
    django.setup()
    from django.core.management import call_command

    from bench.population import populate
    from wireroom.stories.models import Story

    call_command("migrate", verbosity=0)
    populate(min(sizes), languages=("en",))
    story = Story.objects.published().newest().first()
    assert story is not None
    assert story.url_date is not None
    Story.objects.filter(pk=story.pk).update(first_published_at=django.utils.timezone.now())
    path = f"/en/{story.url_date:%Y/%m/%d}/{story.slug}/"
    alone, _queries, _size = _page(path)
    syncs, taken = _syncs(), _taken(story.pk)
    load = f"load {os.getloadavg()[0]:.1f}"
    bar = f"{min(300, 0.8 * syncs):,.0f}/s"
    rows = [Row("comments taken, durable", f"{taken:,.0f}/s", bar, f"{syncs:,.0f} FULL-sync commits/s, {load}")]
    _fill(story.pk)
    for name, address in (
        ("story page, 10,000 comments", path),
        ("first page of comments", f"{path}comments/"),
        ("newest first", f"{path}comments/?order=newest"),
        ("page 250 of 500", f"{path}comments/?page=250"),
        ("last page", f"{path}comments/?page=500"),
        ("feed", f"{path}comments/atom.xml"),
    ):
        wall, queries, size = _page(address)
        reference = f"{alone:.1f} ms the story without comments"
        rows.append(Row(name, f"{wall:.1f} ms, {queries} queries, {size / 1000:.0f} kB", "50 ms", reference))
    print_rows("Comments", rows)

"""How fast an archive is taken in, and how long that holds the database's writer."""

from __future__ import annotations

import select
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from bench.table import Row, print_rows

ITEMS = 4_000


def commits_per_second(folder: Path) -> float:
    """The reference: durable one-row commits that this disk takes a second."""
    database = sqlite3.connect(folder / "commits.sqlite3", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE row (value)")
    started = time.perf_counter()
    for number in range(300):
        database.execute("INSERT INTO row VALUES (?)", (number,))
    return 300 / (time.perf_counter() - started)


@contextmanager
def _another_writer(database: Path) -> Iterator[list[float]]:
    """A process beside the import that takes the writer again and again; yields its waits in ms, filled at the end.

    SQLite checkpoints after a commit has let the writer go, so only somebody who wants it knows how long it was held.
    """
    waits: list[float] = []
    command = [sys.executable, "-c", "from bench.imports import wait_for_writer; wait_for_writer()", str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        yield waits
        output, _nothing = other.communicate("")
        waits += [float(line) for line in output.split()]


def wait_for_writer() -> None:
    """Prints how long each turn at the writer was waited for, once standard input ends."""
    database = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=0)
    waits = []
    while not select.select([sys.stdin], [], [], 0.004)[0]:
        started = time.perf_counter()
        while not _takes_writer(database):
            time.sleep(0.0002)
        waits.append((time.perf_counter() - started) * 1000)
        database.execute("ROLLBACK")
    print(*waits, sep="\n")


def _takes_writer(database: sqlite3.Connection) -> bool:
    try:
        database.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    return True


def main(_sizes: list[int]) -> None:
    django.setup()
    import random

    from django.core.management import call_command

    from bench.population import Tongue
    from wireroom.core.home import home
    from wireroom.formats import ninjs
    from wireroom.formats.newsitem import Credit, NewsItem
    from wireroom.stories.bulk import Intake, Pace, Registry, take_in
    from wireroom.stories.setup import open_agency

    call_command("migrate", verbosity=0)
    open_agency(names="Bench Agency", editions=["en"])
    tongue, chance = Tongue("en"), random.Random("import")
    lines = [
        ninjs.render(
            NewsItem(
                guid=f"urn:bench:{number}",
                language="en",
                headline=tongue.headline(chance),
                summary=tongue.summary(chance),
                body=tongue.body(chance),
                credits=(Credit(f"Source {number % 20}"),),
            )
        )
        for number in range(ITEMS)
    ]
    pace, registry, intake = Pace(), Registry(), Intake(publish=True)
    with _another_writer(home() / "wireroom.sqlite3") as waits:
        started, position = time.perf_counter(), 0
        while position < ITEMS:
            batch = lines[position : position + pace.size]
            take_in([ninjs.parse(line) for line in batch], registry, intake, pace)
            position += len(batch)
        seconds = time.perf_counter() - started
    holds = sorted(waits)
    reference = f"{commits_per_second(home()):,.0f} durable commits/s"
    print_rows(
        "Import of ninjs, with search index and signed dispatches",
        [
            Row("stories a second", f"{ITEMS / seconds:,.0f}", ">= 150", reference),
            Row("another writer waits, median", f"{statistics.median(holds):.0f} ms"),
            Row("another writer waits, 99 of 100", f"{holds[int(len(holds) * 0.99)]:.0f} ms"),
            Row("another writer waits, longest", f"{holds[-1]:.0f} ms", "<= 50 ms"),
        ],
    )

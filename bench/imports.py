"""How fast an archive is taken in, and how long that holds the database's writer."""

from __future__ import annotations

import sqlite3
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

import django

from bench.table import Row, print_rows

ITEMS = 4_000


def _commits_per_second(folder: Path) -> float:
    """The reference: durable one-row commits that this disk takes a second."""
    database = sqlite3.connect(folder / "commits.sqlite3", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE row (value)")
    started = time.perf_counter()
    for number in range(300):
        database.execute("INSERT INTO row VALUES (?)", (number,))
    return 300 / (time.perf_counter() - started)


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

    @dataclass(slots=True)
    class Noting(Pace):
        """A pace that remembers how long each transaction held the writer."""

        holds: list[float] = field(default_factory=list)

        def note(self, seconds: float) -> None:
            self.holds.append(seconds * 1000)
            Pace.note(self, seconds)

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
    pace, registry, intake = Noting(), Registry(), Intake(publish=True)
    started, position = time.perf_counter(), 0
    while position < ITEMS:
        batch = lines[position : position + pace.size]
        take_in([ninjs.parse(line) for line in batch], registry, intake, pace)
        position += len(batch)
    seconds = time.perf_counter() - started
    holds = sorted(pace.holds)
    reference = f"{_commits_per_second(home()):,.0f} durable commits/s"
    print_rows(
        "Import of ninjs, with search index and signed dispatches",
        [
            Row("stories a second", f"{ITEMS / seconds:,.0f}", ">= 150", reference),
            Row("writer held, median", f"{statistics.median(holds):.0f} ms"),
            Row("writer held, 99 of 100", f"{holds[int(len(holds) * 0.99)]:.0f} ms"),
            Row("writer held, longest", f"{holds[-1]:.0f} ms", "<= 50 ms"),
        ],
    )

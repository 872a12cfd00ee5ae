"""How long readers and the newsroom wait for a search at 100,000 stories, on SQLite and on PostgreSQL.

`python -m bench.search [--stories N] [--languages en,zh-hans] [--only sqlite|postgresql]`
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.table import Table

DATABASES = ("sqlite", "postgresql")
ROUNDS = 9
READER, DESK, INDEX = 150.0, 300.0, 2.0
"""Bars in milliseconds: a reader's search, the desk's list, one story's share of a release."""


def main() -> int:
    asked = _arguments()
    if asked.measure:
        _measure(asked.stories, asked.languages.split(","))
        return 0
    results = {name: _measured(name, asked) for name in ([asked.only] if asked.only else DATABASES)}
    table = Table(title=f"Search at {asked.stories:,} stories ({asked.languages}), milliseconds")
    for heading in ("", *(f"{name} {what}" for name in results for what in ("median", "worst")), "bar"):
        table.add_column(heading, justify="left" if not heading else "right")
    for what, (_median, _worst, bar) in next(iter(results.values())).items():
        cells = [f"{value:.1f}" for rows in results.values() for value in rows[what][:2]]
        table.add_row(what, *cells, f"{bar:.0f}")
    Console(width=140).print(table)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--languages", default="en")
    parser.add_argument("--only", choices=DATABASES)
    parser.add_argument(
        "--measure",
        action="store_true",
        help="measure on DATABASE_URL (else WIREROOM_HOME), filled before if it is empty, and print JSON",
    )
    return parser.parse_args()


Row = tuple[float, float, float]
"""Median and worst in milliseconds, and the bar."""


@contextmanager
def _database(name: str) -> Iterator[dict[str, str]]:
    """The environment of a fresh database."""
    from tests.postgres import postgres

    with tempfile.TemporaryDirectory(prefix="wireroom-bench-") as home:
        environment = os.environ | {"WIREROOM_HOME": home, "DJANGO_SETTINGS_MODULE": "wireroom.config.settings"}
        environment.pop("DATABASE_URL", None)
        if name == "sqlite":
            yield environment
        else:
            with postgres() as url:
                yield environment | {"DATABASE_URL": url}


def _measured(name: str, asked: argparse.Namespace) -> dict[str, Row]:
    print(f"{name}:", flush=True)
    command = [sys.executable, "-m", "bench.search", "--measure", f"--stories={asked.stories}"]
    with _database(name) as environment:
        done = subprocess.Popen(
            [*command, f"--languages={asked.languages}"], env=environment, stdout=subprocess.PIPE, text=True
        )
        assert done.stdout is not None
        rows: dict[str, Row] = {}
        for line in done.stdout:
            if line.startswith("{"):
                rows = {what: (row[0], row[1], row[2]) for what, row in json.loads(line).items()}
            else:
                print(line, end="", flush=True)
        if done.wait():
            raise SystemExit(f"measuring on {name} failed")
        return rows


def _timed(work: Callable[[], object], bar: float, rounds: int = ROUNDS) -> Row:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times), max(times), bar


def _measure(number: int, languages: list[str]) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.population import Agency, populate, told
    from wireroom.stories.models import Story

    call_command("migrate", verbosity=0)
    if Story.objects.exists():
        agency = Agency.open(languages)
    else:
        agency = populate(number, languages=languages, tell=told(number))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    edition = agency.editions[-1]
    words = agency.tongues[edition.code].words
    print(json.dumps(_readers(agency.editions[-1], words) | _newsroom(words) | _releases()))


def _readers(edition: object, words: list[str]) -> dict[str, Row]:
    from django.utils import timezone

    from wireroom.formats.html import plain_text
    from wireroom.search.query import search
    from wireroom.search.rules import snippet
    from wireroom.stories.models import Edition, Section, Source

    assert isinstance(edition, Edition)
    most, second, common, rarer, rare = words[0], words[4], words[100], words[1_000], words[-5_000]
    now = timezone.now()
    section, source = Section.objects.order_by("pk")[4], Source.objects.order_by("pk")[3]

    def page() -> None:
        results = search(common, edition)
        for story in results.stories():
            assert story.dispatch is not None
            snippet(plain_text(story.dispatch.item.body), results.query, edition.code)

    asked: dict[str, Callable[[], object]] = {
        "commonest word": lambda: search(most, edition),
        "commonest word, newest first": lambda: search(most, edition, newest=True),
        "commonest word, page 50": lambda: search(most, edition, page=50),
        "commonest word, page 400": lambda: search(most, edition, page=400),
        "common word": lambda: search(common, edition),
        "less common word": lambda: search(rarer, edition),
        "rare word": lambda: search(rare, edition),
        "a word nobody wrote": lambda: search("zzzz", edition),
        "two common words": lambda: search(f"{most} {second}", edition),
        "common and rare word": lambda: search(f"{most} {rare}", edition),
        "common without a common one": lambda: search(f"{common} -{second}", edition),
        "phrase of two common words": lambda: search(f'"{most} {second}"', edition),
        "commonest in one section": lambda: search(most, edition, section=section),
        "commonest of one source": lambda: search(most, edition, source=source),
        "commonest of one month": lambda: search(
            most, edition, since=now - timedelta(days=700), until=now - timedelta(days=670)
        ),
        "common word, page with 20 snippets": page,
    }
    return {what: _timed(work, READER) for what, work in asked.items()}


def _newsroom(words: list[str]) -> dict[str, Row]:
    from wireroom.search.query import desk_search
    from wireroom.stories.models import Story

    def listed(text: str) -> Callable[[], object]:
        def work() -> None:
            stories = desk_search(text, Story.objects.order_by("-pk"))
            stories.order_by()[:10_001].count()
            list(stories.for_lists()[:25])

        return work

    asked = {"commonest word": words[0], "common word": words[100], "two common words": f"{words[0]} {words[4]}"}
    asked |= {"rare word": words[-5_000], "slugline": "BENCH-77"}
    return {f"desk list, {what}": _timed(listed(text), DESK) for what, text in asked.items()}


def _releases() -> dict[str, Row]:
    from django.db import transaction

    from wireroom.search.index import put_drafts, put_released
    from wireroom.stories.models import Story

    stories = list(Story.objects.select_related("locale__edition", "section", "dispatch").order_by("-pk")[:200])
    released = iter([(story, story.dispatch) for story in stories if story.dispatch])
    drafts = iter(stories)

    with transaction.atomic():
        return {
            "index one released story": _timed(lambda: put_released([next(released)]), INDEX, 190),
            "index one draft": _timed(lambda: put_drafts([next(drafts)]), INDEX, 190),
        }


if __name__ == "__main__":
    sys.exit(main())

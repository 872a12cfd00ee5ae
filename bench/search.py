"""How long readers and the newsroom wait for a search at 100,000 stories, on SQLite and on PostgreSQL.

`python -m bench.search --help` says how to measure one database, or another language.
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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from bench.table import Row, print_rows

DATABASES = ("sqlite", "postgresql")
ROUNDS = 9
READER, DESK, INDEX = 150, 300, 2
"""Bars in milliseconds: a reader's search, the desk's list, one story's share of a release."""


def main(sizes: list[int], databases: Sequence[str] = DATABASES, languages: str = "en") -> None:
    """Measures at the largest of `sizes`, each database filled and asked in a process of its own."""
    size = max(sizes)
    results = {name: _measured(name, size, languages) for name in databases}
    rows = []
    for what, (_median, _worst, bar) in next(iter(results.values())).items():
        medians = " · ".join(f"{found[what][0]:.1f}" for found in results.values())
        worst = " · ".join(f"{found[what][1]:.0f}" for found in results.values())
        rows.append(Row(what, f"{medians} ms", f"{bar} ms", f"worst {worst} ms"))
    print_rows(f"Search in {size:,} stories ({languages}), {' · '.join(databases)}", rows)


Times = tuple[float, float, int]
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


def _measured(name: str, size: int, languages: str) -> dict[str, Times]:
    print(f"{name}: populating {size:,} stories", flush=True)
    step = f"from bench.search import measure; measure({size}, {languages.split(',')!r})"
    with _database(name) as environment:
        child = subprocess.Popen([sys.executable, "-c", step], env=environment, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        found: dict[str, Times] = {}
        for line in child.stdout:
            if line.startswith("{"):
                found = {what: (row[0], row[1], row[2]) for what, row in json.loads(line).items()}
            else:
                print(line, end="", flush=True)
        if child.wait():
            raise SystemExit(f"Measuring on {name} failed.")
    return found


def _timed(work: Callable[[], object], bar: int, rounds: int = ROUNDS) -> Times:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times), max(times), bar


def measure(size: int, languages: list[str]) -> None:
    """Measures on the database that the environment names, filled before if it is empty, and prints JSON."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.population import Agency, populate, told
    from wireroom.stories.models import Story

    call_command("migrate", verbosity=0)
    is_filled = Story.objects.exists()
    agency = Agency.open(languages) if is_filled else populate(size, languages=languages, tell=told(size))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    edition = agency.editions[-1]
    words = agency.tongues[edition.code].words
    print(json.dumps(_readers(edition, words) | _newsroom(words) | _releases()))


def _readers(edition: object, words: list[str]) -> dict[str, Times]:
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


def _newsroom(words: list[str]) -> dict[str, Times]:
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


def _releases() -> dict[str, Times]:
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
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--languages", default="en", help="such as en,zh-hans; the last one is asked")
    parser.add_argument("--only", choices=DATABASES)
    options = parser.parse_args()
    main([options.stories], [options.only] if options.only else DATABASES, options.languages)

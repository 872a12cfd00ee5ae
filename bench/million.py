"""Whether an agency slows down as it grows: pages and publishing at 10,000 and at 1,000,000 stories."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence

import django

from bench.pages import _measure, _pages
from bench.table import Row, print_rows

SMALL, BASE, LARGE = 10_000, 100_000, 1_000_000
LOOKED_AT = ("front", "section", "story", "RSS", "archive day")
UNEVEN = {"archive day": "where a day has few stories, not a page full of them"}
"""What shows more in a larger agency: no bar for it."""


def _publishing(rounds: int = 40) -> float:
    """Median milliseconds of processor time of one update of the newest story."""
    from wireroom.stories.actions import update
    from wireroom.stories.models import Story

    story = Story.objects.filter(is_archive=False).newest()[0]
    times = []
    for number in range(rounds):
        draft = story.get_latest_revision_as_object() if story.latest_revision_id else story
        draft.headline = f"Version {number} of the flood"
        started = time.process_time()
        update(draft, by=None)
        times.append((time.process_time() - started) * 1000)
        story.refresh_from_db()
    return statistics.median(times)


def _costs() -> dict[str, float]:
    """Median milliseconds of processor time, by what was done."""
    costs = {name: _measure(paths)[1] for name, paths in _pages() if name in LOOKED_AT}
    return costs | {"publish": _publishing()}


def main(_sizes: Sequence[int]) -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.population import multiply, populate, told
    from wireroom.core.home import home

    call_command("migrate", verbosity=0)
    populate(SMALL, languages=("en",), tell=told(SMALL))
    small = _costs()
    connection.close()
    for leftover in home().glob("wireroom.sqlite3*"):
        leftover.unlink()
    call_command("migrate", verbosity=0)
    populate(BASE, languages=("en",), tell=told(BASE))
    multiply(LARGE // BASE, tell=lambda written: print(f"  {written:,} of {LARGE:,} stories", flush=True))
    large = _costs()
    rows = []
    for name, cost in small.items():
        bar, why = ("", f", {UNEVEN[name]}") if name in UNEVEN else ("<= 1.3 x", "")
        rows.append(
            Row(name, f"{large[name]:.1f} ms = {large[name] / cost:.2f} x", bar, f"{cost:.1f} ms at {SMALL:,}{why}")
        )
    print_rows(f"Growing to {LARGE:,} stories (processor time)", rows)

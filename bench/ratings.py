"""How many votes are stored in a second, each durable before the reader is thanked."""

from __future__ import annotations

import statistics
import time

import django

from bench.imports import commits_per_second
from bench.table import Row, print_rows

STORIES = 50
VOTES = 2_000


def main(_sizes: list[int]) -> None:
    django.setup()
    import random

    from django.core.management import call_command

    from bench.population import Tongue
    from wireroom.core.home import home
    from wireroom.formats.newsitem import NewsItem
    from wireroom.reactions.ratings.actions import rate
    from wireroom.reactions.ratings.models import Rating, Tally
    from wireroom.reactions.readers import Reader
    from wireroom.stories.bulk import Intake, Pace, Registry, take_in
    from wireroom.stories.models import Story
    from wireroom.stories.setup import open_agency

    call_command("migrate", verbosity=0)
    open_agency(names="Bench Agency", editions=["en"])
    tongue, chance = Tongue("en"), random.Random("ratings")
    items = [NewsItem(f"urn:bench:{number}", "en", tongue.headline(chance)) for number in range(STORIES)]
    take_in(items, Registry(), Intake(publish=True), Pace())
    stories = list(Story.objects.all())

    waits = []
    for number in range(VOTES):
        story, reader = stories[number % STORIES], Reader(f"reader {number}", place=f"place {number % 700}")
        started = time.perf_counter()
        rate(story, reader=reader, stars=chance.choices((1, 2, 3, 4, 5), (10, 5, 15, 30, 40))[0])
        waits.append(time.perf_counter() - started)
    assert Rating.objects.count() == VOTES == sum(Tally.objects.values_list("votes", flat=True))
    waits.sort()
    reference = f"{commits_per_second(home()):,.0f} durable commits/s"
    print_rows(
        "Ratings, one at a time",
        [
            Row("votes stored a second", f"{VOTES / sum(waits):,.0f}", "", reference),
            Row("one vote, median", f"{statistics.median(waits) * 1000:.1f} ms"),
            Row("one vote, 99 of 100", f"{waits[int(VOTES * 0.99)] * 1000:.1f} ms"),
        ],
    )

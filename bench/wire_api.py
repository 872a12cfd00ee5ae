"""A page of the pull API out of a long log: first fetched, and fetched again. Each story has ten versions."""

from __future__ import annotations

import itertools
import random
import statistics
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import django

from bench.table import Row, print_rows

PAGE = 100
VERSIONS = 10
"""Of each story in the log."""
BATCH = 5_000
ROUNDS = 40
EVERY = 7
"""One dispatch in so many is carried by the narrow product."""


def main(sizes: list[int]) -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    size = max(sizes) * 10
    texts = _fill(size)
    print_rows(f"Pull API, {size:,} dispatches of {statistics.mean(map(len, texts)):,.0f} bytes", _rows(size))


def _fill(size: int) -> list[str]:
    """Writes the log as it stands after years, without signing or searching it."""
    from bench.population import Tongue
    from wireroom.formats.canonical import canonical_json, to_payload
    from wireroom.formats.newsitem import Credit, NewsItem
    from wireroom.stories.bulk import Intake, Pace, Registry, take_in
    from wireroom.stories.models import Dispatch, LogHead, Story
    from wireroom.stories.setup import open_agency
    from wireroom.wire_out.models import Match, MatchHead, Product

    open_agency(names="Bench Agency", editions=["en"])
    tongue, chance = Tongue("en"), random.Random("wire")
    items = [
        NewsItem(
            f"urn:bench:{number}",
            "en",
            tongue.headline(chance),
            summary=tongue.summary(chance),
            body=tongue.body(chance),
            credits=(Credit("Bench"),),
            section="world",
        )
        for number in range(200)
    ]
    texts = [canonical_json(to_payload(item)).decode() for item in items]
    take_in(items[:1], Registry(), Intake(publish=True), Pace())
    story, first = Story.objects.get(), Dispatch.objects.get()
    _copy(Story, story, size // VERSIONS, _another_story)
    began = datetime.now(UTC) - timedelta(days=2000)

    def dispatch(row: dict[str, object], n: int) -> dict[str, object]:
        place = {"seq": 1 + n, "story_id": 1 + n // VERSIONS, "guid": f"urn:bench:{n // VERSIONS}"}
        text = {
            "payload": texts[n % len(texts)],
            "version": 1 + n % VERSIONS,
            "kind": "update" if n % VERSIONS else "new",
        }
        return row | place | text | {"released_at": began + timedelta(minutes=n), "hash": f"{n:064x}"}

    _copy(Dispatch, first, size, dispatch)
    LogHead.objects.update_or_create(pk=1, defaults={"seq": size})
    broad, narrow = (Product.objects.create(name=name, from_seq=0) for name in ("Everything", "Some"))
    MatchHead.objects.update_or_create(pk=1, defaults={"seq": size})
    for seqs in _batched(range(1, size + 1)):
        Match.objects.bulk_create(
            [Match(product=broad, dispatch_id=seq) for seq in seqs]
            + [Match(product=narrow, dispatch_id=seq) for seq in seqs if seq % EVERY == 0]
        )
    return texts


def _another_story(row: dict[str, object], n: int) -> dict[str, object]:
    unique = {"id": 1 + n, "guid": f"urn:bench:{n}", "slug": f"s{n}", "translation_key": uuid.uuid4()}
    return row | unique | {"live": False, "dispatch_id": None}


def _copy(model: type, row: object, number: int, change: Callable[[dict[str, object], int], dict[str, object]]) -> None:
    """The one row, so many times, changed."""
    from django.db import connection, transaction

    names = [field.column for field in model._meta.concrete_fields]  # type: ignore[attr-defined]
    attributes = {field.column: field for field in model._meta.concrete_fields}  # type: ignore[attr-defined]
    blank = {field.column: getattr(row, field.attname) for field in model._meta.concrete_fields}  # type: ignore[attr-defined]
    table = model._meta.db_table  # type: ignore[attr-defined]
    columns, slots = ", ".join(f'"{name}"' for name in names), ", ".join(["%s"] * len(names))

    def values(n: int) -> list[object]:
        changed = change(blank, n)
        return [attributes[name].get_db_prep_save(changed[name], connection) for name in names]

    for numbers in _batched(range(1, number)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({slots})', [values(n) for n in numbers])


def _batched(numbers: range) -> Iterator[Sequence[int]]:
    rest = iter(numbers)
    while batch := list(itertools.islice(rest, BATCH)):
        yield batch


def _rows(size: int) -> list[Row]:
    from wireroom.wire_out.models import Product

    rows = []
    for name in ("Everything", "Some"):
        product = Product.objects.get(name=name)
        places = random.Random(name).sample(range(1, size - EVERY * PAGE - 1), ROUNDS)
        bare = _timed(places, lambda since, product=product: _bare(product.pk, since))
        ask = _client(product)
        first, again = _timed(places, ask), _timed(places, ask)
        reference = f"{bare}: the bare SELECT"
        rows += [
            Row(f"{name}: page of {PAGE}, fetched first (receipts written)", str(first), "<= 30 ms", reference),
            Row(f"{name}: the same again", str(again), "<= 30 ms", reference),
        ]
    return rows


def _client(product: object) -> Callable[[int], object]:
    from django.test import Client

    from wireroom.wire_out.actions import issue_token
    from wireroom.wire_out.models import Endpoint, Entitlement, Subscriber

    client = Subscriber.objects.create(name=f"Client of {product}")
    Entitlement.objects.create(subscriber=client, product=product, from_seq=0)  # type: ignore[misc]
    place = Endpoint.objects.create(subscriber=client, name="pull", kind="pull", starting_seq=0)
    place.products.add(product)
    _token, text = issue_token(name="bench", scopes=["read"], endpoint=place, by=None)
    caller = Client(headers={"authorization": f"Bearer {text}"}, SERVER_NAME="localhost")

    def ask(since: int) -> object:
        answer = caller.get(f"/wire/api/v1/dispatches?since={since}&limit={PAGE}")
        assert answer.status_code == 200, answer.content
        assert answer.headers["Wire-Count"] == str(PAGE)
        return answer

    return ask


def _bare(product: int, since: int) -> object:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.* FROM wire_out_match m JOIN stories_dispatch d ON d.seq = m.dispatch_id "
            "WHERE m.product_id = %s AND m.dispatch_id > %s ORDER BY m.dispatch_id LIMIT %s",
            [product, since, PAGE],
        )
        return cursor.fetchall()


@dataclass(frozen=True)
class Times:
    """Milliseconds by the clock, and of work on a core: they part where others use the machine too."""

    elapsed: Sequence[float]
    worked: Sequence[float]

    def __str__(self) -> str:
        late = self.elapsed[int(len(self.elapsed) * 0.95)]
        elapsed, worked = statistics.median(self.elapsed), statistics.median(self.worked)
        return f"{elapsed:.1f} ms, p95 {late:.1f}; {worked:.1f} of work"


def _timed(places: Sequence[int], call: Callable[[int], object]) -> Times:
    call(places[0])
    times = []
    for place in places[1:]:
        began, worked = time.perf_counter(), time.process_time()
        call(place)
        times.append(((time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000))
    return Times(sorted(elapsed for elapsed, _work in times), sorted(work for _elapsed, work in times))

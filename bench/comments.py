"""Comments: how many are taken a second, each of them durable, and what the pages of 10,000 comments cost."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import django

from bench.table import Row, print_rows

if TYPE_CHECKING:
    from django.test import Client

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


def _page(path: str, client: Client) -> str:
    """Median milliseconds by the clock and of the processor, queries and size of a page that is not stored."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
        count = len(queries)
    assert answer.status_code == 200, (path, answer.status_code)
    wall, processor = [], []
    for _ in range(ROUNDS):
        started, used = time.perf_counter(), time.process_time()
        client.get(path)
        wall.append((time.perf_counter() - started) * 1000)
        processor.append((time.process_time() - used) * 1000)
    spent = f"{statistics.median(wall):.1f} ms ({statistics.median(processor):.1f} of CPU)"
    return f"{spent}, {count} queries, {len(answer.content) / 1000:.0f} kB"


def _moderator() -> Client:
    """A chief's browser."""
    from django.contrib.auth.models import Group
    from django.test import Client

    from wireroom.accounts.models import User
    from wireroom.accounts.rules import Role

    user = User.objects.create_user("chief", "chief@example.org", "secret", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=Role.CHIEF.value)[0])
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def main(sizes: list[int]) -> None:
    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from bench.population import populate
    from wireroom.reactions.comments.models import Comment
    from wireroom.stories.models import Story

    call_command("migrate", verbosity=0)
    populate(min(sizes), languages=("en",))
    story = Story.objects.published().newest().first()
    assert story is not None
    assert story.url_date is not None
    Story.objects.filter(pk=story.pk).update(first_published_at=django.utils.timezone.now())
    path = f"/en/{story.url_date:%Y/%m/%d}/{story.slug}/"
    reader = Client(headers={"host": "localhost"})
    alone = _page(path, reader)
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
        rows.append(Row(name, _page(address, reader), "50 ms", f"{alone} the story without comments"))
    Comment.objects.of(story.pk).filter(number__gt=100).update(state="waiting", is_shown=False)
    Comment.objects.of(story.pk).published().update(reports=2)
    moderator = _moderator()
    empty = _page("/desk/comments/?state=refused", moderator)
    for name, address in (
        ("moderation list, 10,000 undecided", "/desk/comments/"),
        ("moderation list, all of the story", f"/desk/comments/?state=all&scope=all&story={story.pk}"),
        ("moderation list, page 300", "/desk/comments/?p=300"),
    ):
        rows.append(Row(name, _page(address, moderator), "50 ms", f"{empty} the list when empty"))
    print_rows("Comments", rows)

"""Dropping pages: written down in the transaction that makes them stale, done after its commit, replayed if it was not.

Every machine does each row once in its own press folder: the publishing process at once, the others by following the
rows (`catch_up`), and a process that starts before it answers anybody.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from wireroom.core import clock
from wireroom.press.folder import store
from wireroom.press.generations import Generation
from wireroom.press.index import Done
from wireroom.press.models import Coalesced, Purge
from wireroom.press.store import Store

EVERYTHING = "everything"
"""The tag of every page: it shows names of sections and editions, templates, settings."""
KEPT = timedelta(days=1)
"""How long a machine may be cut off and still catch up row by row; after that it begins with an empty store."""
SETTLED = timedelta(minutes=1)
"""Transactions commit out of the order of their rows' numbers on PostgreSQL, but never later than this."""
BETWEEN_DROPS = timedelta(seconds=1)
UNTIL_ALL_KNOW = 1.0
"""Seconds in which each process has followed the rows at least once."""


def purge(*tags: str, print_again: Sequence[str] = ()) -> None:
    """Drops the pages with any of `tags` when the transaction commits, and never if it does not.

    The worker prints the pages at the paths `print_again` afterwards, so that no reader waits for them.
    """
    if tags:
        row = Purge.objects.create(tags=sorted(set(tags)), paths=list(print_again), made_at=clock.real())
        transaction.on_commit(partial(_do, row), robust=True)


def _do(row: Purge) -> None:
    """Drops what `row` names without asking the database again, which may be gone a moment after the commit.

    Where the disk lets us drop nothing, whoever serves from it finds that out for themselves, in the time we wait here.
    """
    here = store()
    here.drop(row.tags, done=_as_done(row))
    if here.is_frozen:
        time.sleep(UNTIL_ALL_KNOW)


def purge_soon(*tags: str) -> None:
    """As `purge` for what changes often: at once, but not within a second of the time before, and then for the last.

    The rows stay locked until the commit, so that whoever drops what is due sees this change or comes after it.
    """
    for tag in sorted(set(tags) - _waiting(tags)):
        _purge_or_wait(tag)


def _waiting(tags: Sequence[str]) -> set[str]:
    """Those of `tags` that will be dropped anyway; past Django's layers, since every comment of a flood asks."""
    slots, lock = ", ".join(["%s"] * len(tags)), " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT tag FROM press_coalesced WHERE due_at IS NOT NULL AND tag IN ({slots}) ORDER BY tag{lock}",  # noqa: S608 - slots
            sorted(tags),
        )
        return {tag for (tag,) in cursor.fetchall()}


def _purge_or_wait(tag: str) -> None:
    now = clock.real()
    row, is_new = Coalesced.objects.select_for_update().get_or_create(tag=tag, defaults={"dropped_at": now})
    if is_new or (row.due_at is None and now - row.dropped_at >= BETWEEN_DROPS):
        Coalesced.objects.filter(pk=tag).update(dropped_at=now, due_at=None)
        purge(tag)
    elif row.due_at is None:
        Coalesced.objects.filter(pk=tag).update(due_at=row.dropped_at + BETWEEN_DROPS)


def purge_due() -> int:
    """Drops the coalesced tags whose second is over; any process may call it as often as it likes."""
    now = clock.real()
    if not Coalesced.objects.filter(due_at__lte=now).exists():
        return 0
    with transaction.atomic():
        locked = Coalesced.objects.select_for_update(skip_locked=True)  # whoever holds the others may wait for these
        due = list(locked.filter(due_at__lte=now).values_list("tag", flat=True))
        Coalesced.objects.filter(tag__in=due).update(due_at=None, dropped_at=now)
        purge(*due)
    return len(due)


def begin() -> None:
    """Sees to it that there is a row, so that this database can be told from any other."""
    if not Purge.objects.exists():
        Purge.objects.create(tags=[], made_at=clock.real())


def catch_up() -> int:
    """Does in this machine's folder what purge rows want and was not done here yet; returns how many rows that were.

    A folder that knows other rows than there are begins anew: it was cut off for longer than rows are kept, or filled
    from another database, in whose place a copy has been put.
    """
    here = store()
    try:
        todo = _follow(here)
        if todo is None:
            here.turn_over(follows=False)
            todo = _follow(here)
        return todo or 0
    except sqlite3.Error as error:
        here.give_up(error)
        return 0


def _follow(here: Store) -> int | None:
    """How many rows there were to do; None if they are not those that were followed until now."""
    generation = here.generation()
    if generation is None:
        return 0
    floor = generation.index.floor()
    if floor is None:
        floor = _first_floor(generation)
        here.note_floor(floor)
    done = generation.index.done()  # before the rows are read: another process may do one meanwhile
    rows = {_as_done(row): row for row in Purge.objects.filter(pk__gte=floor.row).order_by("pk")}
    if not done <= rows.keys() or (floor.row and floor not in rows):
        return None
    todo = [row for known, row in rows.items() if known != floor and known not in done]
    for row in todo:
        here.drop(row.tags, done=_as_done(row))
    settled = [known for known, row in rows.items() if _is_settled(row)]
    if settled and settled[-1] != floor:
        here.note_floor(settled[-1])
    return len(todo)


def _as_done(row: Purge) -> Done:
    return Done(row.pk, row.made_at.isoformat())


def _is_settled(row: Purge) -> bool:
    """Whether no row of a lower number can still be committed."""
    return connection.vendor == "sqlite" or row.made_at < clock.real() - SETTLED


def _first_floor(generation: Generation) -> Done:
    """A new generation need not do what was settled when it was born."""
    born = datetime.fromtimestamp(generation.index.born(), UTC) - SETTLED
    settled = Purge.objects.filter(made_at__lt=born).order_by("-pk").first()
    return _as_done(settled) if settled else Done(0, "")


def forget_done() -> int:
    """Deletes rows that every machine has done or will never do, but for the last, by which all know where they are."""
    before = clock.real() - KEPT
    last = Purge.objects.aggregate(last=Max("pk"))["last"]
    done = Purge.objects.filter(made_at__lt=before).exclude(pk=last)
    if settings.CDN_PURGE_URL:
        done = done.exclude(sent_at=None)
    deleted, _by_model = done.delete()
    Coalesced.objects.filter(due_at__isnull=True, dropped_at__lt=before).delete()
    return deleted

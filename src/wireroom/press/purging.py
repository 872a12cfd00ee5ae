"""Dropping pages: written down in the transaction that makes them stale, done after its commit, replayed if it was not.

Every machine does each row once in its own press folder: the publishing process at once, the others by following the
rows (`catch_up`), and a process that starts before it answers anybody.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max

from wireroom.core import clock
from wireroom.press.folder import store
from wireroom.press.models import Coalesced, Purge
from wireroom.press.store import Generation, Store

logger = logging.getLogger(__name__)

EVERYTHING = "everything"
"""The tag of every page: it shows names of sections and editions, templates, settings."""
KEPT = timedelta(days=1)
"""How long a machine may be cut off and still catch up row by row; after that it begins with an empty store."""
SETTLED = timedelta(minutes=1)
"""Transactions commit out of the order of their rows' numbers on PostgreSQL, but never later than this."""
BETWEEN_DROPS = timedelta(seconds=1)


def purge(*tags: str) -> None:
    """Drops the pages with any of `tags` when the transaction commits, and never if it does not."""
    if tags:
        Purge.objects.create(tags=sorted(set(tags)), made_at=clock.real())
        transaction.on_commit(catch_up, robust=True)


def purge_soon(tag: str) -> None:
    """As `purge` for what changes often: at once, but not within a second of the time before, and then for the last.

    The row stays locked until the commit, so that whoever drops what is due sees this change or comes after it.
    """
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
        due = list(Coalesced.objects.select_for_update().filter(due_at__lte=now).values_list("tag", flat=True))
        Coalesced.objects.filter(tag__in=due).update(due_at=None, dropped_at=now)
        purge(*due)
    return len(due)


def catch_up() -> int:
    """Does in this machine's folder what purge rows want and was not done here yet; returns how many rows that were."""
    here = store()
    generation = here.generation()
    if generation is None:
        return 0
    floor = _floor(generation)
    rows = Purge.objects.filter(pk__gt=floor).order_by("pk")
    done = generation.index.applied()
    todo = [row for row in rows if row.pk not in done]
    for row in todo:
        here.drop(row.tags)
    if todo:
        _note(here, todo, floor)
    return len(todo)


def _note(here: Store, todo: Sequence[Purge], floor: int) -> None:
    generation = here.generation()
    if generation is None:
        return
    settled = floor
    for row in todo:
        if connection.vendor == "sqlite" or row.made_at < clock.real() - SETTLED:
            settled = max(settled, row.pk)
    with generation.locked():
        generation.index.note_applied([row.pk for row in todo], floor=settled)


def _floor(generation: Generation) -> int:
    """The number up to which every row is done here. A new generation need not do what was settled when it was born."""
    floor = generation.index.fact("floor")
    if floor is not None:
        return int(floor)
    born = datetime.fromtimestamp(float(generation.index.fact("born") or 0), UTC) - SETTLED
    settled = Purge.objects.filter(made_at__lt=born).aggregate(last=Max("pk"))["last"] or 0
    with generation.locked():
        generation.index.note_applied((), floor=settled)
    return settled


def note_caught_up() -> None:
    """Writes down that this folder knows every row of now."""
    generation = store().generation()
    if generation is not None:
        with generation.locked():
            generation.index.note_fact("caught up", time.time())


def was_cut_off(generation: Generation) -> bool:
    """Whether rows that this folder never saw may have been deleted already."""
    seen = generation.index.fact("caught up") or generation.index.fact("born") or 0
    return time.time() - float(seen) > KEPT.total_seconds() / 2


def forget_done() -> int:
    """Deletes rows that every machine has done or will never do."""
    deleted, _by_model = Purge.objects.filter(made_at__lt=clock.real() - KEPT).delete()
    Coalesced.objects.filter(due_at__isnull=True, dropped_at__lt=clock.real() - KEPT).delete()
    return deleted

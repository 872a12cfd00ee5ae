"""What happens by the clock, and how often."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Event

from django.db import close_old_connections, connection, connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from wireroom.accounts.chores import forget_sessions
from wireroom.core.outages import is_outage
from wireroom.reactions.comments.chores import forget_traces
from wireroom.reactions.ratings.actions import forget_places, thaw
from wireroom.reactions.readers import forget_keys
from wireroom.reactions.typo_reports.chores import forget_old_traces, wait_for_thanks
from wireroom.reactions.typo_reports.settling import settle_the_rest
from wireroom.reactions.typo_reports.tasks import send_thanks
from wireroom.stories.pictures import remove_leftovers
from wireroom.stories.schedule import release_due
from wireroom.wire_out.alerts import look
from wireroom.wire_out.mails import is_somebody_to_tell, tell_people
from wireroom.wire_out.models import SavedSearch
from wireroom.wire_out.models.product import newest_seq

logger = logging.getLogger(__name__)

TICK = 1.0
RESULTS_KEPT = timedelta(days=7)


@dataclass
class Job:
    """One thing to do every so many seconds."""

    run: Callable[[], object]
    every: float
    due: float = 0.0


def forget_old_results() -> int:
    """Deletes the results of tasks that ended a week ago."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - RESULTS_KEPT)
    deleted, _by_model = old.delete()
    return int(deleted)


def checkpoint() -> None:
    """Copies what SQLite's write-ahead log holds into the database file; it waits for nobody and nobody for it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


def ask_for_thanks() -> None:
    """Has the worker thank reporters, unless it has been asked to already."""
    asked = DBTaskResult.objects.filter(task_path=send_thanks.module_path, finished_at__isnull=True)
    if wait_for_thanks().exists() and not asked.exists():
        send_thanks.enqueue()


def ask_to_tell_people() -> None:
    """Has the worker mail withdrawals to people at subscribers, unless it has been asked to already."""
    asked = DBTaskResult.objects.filter(task_path=tell_people.module_path, finished_at__isnull=True)
    if is_somebody_to_tell() and not asked.exists():
        tell_people.enqueue()


def ask_to_alert_people() -> None:
    """Has the worker look for saved searches whose last mail failed; whoever releases something has it look at once."""
    asked = DBTaskResult.objects.filter(task_path=look.module_path, finished_at__isnull=True)
    if SavedSearch.objects.behind(newest_seq()).exists() and not asked.exists():
        look.enqueue()


def jobs() -> list[Job]:
    return [
        Job(release_due, every=1),
        Job(checkpoint, every=5),
        Job(settle_the_rest, every=5),
        Job(ask_for_thanks, every=10),
        Job(ask_to_tell_people, every=5),
        Job(ask_to_alert_people, every=300),
        Job(thaw, every=60),
        Job(remove_leftovers, every=300),
        Job(forget_sessions, every=3600),
        Job(forget_traces, every=3600),
        Job(forget_old_results, every=3600),
        Job(forget_keys, every=3600),
        Job(forget_old_traces, every=3600),
        Job(forget_places, every=3600),
    ]


def keep_time(stop: Event, due: list[Job] | None = None) -> None:
    """Runs each job at its time until told to stop; one that fails is logged and tried again next time."""
    todo = jobs() if due is None else due
    while not stop.is_set():
        close_old_connections()
        for job in todo:
            if time.monotonic() >= job.due:
                job.due = time.monotonic() + job.every
                try:
                    job.run()
                except Exception as error:  # one job's failure, of whatever kind, stops no other
                    name = getattr(job.run, "__name__", job.run)
                    logger.error("the scheduled job %s failed: %s", name, error, exc_info=not is_outage(error))
                    connections.close_all()
        stop.wait(TICK)
    connections.close_all()

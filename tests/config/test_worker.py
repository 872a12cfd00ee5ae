"""The task worker and the schedule: nothing is lost with a dead worker, and one failure stops nothing."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Event
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from wireroom.config.schedule import Job, checkpoint, forget_old_results, jobs, keep_time
from wireroom.config.supervisor import fork
from wireroom.config.worker import MOST_LIVES, run_worker, take_back, worker_name
from wireroom.stories.schedule import release_due

HOST = socket.gethostname()[:40]
done: list[str] = []


@task()
def note(word: str) -> None:
    done.append(word)


@task()
def stop_this_worker(word: str) -> None:
    done.append(word)
    os.kill(os.getpid(), signal.SIGTERM)


@task()
def fail() -> None:
    raise ValueError("on purpose")


def claimed(*workers: str) -> DBTaskResult:
    result = note.using(backend="stored").enqueue("claimed")
    row = DBTaskResult.objects.get(pk=result.id)
    for worker in workers:
        row.claim(worker)
    return row


@pytest.fixture(autouse=True)
def stored_tasks(settings) -> None:  # type: ignore[no-untyped-def]  # pytest-django's fixture has no public type
    """Tasks wait for a worker, whatever the settings of tests say about them."""
    backend = {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}
    settings.TASKS = {"default": backend, "stored": backend}
    done.clear()


def a_dead_process() -> int:
    pid = fork(lambda: None)
    os.waitpid(pid, 0)
    return pid


@pytest.mark.django_db
def test_a_task_of_a_dead_worker_on_this_machine_is_taken_back() -> None:
    row = claimed(f"{HOST}:{a_dead_process()}")
    assert take_back(sole=False) == 1
    row.refresh_from_db()
    assert (row.status, row.started_at) == ("READY", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "worker", ["elsewhere:1", f"{HOST}:1", "of-another-make"], ids=["elsewhere", "alive", "unknown"]
)
def test_a_task_of_a_worker_that_may_live_is_left_to_it(worker: str) -> None:
    row = claimed(worker)
    assert take_back(sole=False) == 0
    row.refresh_from_db()
    assert row.status == "RUNNING"


@pytest.mark.django_db
def test_the_only_worker_takes_every_running_task_back() -> None:
    claimed("elsewhere:1")
    claimed(f"{HOST}:1")
    assert take_back(sole=True) == 2


@pytest.mark.django_db
def test_a_task_that_outlived_many_workers_is_not_tried_again() -> None:
    claimed(*[f"{HOST}:{a_dead_process()}"] * MOST_LIVES)
    assert take_back(sole=True) == 0


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_tasks_in_order_past_a_failure_and_ends_after_the_current_one() -> None:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    ids = [UUID(str(each.id)) for each in (note.enqueue("one"), fail.enqueue(), stop_this_worker.enqueue("two"))]
    left = note.enqueue("never")
    try:
        run_worker(tasks=True, schedule=True, sole=True)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert done == ["one", "two"]
    assert [DBTaskResult.objects.get(pk=pk).status for pk in ids] == ["SUCCESSFUL", "FAILED", "SUCCESSFUL"]
    assert DBTaskResult.objects.get(pk=left.id).status == "READY"
    assert DBTaskResult.objects.get(pk=ids[0]).worker_ids == [worker_name()]


@pytest.mark.django_db
def test_a_job_that_fails_stops_no_other() -> None:
    stop, ran = Event(), []

    def breaks() -> None:
        ran.append("breaks")
        raise ValueError("on purpose")

    def ends() -> None:
        ran.append("ends")
        stop.set()

    keep_time(stop, [Job(breaks, every=60), Job(ends, every=60)])
    assert ran == ["breaks", "ends"]


@pytest.mark.django_db
def test_a_job_waits_for_its_time() -> None:
    stop, ran = Event(), []
    rare = Job(lambda: ran.append("rare"), every=60)
    often = Job(lambda: ran.append("often"), every=0)
    clock = threading.Thread(target=keep_time, args=[stop, [rare, often]])
    clock.start()
    while ran.count("often") < 2:
        stop.wait(0.01)
    stop.set()
    clock.join()
    assert ran.count("rare") == 1


def test_the_schedule_releases_what_is_due_every_second() -> None:
    assert {job.run: job.every for job in jobs()}[release_due] == 1


@pytest.mark.django_db(transaction=True)
def test_the_schedule_moves_the_log_of_sqlite_into_the_database_file(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has a log beside its file")
    row = claimed("elsewhere:1")
    checkpoint()
    alone = shutil.copy(connection.settings_dict["NAME"], tmp_path)
    with closing(sqlite3.connect(alone)) as database:
        [found] = database.execute(
            "SELECT worker_ids FROM django_tasks_database_dbtaskresult WHERE id = ?", [row.id.hex]
        )
    assert found == ('["elsewhere:1"]',)


@pytest.mark.django_db
def test_results_are_forgotten_after_a_week() -> None:
    rows = [claimed("elsewhere:1") for _row in range(3)]
    rows[0].set_successful(None)
    rows[1].set_successful(None)
    DBTaskResult.objects.filter(pk=rows[0].pk).update(finished_at=timezone.now() - timedelta(days=8))
    assert forget_old_results() == 1
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {rows[1].pk, rows[2].pk}

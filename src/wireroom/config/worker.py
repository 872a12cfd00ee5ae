"""The worker process: background tasks, deliveries and printing, and in an embedded house the schedule beside them."""

from __future__ import annotations

import logging
import os
import signal
import socket
from threading import Event, Thread

from django.db import close_old_connections, connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from wireroom.config.lock import is_gone
from wireroom.config.schedule import keep_time
from wireroom.core.outages import is_outage
from wireroom.press.warming import keep_printing
from wireroom.wire_out.engine.delivering import keep_delivering

logger = logging.getLogger(__name__)

PAUSE = 0.25
AFTER_FAILURE = 5.0
# A task that was running each time its worker died is the likely reason.
MOST_LIVES = 5


def worker_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def take_back(*, sole: bool) -> int:
    """Makes tasks ready again whose worker died while it ran them; `sole` says that no other worker lives."""
    host = socket.gethostname()[:40]
    count = 0
    for task in DBTaskResult.objects.running():
        claimed_by = task.worker_ids[-1] if task.worker_ids else ""
        on, _, pid = claimed_by.rpartition(":")
        orphan = sole or (on == host and (pid == str(os.getpid()) or is_gone(pid)))
        if orphan and len(task.worker_ids) < MOST_LIVES:
            count += DBTaskResult.objects.running().filter(pk=task.pk).update(status="READY", started_at=None)
    return count


def work(stop: Event, worker: Worker) -> None:
    """Runs tasks as they come until told to stop; a database that is away is waited for."""
    while not stop.is_set():
        pause = PAUSE
        close_old_connections()
        try:
            if DBTaskResult.objects.ready().exists():
                worker.run()
        except Exception as error:  # whatever fails, the tasks that wait must go on
            logger.error("the task worker goes on in %s s: %s", AFTER_FAILURE, error, exc_info=not is_outage(error))
            connections.close_all()
            pause = AFTER_FAILURE
        stop.wait(pause)


def run_worker(*, tasks: bool, schedule: bool, sole: bool) -> None:
    """Runs until SIGTERM or SIGINT; a task that is running then may end first."""
    stop = Event()
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_name(),
        excluded_queue_names=[],
    )

    def end(_number: int, _frame: object) -> None:
        worker.running = False
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    clock = Thread(target=keep_time, args=[stop], name="schedule", daemon=True)
    wire = Thread(target=keep_delivering, args=[stop], name="deliveries", daemon=True)
    press = Thread(target=keep_printing, args=[stop], name="printer", daemon=True)
    if schedule:
        clock.start()
    if tasks:
        wire.start()
        press.start()
        take_back(sole=sole)
        work(stop, worker)
    stop.wait()
    if schedule:
        clock.join(1)
    if tasks:
        wire.join(3)
        press.join(1)
    connections.close_all()

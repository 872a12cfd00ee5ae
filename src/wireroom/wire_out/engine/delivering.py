"""The thread that keeps the ledger: looks what is due, hands it to the lanes, writes down what became of it.

Any number of workers may run it, on any number of machines: an endpoint's row is locked while its deliveries are
entered, leased or settled, and whoever finds it locked comes back a moment later.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Event

from django.conf import settings
from django.db import close_old_connections, connections, transaction

from wireroom.core import clock
from wireroom.core.outages import is_outage
from wireroom.core.sealing import SealBroken
from wireroom.wire_out import matching, owed, recalls
from wireroom.wire_out.adapters.base import Target
from wireroom.wire_out.engine.claiming import Room, claim, look
from wireroom.wire_out.engine.lanes import Lanes
from wireroom.wire_out.engine.leases import take_back, worker_name
from wireroom.wire_out.engine.settling import settle
from wireroom.wire_out.engine.sheets import Sheets
from wireroom.wire_out.engine.types import Batch, Done
from wireroom.wire_out.engine.waking import bell
from wireroom.wire_out.models import Endpoint

logger = logging.getLogger(__name__)

POLL = 0.25
"""How often to look for what other processes have released."""
AFTER_FAILURE = 5.0
CHORES_EVERY = 2.0
IDLE_AFTER = 30.0
LARGEST_BATCH = 32
BATCH_TAKES = timedelta(seconds=0.1)
"""A batch that takes less may be twice as large the next time."""
GATHERS = 0.03
"""Seconds to wait for other answers while some are under way, so that one commit holds many."""


class Engine:
    """One worker's part of the deliveries."""

    def __init__(self, *, wake: Event | None = None, lanes: type[Lanes] = Lanes) -> None:
        self.worker = worker_name()
        self._wake = wake or bell
        self._finished: SimpleQueue[Done] = SimpleQueue()
        self._kept: list[Done] = []
        self._rooms: dict[int, Room] = defaultdict(Room)
        self._sheets = Sheets()
        self._lanes = lanes(self._sheets, self._report)
        self._chores_due = 0.0
        self._last_work = time.monotonic()

    def _report(self, done: Done) -> None:
        self._finished.put(done)
        self._wake.set()

    def run(self, stop: Event) -> None:
        """Delivers until told to stop; a database that is away is waited for."""
        while not stop.is_set():
            self._wake.clear()
            try:
                more = self.turn()
            except Exception as error:  # whatever fails, what is owed must go on being delivered
                logger.error("deliveries go on in %s s: %s", AFTER_FAILURE, error, exc_info=not is_outage(error))
                connections.close_all()
                stop.wait(AFTER_FAILURE)
                continue
            if more:
                continue
            if not self._is_busy():
                close_old_connections()
            if self._wake.wait(POLL) and self._is_busy():
                time.sleep(GATHERS)
        self._lanes.stopping = True
        self.finish(seconds=2)
        connections.close_all()

    def _is_busy(self) -> bool:
        return any(room.batches + room.urgent for room in self._rooms.values())

    def deliver_all(self) -> None:
        """Turns until nothing is due any more, for whoever cannot wait for a worker; with lanes that send at once."""
        while self.turn() or self._is_busy():
            pass

    def finish(self, seconds: float) -> None:
        """Waits a moment for what is under way and writes it down; whatever takes longer keeps its lease."""
        end = time.monotonic() + seconds
        while (self._is_busy() or self._kept) and time.monotonic() < end:
            time.sleep(0.02)
            done = self._collected()
            if done:
                self._write(done, {one.batch.target.endpoint_id for one in done}, begins=False)

    def turn(self) -> bool:
        """One look: settles what has ended, enters what has gone out, begins what is due; whether there is more."""
        now = clock.now()
        done = self._collected()
        self._do_chores(now)
        newest = matching.catch_up()
        endpoints = list(Endpoint.objects.select_related("subscriber"))
        behind = {endpoint.pk for endpoint in endpoints if endpoint.cursor < newest}
        pushed = [endpoint for endpoint in endpoints if endpoint.is_pushed]
        due = look(pushed, self._rooms, now).endpoints
        if not (done or behind or due):
            return False
        self._last_work = time.monotonic()
        involved = behind | due | {one.batch.target.endpoint_id for one in done}
        return self._write(done, involved, newest=newest)

    def _collected(self) -> list[Done]:
        """What has ended, and what could not be written down before."""
        done, self._kept = self._kept, []
        while True:
            try:
                ended = self._finished.get_nowait()
            except Empty:
                return done
            self._make_room(ended)
            done.append(ended)

    def _make_room(self, done: Done) -> None:
        """Frees the connection, and lets the size of the next batch follow how quickly this one went."""
        room = self._rooms[done.batch.target.endpoint_id]
        if done.batch.is_urgent:
            room.urgent -= 1
        else:
            room.batches -= 1
        if done.untried:
            room.size = max(1, len(done.tried))
        elif done.tried[-1].ended_at - done.tried[0].started_at < BATCH_TAKES:
            room.size = min(room.size * 2, LARGEST_BATCH)

    def _write(self, done: list[Done], involved: set[int], *, newest: int = 0, begins: bool = True) -> bool:
        """The one transaction of a turn; what could not be written down is kept for the next."""
        self._kept = done
        with transaction.atomic():
            rows = Endpoint.objects.select_for_update(of=("self",), skip_locked=True).select_related("subscriber")
            locked = {endpoint.pk: endpoint for endpoint in rows.filter(pk__in=involved).order_by("pk")}
            now = clock.now()
            writable = [one for one in done if one.batch.target.endpoint_id in locked]
            settle(writable, locked, worker=self.worker, now=now)
            owed.enter(list(locked.values()), up_to=newest, now=now)
            batches = self._batches(locked, now) if begins else []
        self._kept = [one for one in done if one.batch.target.endpoint_id not in locked]
        for batch in batches:
            self._begin(batch)
        return any(endpoint.cursor < newest for endpoint in locked.values())

    def _batches(self, locked: dict[int, Endpoint], now: datetime) -> list[Batch]:
        """Leases what is due, and reads what sending it takes."""
        pushed = [endpoint for endpoint in locked.values() if endpoint.is_pushed]
        claims = claim(pushed, self._rooms, worker=self.worker, now=now)
        jobs = defaultdict(list)
        for job in self._sheets.jobs([delivery for claimed in claims for delivery in claimed.deliveries]):
            jobs[job.endpoint_id].append(job)
        return [
            Batch(target_of(claimed.endpoint, now), tuple(jobs[claimed.endpoint.pk]), claimed.is_urgent)
            for claimed in claims
        ]

    def _begin(self, batch: Batch) -> None:
        room = self._rooms[batch.target.endpoint_id]
        if batch.is_urgent:
            room.urgent += 1
        else:
            room.batches += 1
        self._lanes.start(batch)

    def _do_chores(self, now: datetime) -> None:
        """What need not be done at every look."""
        if time.monotonic() < self._chores_due:
            return
        self._chores_due = time.monotonic() + CHORES_EVERY
        take_back(self.worker, now)
        recalls.review(now)
        self._lanes.close_idle()
        if time.monotonic() - self._last_work > IDLE_AFTER:
            self._sheets.clear()


def target_of(endpoint: Endpoint, now: datetime) -> Target:
    """The endpoint as an adapter needs it, its secrets opened."""
    problem, password = "", ""
    secrets: tuple[str, ...] = ()
    try:
        password, secrets = endpoint.password, endpoint.secrets_at(now)
    except SealBroken as error:
        problem = error.message
    return Target(
        endpoint_id=endpoint.pk,
        kind=endpoint.kind,
        address=endpoint.address,
        username=endpoint.username,
        password=password,
        secrets=secrets,
        host_key=endpoint.host_key,
        format=endpoint.format,
        allowed=tuple(settings.WIRE_OUT_ALLOWED_NETWORKS),
        problem=problem,
    )


def keep_delivering(stop: Event) -> None:
    """The engine of a worker process."""
    Engine().run(stop)

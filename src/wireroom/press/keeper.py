"""What each web process does beside answering: follows the purge rows, and one of them on each machine keeps house."""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection, connections

from wireroom.press.purging import catch_up, forget_done, purge_due
from wireroom.press.store import Store

logger = logging.getLogger(__name__)

TICK = 0.3
"""Seconds. Other machines have a purge within one."""
HOUSEKEEPING = 15.0
STAMPS_KEPT = 3600


class Keeper:
    """A thread that nothing ends but `end`; a database that is away is waited for."""

    def __init__(self, store: Store, note_used: Callable[[], None]) -> None:
        self._store = store
        self._note_used = note_used
        self._next = time.monotonic() + HOUSEKEEPING
        self._is_well = True
        self._lock = -1
        self._ends = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self.run, name="press-keeper", daemon=True).start()

    def run(self) -> None:
        while not self._ends.is_set():
            try:
                self.tick()
            except Exception:  # without its keeper a process would serve what others purged
                logger.exception("the press keeper goes on in %s s", TICK)
                connections.close_all()
            self._ends.wait(TICK)
        connections.close_all()

    def end(self) -> None:
        self._ends.set()

    def tick(self) -> None:
        close_old_connections()
        self._store.thaw()
        try:
            catch_up()
            purge_due()
            self._is_well = True
            self._store.followed_at = time.monotonic() if connection.vendor != "sqlite" else None
        except DatabaseError as error:
            if self._is_well:
                logger.warning("Purges cannot be followed until the database answers again: %s", error)
            self._is_well = False
            self._store.followed_at = None
            connections.close_all()
        try:
            self._keep_house()
        except (OSError, sqlite3.Error) as error:
            self._store.give_up(error)

    def _keep_house(self) -> None:
        """Everything that one process a machine is enough for."""
        if not self.is_elected():
            return
        self._store.drop_expired(time.time())
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + HOUSEKEEPING
        self._note_used()
        self._store.shrink(settings.PRESS_SIZE)
        self._store.prune(STAMPS_KEPT)
        self._store.sweep()
        if self._is_well:
            forget_done()

    def is_elected(self) -> bool:
        """Whether this process holds the housekeeper's lock, which dies with it."""
        if self._lock >= 0:
            return True
        self._store.root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._store.root / "keeper.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._lock = descriptor
        return True

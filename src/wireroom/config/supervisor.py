"""Runs the processes of one house: starts them, starts a dead one again, and ends all of them in time.

The processes are forked from one that has loaded everything, so that they share its memory.
"""

from __future__ import annotations

import gc
import logging
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

logger = logging.getLogger(__name__)

STOP_WITHIN = 4.0
SLOWEST_RESTART = 30.0
SETTLED_AFTER = 60.0


@dataclass
class Child:
    """One process: what it does, and how its last lives went."""

    name: str
    run: Callable[[], None]
    pid: int = 0
    started: float = 0.0
    failures: int = 0
    due: float = 0.0

    def fell(self, now: float) -> float:
        """Notes a death and returns the seconds until the next start."""
        self.pid = 0
        self.failures = 1 if now - self.started > SETTLED_AFTER else self.failures + 1
        pause = min(SLOWEST_RESTART, 0.25 * 2.0**self.failures)
        self.due = now + pause
        return pause


class Supervisor:
    def __init__(self, children: list[Child], say: Callable[[str], object]) -> None:
        self.children = children
        self.say = say
        self.stopping = False

    def run(self) -> None:
        """Returns after SIGTERM or SIGINT, when every child is gone."""
        gc.collect()
        gc.freeze()
        with self.signals() as wait:
            while not self.stopping:
                self.start_due()
                wait(self.next_due())
                self.reap()
            self.stop_all()

    @contextmanager
    def signals(self) -> Iterator[Callable[[float | None], None]]:
        """Turns signals into wake-ups of a wait."""
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        os.set_blocking(reader, False)
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)

        def wait(seconds: float | None) -> None:
            if select.select([reader], [], [], seconds)[0]:
                os.read(reader, 4096)

        try:
            yield wait
        finally:
            signal.set_wakeup_fd(before)
            os.close(reader)
            os.close(writer)

    def stop(self, _number: int, _frame: object) -> None:
        self.stopping = True

    def next_due(self) -> float | None:
        waiting = [child.due for child in self.children if not child.pid]
        return max(0.0, min(waiting) - time.monotonic()) if waiting else None

    def start_due(self) -> None:
        for child in self.children:
            if not child.pid and child.due <= time.monotonic():
                child.started = time.monotonic()
                child.pid = fork(child.run)

    def reap(self) -> None:
        for child in self.children:
            if child.pid and (status := reaped(child.pid)) is not None:
                pause = child.fell(time.monotonic())
                if not self.stopping:
                    how = ending(status)
                    self.say(f"The {child.name} process ended ({how}); it starts again in {pause:g} s.")

    def stop_all(self) -> None:
        """Asks every child to end, and ends by force what has not after `STOP_WITHIN` seconds."""
        for child in self.children:
            if child.pid:
                send(child.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN
        while any(child.pid for child in self.children) and time.monotonic() < deadline:
            time.sleep(0.02)
            self.reap()
        for child in self.children:
            if child.pid:
                send(-child.pid, signal.SIGKILL)
                os.waitpid(child.pid, 0)
                child.pid = 0


def fork(run: Callable[[], None]) -> int:
    """Runs a function in a process and process group of its own and returns its number."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        run()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:
        logger.exception("a process of this house failed")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def run_apart(run: Callable[[], None]) -> None:
    """Runs a function in a process of its own, where what it loads stays; ends this one if it fails."""
    _pid, status = os.waitpid(fork(run), 0)
    if code := os.waitstatus_to_exitcode(status):
        raise SystemExit(abs(code))


def reaped(pid: int) -> int | None:
    """The wait status of a process that has ended, None while it runs."""
    found, status = os.waitpid(pid, os.WNOHANG)
    if not found:
        return None
    send(-pid, signal.SIGKILL)  # whatever it left behind in its group
    return status


def ending(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


def send(pid: int, number: signal.Signals) -> None:
    """Sends a signal to a process, or to a group if negative; one that has ended already is fine."""
    try:
        if pid < 0:
            os.killpg(-pid, number)
        else:
            os.kill(pid, number)
    except ProcessLookupError:
        pass


def end_with_parent() -> None:
    """Ends this process when the one that started it is gone, however that one ended."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()

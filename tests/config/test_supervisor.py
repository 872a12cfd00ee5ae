"""Forked children: restarts with growing pauses, and an end by force for those that will not end."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from wireroom.config import supervisor
from wireroom.config.supervisor import Child, Supervisor, ending, fork, run_apart, send


def test_a_child_that_keeps_dying_waits_longer_each_time() -> None:
    child = Child("web", run=lambda: None)
    pauses = [child.fell(now=child.started + 1) for _death in range(9)]
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


def test_a_child_that_had_settled_starts_again_soon() -> None:
    child = Child("web", run=lambda: None, failures=8)
    assert child.fell(now=child.started + supervisor.SETTLED_AFTER + 1) == 0.5


def test_the_next_start_is_that_of_the_child_due_first() -> None:
    now = time.monotonic()
    children = [
        Child("a", lambda: None, due=now + 1000),
        Child("b", lambda: None, due=now - 1),
        Child("c", lambda: None, pid=1),
    ]
    assert Supervisor(children, print).next_due() == 0.0
    assert Supervisor(children[2:], print).next_due() is None


def test_an_ending_is_told_in_words() -> None:
    assert [ending(status) for status in (0, 1 << 8, int(signal.SIGKILL))] == [
        "exit code 0",
        "exit code 1",
        "signal SIGKILL",
    ]


def test_a_process_apart_passes_its_failure_on() -> None:
    run_apart(lambda: None)
    with pytest.raises(SystemExit) as leaving:
        run_apart(lambda: exit_with(7))
    assert leaving.value.code == 7


def exit_with(code: int) -> None:
    raise SystemExit(code)


def test_a_process_that_raises_ends_with_code_1() -> None:
    with pytest.raises(SystemExit) as leaving:
        run_apart(lambda: os.stat("/nowhere/at/all") and None)
    assert leaving.value.code == 1


def test_a_signal_to_nobody_is_no_error() -> None:
    pid = fork(lambda: None)
    os.waitpid(pid, 0)
    send(pid, signal.SIGTERM)
    send(-pid, signal.SIGTERM)


def test_a_child_that_will_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "STOP_WITHIN", 0.2)
    reader, writer = os.pipe()

    def stubborn() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.write(writer, b"!")
        time.sleep(60)

    house = Supervisor([Child("stubborn", stubborn)], print)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)}
    me = os.getpid()

    def stop_when_stubborn() -> None:
        os.read(reader, 1)
        os.kill(me, signal.SIGTERM)

    threading.Thread(target=stop_when_stubborn).start()
    try:
        house.run()
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert house.children[0].pid == 0

"""The lock on the data folder."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from wireroom.config import lock
from wireroom.config.lock import HomeInUse, held, is_gone, occupy, share
from wireroom.config.supervisor import fork


@pytest.fixture(autouse=True)
def home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WIREROOM_HOME", str(tmp_path))
    return tmp_path


def test_an_occupied_home_names_its_process(home_of_its_own: Path) -> None:
    with occupy(), pytest.raises(HomeInUse) as refusal:
        share()
    assert refusal.value.message == f"{home_of_its_own} is in use by process {os.getpid()}; stop that one first"


def test_many_may_share_a_home_but_nobody_may_occupy_it() -> None:
    with share(), share(), pytest.raises(HomeInUse):
        occupy()


def test_a_home_is_free_again_when_its_process_is_done() -> None:
    occupy().close()
    with share():
        pass
    occupy().close()


def test_a_home_stays_occupied_while_a_child_of_a_dead_process_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "AFTERLIFE", 0.2)
    reader, writer = os.pipe()

    def outlive() -> None:
        os.close(writer)
        os.read(reader, 1)

    def occupy_and_leave_a_child() -> None:
        stream = occupy()
        fork(outlive)
        os._exit(bool(stream.closed))

    os.waitpid(fork(occupy_and_leave_a_child), 0)
    with pytest.raises(HomeInUse):
        occupy()
    os.close(writer)
    monkeypatch.setattr(lock, "AFTERLIFE", 30)
    occupy().close()


def test_a_held_lock_makes_the_next_wait(tmp_path: Path) -> None:
    order = tmp_path / "order"

    def second() -> None:
        with held(tmp_path / "lock"), order.open("a") as stream:
            stream.write("second\n")

    waiting = threading.Thread(target=second)
    with held(tmp_path / "lock"):
        waiting.start()
        with order.open("a") as stream:
            stream.write("first\n")
    waiting.join()
    assert order.read_text() == "first\nsecond\n"


def test_only_a_number_without_a_process_is_gone() -> None:
    pid = fork(lambda: None)
    os.waitpid(pid, 0)
    assert [is_gone(text) for text in (str(pid), str(os.getpid()), "1", "", "web")] == [
        True,
        False,
        False,
        False,
        False,
    ]

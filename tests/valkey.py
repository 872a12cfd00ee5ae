"""A real Valkey or Redis on this machine, which tests stop and start."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAM = shutil.which("valkey-server") or shutil.which("redis-server")


@dataclass
class Valkey:
    """One server that keeps nothing on disk, at one port for all its lives."""

    room: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:sesame@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--requirepass", "sesame")
        command = [str(PROGRAM), *options, "--dir", str(self.room)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        end = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None, "the server does not start"
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.02)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    if PROGRAM is None and os.environ.get("CI", "").lower() == "true":
        pytest.fail("NO REDIS HERE, AND UNDER CI ITS TESTS MUST RUN")
    if PROGRAM is None:
        pytest.skip("NO REDIS HERE (apt install redis-server)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = Valkey(tmp_path, port)
    server.start()
    yield server
    server.stop()

"""A house of processes to measure: started on the bench's data folder, on chosen processors, ended with its block."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

WIREROOM = shutil.which("wireroom", path=str(Path(sys.executable).parent)) or "wireroom"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def pinned(command: Sequence[str], core: int | None) -> list[str]:
    """The command on one processor alone, where the machine can say so."""
    taskset = shutil.which("taskset")
    return [taskset, "-c", str(core), *command] if taskset and core is not None else list(command)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            answer.read()
    except OSError:
        return False
    return True


@contextmanager
def serving(*, core: int | None = None, **environment: str) -> Iterator[tuple[int, str]]:
    """`wireroom serve` on a free port; gives its process number and address once it answers."""
    port = free_port()
    command = pinned([WIREROOM, "serve", "--port", str(port)], core)
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    site = f"http://127.0.0.1:{port}"
    try:
        deadline = time.perf_counter() + 60
        while not answers(f"{site}/healthz"):
            if process.poll() is not None or time.perf_counter() > deadline:
                raise RuntimeError("the house does not answer")
            time.sleep(0.02)
        yield process.pid, site
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def processor_seconds(pids: Sequence[int]) -> float:
    """What the processes have used of processors so far, in user and system mode."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """A process and all its descendants."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found

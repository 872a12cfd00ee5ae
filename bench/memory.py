"""What the whole embedded system weighs when idle, and how soon it answers."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bench.table import Row, print_rows

BARE = """
import os, time, django
django.setup()
from wagtail.admin import urls
print(flush=True)
time.sleep(60)
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _family(pid: int) -> list[int]:
    """A process and all its descendants."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += _family(int(child))
    return found


def _weight(pids: list[int]) -> float:
    """Proportional memory (PSS) in MiB."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def _bare() -> float:
    """The reference: one process that has loaded Django and Wagtail with these settings, and does nothing."""
    process = subprocess.Popen([sys.executable, "-c", BARE], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    weight = _weight([process.pid])
    process.kill()
    process.wait()
    return weight


def main(_sizes: list[int]) -> None:
    port = _free_port()
    wireroom = shutil.which("wireroom", path=str(Path(sys.executable).parent)) or "wireroom"
    environment = {**os.environ, "EDITIONS": "en,ru"}
    subprocess.run([wireroom, "migrate", "-v0"], check=True, env=environment)
    started = time.perf_counter()
    process = subprocess.Popen([wireroom, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/en/"
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                answer.read()
            break
        except OSError:
            if time.perf_counter() - started > 30:
                raise
            time.sleep(0.02)
    first = time.perf_counter() - started
    for _ in range(20):
        urllib.request.urlopen(address, timeout=5).read()
    time.sleep(8)
    weight, count = _weight(_family(process.pid)), len(_family(process.pid))
    process.send_signal(signal.SIGTERM)
    process.wait(10)
    bare = f"{_bare():.0f} MiB one bare process"
    rows = [
        Row(f"idle memory of all {count} processes", f"{weight:.0f} MiB", "<= 200 MiB", bare),
        Row("start to first page", f"{first:.1f} s", "<= 3 s"),
    ]
    print_rows("The embedded system", rows)

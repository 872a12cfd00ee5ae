"""What the whole embedded system weighs when idle, and how soon it answers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bench.house import WIREROOM, family, free_port
from bench.table import Row, print_rows

BARE = """
import os, time, django
django.setup()
from wagtail.admin import urls
print(flush=True)
time.sleep(60)
"""


def weight(pids: list[int]) -> float:
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
    bare = weight([process.pid])
    process.kill()
    process.wait()
    return bare


def main(_sizes: list[int]) -> None:
    port = free_port()
    environment = {**os.environ, "EDITIONS": "en,ru"}
    subprocess.run([WIREROOM, "migrate", "-v0"], check=True, env=environment)
    started = time.perf_counter()
    process = subprocess.Popen([WIREROOM, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
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
    mebibytes, count = weight(family(process.pid)), len(family(process.pid))
    process.send_signal(signal.SIGTERM)
    process.wait(10)
    bare = f"{_bare():.0f} MiB one bare process"
    rows = [
        Row(f"idle memory of all {count} processes", f"{mebibytes:.0f} MiB", "<= 200 MiB", bare),
        Row("start to first page", f"{first:.1f} s", "<= 3 s"),
    ]
    print_rows("The embedded system", rows)

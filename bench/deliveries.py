"""Deliveries: 1,000 dispatches to 20 local HTTP endpoints, in order, and how soon the first byte arrives under load."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import django

from bench.table import Row, print_rows

if TYPE_CHECKING:
    from wireroom.stories.models import Story

DISPATCHES = 1000
ENDPOINTS = 20
PACE = 27
"""Dispatches a second in the second part: a little more than the 500 deliveries a second of the bar."""
PACED = 400
PARAGRAPH = "The harbour authority of Varsen said on Monday that the bridge would reopen before the end of the week. "


@dataclass
class Servers:
    """The clients' servers, in a process of their own."""

    process: subprocess.Popen[str]
    ports: list[int]

    @classmethod
    def start(cls) -> Servers:
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.receiving", str(ENDPOINTS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        return cls(process, json.loads(process.stdout.readline()))

    def arrived(self) -> list[list[tuple[int, float]]]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return [[(seq, began) for seq, began in seen] for seen in json.loads(self.process.stdout.readline())]

    def cpu(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _reference(servers: Servers, body: bytes) -> float:
    """Posts a second by the same client in plain loops, one thread an endpoint: no ledger, no signature, no order."""
    from wireroom.core.fetching import client

    each = 200

    def loop(port: int) -> None:
        poster = client(allowed=["127.0.0.0/8"], connections=1)
        for _ in range(each):
            poster.post(f"http://127.0.0.1:{port}/", content=body)

    threads = [threading.Thread(target=loop, args=[port]) for port in servers.ports]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    servers.arrived()
    return each * ENDPOINTS / (time.perf_counter() - started)


def _open(servers: Servers) -> list[Story]:
    """A house with an endpoint for each server, and stories that can be dispatched."""
    from django.core.management import call_command

    from bench.population import populate
    from wireroom.stories.models import Story
    from wireroom.wire_out.actions import save_endpoint, save_product
    from wireroom.wire_out.models import Endpoint, Product, Subscriber

    call_command("migrate", verbosity=0)
    populate(DISPATCHES, languages=("en",))
    clients = [Subscriber.objects.create(name=f"Client {number}") for number in range(ENDPOINTS)]
    product = Product(name="Everything")
    save_product(product, subscribers=clients, by=None)
    for client, port in zip(clients, servers.ports, strict=True):
        endpoint = Endpoint(subscriber=client, name="Push", kind="http", address=f"http://127.0.0.1:{port}/in")
        save_endpoint(endpoint, products=[product], by=None)
    return list(Story.objects.order_by("pk")[:DISPATCHES])


def _dispatch(story: Story) -> tuple[int, float]:
    """One dispatch in one transaction; its number, and when it was committed."""
    from django.db import transaction

    from wireroom.core import clock
    from wireroom.formats.newsitem import NewsItem, Paragraph, Run
    from wireroom.stories import chain

    body = tuple(Paragraph((Run(PARAGRAPH * 2),)) for _ in range(8))
    item = NewsItem(guid=story.guid, language="en", headline=story.headline, version=2, kind="update", body=body)
    with transaction.atomic():
        [dispatch] = chain.append([chain.entry(story, item, audience="public")], now=clock.now())
    return dispatch.seq, time.monotonic()


def _worker() -> subprocess.Popen[str]:
    command = [str(Path(sys.executable).with_name("wireroom")), "worker"]
    environment = os.environ | {"WIRE_OUT_ALLOWED_NETWORKS": "127.0.0.0/8"}
    worker = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    worker.stdout.readline()
    return worker


def _until_accepted(count: int) -> None:
    from wireroom.wire_out.models import Delivery

    while Delivery.objects.accepted().count() < count:
        time.sleep(0.2)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main(_sizes: list[int]) -> None:
    django.setup()
    servers = Servers.start()
    stories = _open(servers)
    body = json.dumps({"text": PARAGRAPH * 16}).encode()
    plain = _reference(servers, body)
    for story in stories:
        _dispatch(story)
    worker = _worker()
    try:
        _until_accepted(DISPATCHES * ENDPOINTS)
        cpu = _cpu(worker.pid)
        arrived = servers.arrived()
        times = [began for seen in arrived for _seq, began in seen]
        rate = len(times) / (max(times) - min(times))
        in_order = all([seq for seq, _ in seen] == sorted({seq for seq, _ in seen}) for seen in arrived)
        late = _latencies(servers, stories)
    finally:
        worker.terminate()
        servers.process.terminate()
    load = f"load {os.getloadavg()[0]:.1f}"
    rows = [
        Row(
            f"{DISPATCHES:,} dispatches x {ENDPOINTS} endpoints",
            f"{rate:,.0f} deliveries/s, {'in order' if in_order else 'OUT OF ORDER'}",
            "500/s",
            f"{plain:,.0f}/s the client alone, {load}",
        ),
        Row("CPU of the worker a delivery", f"{1000 * cpu / len(times):.2f} ms", "", ""),
        *(
            Row(f"commit to first byte, {name}, at {PACE * ENDPOINTS}/s", f"{1000 * value:,.0f} ms", bar, "")
            for name, value, bar in (("median", late[len(late) // 2], ""), ("p99", late[len(late) * 99 // 100], "1 s"))
        ),
    ]
    print_rows("Deliveries", rows)


def _latencies(servers: Servers, stories: list[Story]) -> list[float]:
    """Seconds from each commit to the first byte at each endpoint, sorted, at a steady pace."""
    from wireroom.wire_out.models import Delivery

    before, begun = Delivery.objects.accepted().count(), time.monotonic()
    committed: dict[int, float] = {}
    for number, story in enumerate(stories[:PACED]):
        time.sleep(max(0.0, begun + number / PACE - time.monotonic()))
        seq, at = _dispatch(story)
        committed[seq] = at
    _until_accepted(before + PACED * ENDPOINTS)
    return sorted(began - committed[seq] for seen in servers.arrived() for seq, began in seen)


if __name__ == "__main__":
    main([])

"""Workers killed at any moment, endpoints that do everything wrong: nothing lost, reordered or un-killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import NoPostgreSQL, postgres
from tests.wire_out.hostile_endpoint import FINE, Fault, HostileEndpoint, Seen
from tests.wire_out.waiting import until

CHECKOUT = Path(__file__).parent.parent.parent
PLACES = ("good", "slow", "failing", "lying")
FAULTS = {
    "good": [FINE],
    "slow": [FINE, Fault(after=0.4), Fault(after=0.1)],
    "failing": [FINE, FINE, Fault(500), Fault(429, {"Retry-After": "1"}), Fault(how="garbage")],
    "lying": [FINE, FINE, FINE, Fault(how="close"), Fault(how="reset", after=0.2)],  # it took it, and says nothing
}


@dataclass
class House:
    """A data folder and the processes that work on it."""

    environment: dict[str, str]
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    def run(self, *arguments: object) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tests.wire_out.newsroom_process", *map(str, arguments)],
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.wire_out.newsroom_process", *map(str, arguments)],
            cwd=CHECKOUT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start_worker(self) -> subprocess.Popen[str]:
        worker = subprocess.Popen(
            [str(Path(sys.executable).with_name("wireroom")), "worker"],
            cwd=CHECKOUT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.workers.append(worker)
        assert worker.stdout is not None
        assert "Started" in worker.stdout.readline()
        return worker

    def kill(self, worker: subprocess.Popen[str]) -> None:
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        if "DATABASE_URL" in self.environment:
            import psycopg

            with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
                return list(connection.execute(statement))
        import sqlite3

        with sqlite3.connect(Path(self.environment["WIREROOM_HOME"]) / "wireroom.sqlite3", timeout=20) as connection:
            return list(connection.execute(statement))


@contextmanager
def a_house(home: Path, database: str = "") -> Iterator[House]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DJANGO_", "COVERAGE_"))
    }
    environment |= {
        "WIREROOM_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "wireroom.config.settings",
        "WIRE_OUT_ALLOWED_NETWORKS": "127.0.0.0/8",
        "PYTHONPATH": f"{CHECKOUT}{os.pathsep}{CHECKOUT / 'src'}",
    }
    environment.pop("DATABASE_URL", None)
    house = House(environment | ({"DATABASE_URL": database} if database else {}))
    try:
        yield house
    finally:
        for worker in house.workers:
            with suppress(ProcessLookupError):
                worker.kill()
                worker.wait(10)


@pytest.mark.long
@pytest.mark.parametrize(("engine", "stories"), [("sqlite", 24), ("postgresql", 12)])
def test_nothing_is_lost_or_reordered_by_kills(tmp_path: Path, engine: str, stories: int) -> None:
    chance = random.Random(7)

    def decide(seen: Seen) -> Fault:
        return chance.choice(FAULTS[seen.path[1:]])

    with ExitStack() as stack:
        database = ""
        if engine == "postgresql":
            try:
                database = stack.enter_context(postgres())
            except NoPostgreSQL:
                if os.environ.get("CI") == "true":
                    raise
                pytest.skip("NO POSTGRESQL HERE: RACING WORKERS ON IT ARE NOT TESTED")
        server = stack.enter_context(HostileEndpoint(decide).open())
        house = stack.enter_context(a_house(tmp_path, database))
        house.run("open", *(server.url(name) for name in PLACES))
        newsroom = house.start("release", stories, 5, 11)
        kills = kill_at_random(house, server, newsroom, chance)
        assert newsroom.stdout is not None
        released = [json.loads(line) for line in newsroom.stdout]
        assert newsroom.wait(120) == 0
        server.decide = lambda _seen: FINE
        for _ in range(2):
            house.start_worker()
        until(lambda: nothing_waits(house, len(PLACES)), 150)
        assert len(released) == stories
        assert kills >= 6
        for name in PLACES:
            assert faults_at(server.at(name), released) == []
        assert overlapping(house) == []
        [(rows, places)] = house.query(
            "SELECT count(*), count(DISTINCT (endpoint_id * 1000000 + dispatch_id)) FROM wire_out_delivery"
        )
        assert rows == places
        [(untold,)] = house.query("SELECT count(*) FROM wire_out_recall WHERE told_at IS NULL")
        assert untold == 0
        assert house.query("SELECT count(*) FROM wire_out_attempt WHERE answer = 'unanswered'") != [(0,)]


def kill_at_random(
    house: House, server: HostileEndpoint, newsroom: subprocess.Popen[str], chance: random.Random
) -> int:
    """Two workers, one of which is always being killed: at any moment, or while an endpoint is about to answer."""
    house.start_worker()
    victim = house.start_worker()
    kills = 0
    while newsroom.poll() is None or kills < 6:
        if chance.random() < 0.5:
            with suppress(AssertionError):
                until(lambda: any(not seen.answered for seen in list(server.seen)), 3)
        else:
            time.sleep(chance.random() * 1.5)
        house.kill(victim)
        kills += 1
        victim = next(worker for worker in house.workers if worker.poll() is None)
        house.start_worker()
    house.kill(victim)
    for worker in house.workers:
        if worker.poll() is None:
            house.kill(worker)
    return kills


def nothing_waits(house: House, places: int) -> bool:
    """Everything has been entered for every endpoint, and nothing of it is pending; pauses are cut short."""
    [(behind,)] = house.query(
        "SELECT count(*) FROM wire_out_endpoint WHERE cursor < (SELECT max(seq) FROM stories_dispatch)"
    )
    [(pending,)] = house.query("SELECT count(*) FROM wire_out_delivery WHERE next_attempt_at IS NOT NULL")
    time.sleep(0.3)
    return (behind, pending) == (0, 0)


def faults_at(seen: list[Seen], released: list[tuple[str, int, int]]) -> list[str]:
    """What one endpoint could complain of, in words."""
    found = []
    ids = {(one.seq, one.message) for one in seen}
    if len(ids) != len({one.seq for one in seen}):
        found.append("a repeat came under another message id")
    for guid, last, withdrawal in released:
        mine = [one for one in seen if one.guid == guid]
        accepted = [one for one in mine if one.accepted]
        if not accepted or max(accepted, key=lambda one: one.answered).seq != last:
            found.append(f"{guid} does not end with {last}")
        had_it = any(one.seq < withdrawal for one in mine)
        if had_it and not any(one.seq == withdrawal for one in accepted):
            found.append(f"the withdrawal {withdrawal} of {guid} is missing")
        found += [
            f"{older.seq} of {guid} began after {newer.seq} was accepted"
            for older in mine
            for newer in accepted
            if older.seq < newer.seq and older.began > newer.answered
        ]
    return found


def overlapping(house: House) -> list[tuple[Any, ...]]:
    """Attempts of one story at one endpoint of which one began before another had ended."""
    return house.query(
        """
        SELECT one.id, other.id FROM wire_out_attempt one
        JOIN wire_out_delivery d1 ON d1.id = one.delivery_id
        JOIN wire_out_delivery d2 ON d2.endpoint_id = d1.endpoint_id AND d2.story_id = d1.story_id
        JOIN wire_out_attempt other ON other.delivery_id = d2.id AND other.id > one.id
        WHERE one.answer <> 'unanswered' AND other.answer <> 'unanswered'
        AND one.started_at < other.ended_at AND other.started_at < one.ended_at
        """
    )

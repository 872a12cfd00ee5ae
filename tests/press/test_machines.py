"""Two machines with one PostgreSQL, a press folder each: neither shows what the other has replaced."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from tests.config.conftest import House, end_tree, free_port, until
from tests.postgres import NoPostgreSQL, Server, server

pytestmark = pytest.mark.postgres


@dataclass
class Machine:
    """A house of its own at a port, before the database of all."""

    house: House
    port: int
    web: psutil.Process

    def shows(self, words: str) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", "/en/", headers={"Host": "news.example.org"})
            return words in connection.getresponse().read().decode()
        finally:
            connection.close()

    def has_stored(self) -> bool:
        return (self.house.home / "press" / "current" / "web" / "en" / "index.html").exists()

    def all(self) -> list[psutil.Process]:
        return [self.web, *self.web.children(recursive=True)]


@pytest.fixture
def engine() -> Iterator[Server]:
    try:
        with server() as started:
            yield started
    except NoPostgreSQL:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("NO POSTGRESQL HERE: TWO MACHINES ARE NOT TESTED")


@pytest.fixture
def machines(engine: Server, tmp_path: Path) -> Iterator[tuple[Machine, Machine]]:
    names = {
        "DATABASE_URL": engine.url,
        "SITE_URL": "http://news.example.org",
        "EDITIONS": "en",
        "SECRET_KEY": "of both",
    }
    houses = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        houses.append(House(tmp_path / name / "home", tmp_path / name / "log"))
    houses[0].run("migrate", "--verbosity", "0", **names)
    publish(houses[0], 1, "Words number 1", **names)
    found = []
    for house in houses:
        port = free_port()
        process = house.start("web", "--port", str(port), **names)
        found.append(Machine(house, port, psutil.Process(process.pid)))
    for machine in found:
        until(lambda machine=machine: is_there(machine), "that both machines answer")  # type: ignore[misc]  # bound at once
    yield found[0], found[1]
    for house in houses:
        for process in house.started:
            end_tree(process)


def is_there(machine: Machine) -> bool:
    try:
        return machine.shows("Words number 1")
    except OSError:
        return False


def publish(house: House, version: int, headline: str, **names: str) -> None:
    fields = {"uri": "urn:test:1", "version": str(version), "language": "en", "body_text": "It opened."}
    (house.home.parent / "item.jsonl").write_text(json.dumps({**fields, "headline": headline}) + "\n")
    done = house.run("import", "item.jsonl", "--publish", **names)
    assert done.returncode == 0, done.stderr


@pytest.mark.unmeasured
def test_the_other_machine_follows_within_a_second_and_catches_up_before_it_answers(
    machines: tuple[Machine, Machine], engine: Server
) -> None:
    one, two = machines
    names = {"DATABASE_URL": engine.url, "SITE_URL": "http://news.example.org"}
    assert one.has_stored()
    assert two.has_stored()
    publish(one.house, 2, "Words number 2", **names)
    assert one.shows("Words number 2")
    time.sleep(1)
    assert two.shows("Words number 2")

    for process in two.all():
        process.suspend()
    publish(one.house, 3, "Words number 3", **names)
    time.sleep(2)
    for process in reversed(two.all()):
        process.resume()
    assert two.shows("Words number 3")
    assert one.shows("Words number 3")

    engine.stop()
    assert one.shows("Words number 3")
    assert two.shows("Words number 3")
    engine.start()
    until(lambda: not _fails(one.house, names), "that the database is found again")
    publish(one.house, 4, "Words number 4", **names)
    time.sleep(1)
    assert one.shows("Words number 4")
    until(lambda: two.shows("Words number 4"), "that the other machine follows again")


def _fails(house: House, names: dict[str, str]) -> bool:
    return house.run("verify", **names).returncode != 0

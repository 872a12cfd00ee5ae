"""A house whose database goes away says so politely, makes no other, and goes on when it is back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.postgres import NoPostgreSQL, Server, server

from .conftest import House, free_port, until

ITEM = '{"uri": "urn:test:1", "language": "en", "headline": "Bridge opens", "body_text": "It opened."}\n'
STORED = "/en/"
FRESH = ("/", "/ru/", "/en/nowhere/", "/en/search/?q=bridge", "/sitemap.xml", "/en/rss.xml", "/desk/login/")


def answer(port: int, path: str) -> tuple[int, str, str]:
    """Status, Retry-After and text."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Accept-Language": "en"})
        found = connection.getresponse()
        return found.status, found.getheader("Retry-After", ""), found.read().decode()
    finally:
        connection.close()


def statuses(port: int) -> list[int]:
    return [answer(port, path)[0] for path in FRESH]


@pytest.fixture(scope="module")
def storied(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a house with a story."""
    place = tmp_path_factory.mktemp("storied")
    shutil.copytree(migrated, place / "home")
    with_a_story(House(place / "home", place / "log"))
    return place / "home"


@pytest.fixture
def agency(bare_house: House, storied: Path) -> House:
    shutil.copytree(storied, bare_house.home)
    return bare_house


def with_a_story(house: House, **environment: str) -> None:
    path = house.home.parent / "items.jsonl"
    path.write_text(ITEM)
    for command in (["migrate", "--verbosity", "0"], ["import", str(path), "--publish"]):
        done = house.run(*command, EDITIONS="en,ru", **environment)
        assert done.returncode == 0, done.stderr


def test_a_file_moved_away_is_awaited_and_never_made_anew(agency: House) -> None:
    port = free_port()
    serve = agency.serve(port)
    assert answer(port, STORED)[0] == 200

    database = agency.home / "wireroom.sqlite3"
    database.rename(agency.home.parent / "elsewhere")
    assert statuses(port) == [503] * len(FRESH)
    assert [answer(port, path)[0] for path in (STORED, "/healthz", "/readyz")] == [200, 200, 503]
    status, retry_after, text = answer(port, "/ru/world/")
    assert (status, retry_after) == (503, "30")
    assert 'lang="ru"' in text
    assert "Сайт вернётся через минуту" in text
    until(lambda: "release_due failed: unable to open database file" in agency.said(), "that the schedule sees it")
    assert not database.exists()

    (agency.home.parent / "elsewhere").rename(database)
    assert statuses(port) == [302, 200, 404, 200, 200, 200, 200]
    assert len(serve.children(recursive=True)) == 3
    assert "Traceback" not in _of_the_worker(agency)

    database.rename(agency.home.parent / "elsewhere")
    assert [answer(port, path)[0] for path in ("/", STORED)] == [302, 200]  # the door remembers where it leads


def _of_the_worker(house: House) -> str:
    """What the log says outside the lines of broken requests."""
    return "\n".join(block for block in house.said().split("\n2") if "django.request" not in block)


def test_no_request_in_the_moment_of_going_or_coming_breaks(agency: House) -> None:
    port = free_port()
    agency.serve(port)
    database, elsewhere = agency.home / "wireroom.sqlite3", agency.home.parent / "elsewhere"
    seen = set()
    for turn in range(15):
        database.rename(elsewhere)
        seen |= {answer(port, f"/en/search/?q=away{turn}{again}")[0] for again in range(3)}
        elsewhere.rename(database)
        seen |= {answer(port, f"/en/search/?q=back{turn}{again}")[0] for again in range(3)}
    assert seen == {200, 503}
    assert agency.run("verify").stdout == "1 dispatches verified.\n"


def test_an_agency_without_its_database_is_not_begun_anew(agency: House) -> None:
    (agency.home / "wireroom.sqlite3").unlink()
    for command in (["serve", "--port", str(free_port())], ["demo"]):
        refused = agency.run(*command)
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
        assert "wireroom.sqlite3 is gone, but" in refused.stderr
    for command in (["verify"], ["doctor"], ["backup", str(agency.home.parent / "copy")], ["web"]):
        assert agency.run(*command).returncode == 1
    assert not (agency.home / "wireroom.sqlite3").exists()


@pytest.fixture
def engine() -> Iterator[Server]:
    try:
        with server() as started:
            yield started
    except NoPostgreSQL:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("NO POSTGRESQL HERE: ITS OUTAGE IS NOT TESTED")


@pytest.mark.postgres
@pytest.mark.unmeasured
def test_a_stopped_postgresql_is_awaited(bare_house: House, engine: Server) -> None:
    with_a_story(bare_house, DATABASE_URL=engine.url)
    port = free_port()
    bare_house.serve(port, DATABASE_URL=engine.url)
    assert {answer(port, "/nowhere")[0] for _again in range(12)} == {404}
    assert answer(port, "/en/world/")[0] == 200

    engine.stop()
    assert [answer(port, path)[:2] for path in ("/", "/ru/world/")] == [(503, "30")] * 2
    engine.start()
    until(lambda: answer(port, "/readyz")[0] == 200, "that the house finds its database again")
    assert answer(port, "/en/world/")[0] == 200

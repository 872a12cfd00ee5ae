"""What every test starts from: a data folder of its own and an agency with its editions."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from tests.config.conftest import House
from tests.factories import Newsroom
from tests.flows.once import made_once
from tests.measuring import leave_unmeasured, unmeasured
from wireroom.config import catalogues


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each test process begins with its share of the long tests, so that none of them is left for the end of the run.

    Those marked with one name stay in one process: they look at one thing that takes long to make.
    """
    leave_unmeasured(items)
    shares: int = getattr(config, "workerinput", {"workercount": 1})["workercount"]
    long: dict[str, list[pytest.Item]] = {}
    short: list[pytest.Item] = []
    for item in items:
        if mark := item.get_closest_marker("long"):
            long.setdefault(mark.args[0] if mark.args else item.nodeid, []).append(item)
        else:
            short.append(item)
    size, items[:] = ceil(len(short) / shares), []
    for share in range(shares):
        for group in list(long.values())[share::shares]:
            items += group
        items += short[share * size : (share + 1) * size]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    with unmeasured() if item.get_closest_marker("unmeasured") else nullcontext():
        return (yield)


def pytest_collection_finish() -> None:
    """Thousands of tests stay until the end: looking through them for garbage again and again takes its time."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder with an empty, up-to-date database, made once by the command itself for all test processes."""

    def migrate(place: Path) -> None:
        catalogues.compile_stale()
        place.mkdir()
        with unmeasured():
            done = House(place / "home", place / "log").run("migrate", "--verbosity", "0")
        assert done.returncode == 0, done.stderr

    return made_once(tmp_path_factory, worker_id, "migrated", migrate) / "home"


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """On SQLite a copy of that database, which costs nothing; on PostgreSQL a database made by migrations."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    if connection.vendor == "sqlite":
        file = _copied(request.getfixturevalue("migrated"), connection.settings_dict)
        yield
        with django_db_blocker.unblock():
            connection.close()
        file.unlink()
        return
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


def _copied(home: Path, database: dict[str, Any]) -> Path:
    """A database file of this test process, and the settings that lead to it."""
    file = Path(database["TEST"]["NAME"])
    database["NAME"] = file
    shutil.copyfile(home / "wireroom.sqlite3", file)
    return file


@pytest.fixture(scope="session", autouse=True)
def _media_folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Pictures of tests go to a folder of the run."""
    from django.conf import settings

    folder = tmp_path_factory.mktemp("media")
    settings.MEDIA_ROOT = folder / "private"
    settings.PUBLIC_MEDIA_ROOT = folder / "public"


@pytest.fixture
def wireroom_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder for one test's own keys and files."""
    monkeypatch.setenv("WIREROOM_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def newsroom(db: None) -> Iterator[Newsroom]:
    """An agency with all shipped editions, the first sections, and a chief."""
    return Newsroom.open()


@pytest.fixture
def racing_newsroom(transactional_db: None) -> Iterator[Newsroom]:
    """The same on a database that commits, for racing threads."""
    return Newsroom.open()

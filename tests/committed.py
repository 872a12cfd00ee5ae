"""A committed database that each test finds as it was: set back by copying pages of a file, not by emptying tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.core.cache import cache
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.factories import Newsroom


class Snapshots:
    """The test database of SQLite without an agency, and with the one that each test begins with."""

    def __init__(self) -> None:
        self._empty = self._copy()
        Newsroom.open()
        self._opened = self._copy()
        self.put_back(self._empty)

    @staticmethod
    def _copy() -> sqlite3.Connection:
        kept = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as now:
            now.backup(kept)
        return kept

    @staticmethod
    def put_back(kept: sqlite3.Connection) -> None:
        connection.close()
        with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=20)) as now:
            kept.backup(now)
        cache.clear()

    def open(self) -> None:
        """An agency as it was on its first day."""
        self.put_back(self._opened)

    def close(self) -> None:
        """The empty database that other tests expect."""
        self.put_back(self._empty)


@pytest.fixture(scope="session")
def snapshots(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Snapshots | None:
    """None on PostgreSQL, which has no such short way."""
    with django_db_blocker.unblock():
        return Snapshots() if connection.vendor == "sqlite" else None


@pytest.fixture
def transactional_db(
    snapshots: Snapshots | None, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest
) -> Iterator[None]:
    """In place of pytest-django's: by this name it knows that there must be a database."""
    if snapshots is None:
        request.getfixturevalue("_django_db_helper")
        Newsroom.open()
        yield
        return
    with django_db_blocker.unblock():
        snapshots.open()
        yield
        snapshots.close()


@pytest.fixture
def racing_newsroom(transactional_db: None) -> Newsroom:
    """As everywhere: an agency on a database that commits, for racing threads."""
    return Newsroom.opened()

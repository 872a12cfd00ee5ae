"""A database that is away is told from a statement it refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError
from psycopg import errors as postgresql
from psycopg_pool import PoolTimeout

from wireroom.core.outages import StorageAway, is_outage


def refused_by_sqlite(statement: str, file: Path) -> BaseException:
    try:
        sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True).execute(statement)
    except sqlite3.OperationalError as error:
        return error
    raise AssertionError(statement)


def as_django_raises(driver: BaseException, kind: type[DatabaseError] = OperationalError) -> BaseException:
    try:
        raise kind("in Django's words") from driver
    except DatabaseError as error:
        return error


def test_missing_file_is_an_outage_and_missing_table_is_not(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    assert is_outage(as_django_raises(refused_by_sqlite("SELECT 1", tmp_path / "gone"))) is True
    assert is_outage(as_django_raises(refused_by_sqlite("SELECT * FROM nothing", empty))) is False


@pytest.mark.parametrize(
    ("driver", "outage"),
    [
        (lambda: PoolTimeout("nobody there"), True),
        (lambda: postgresql.AdminShutdown("ended"), True),
        (lambda: postgresql.CannotConnectNow("starting"), True),
        (lambda: postgresql.TooManyConnections("full"), True),
        (lambda: postgresql.QueryCanceled("too slow"), False),
        (lambda: ValueError("of ours"), False),
    ],
)
def test_postgresql_says_which_it_is(driver: Callable[[], BaseException], outage: bool) -> None:
    assert is_outage(as_django_raises(driver())) is outage


def test_outage_behind_another_failure_is_found() -> None:
    later = KeyError("the second failure")
    later.__context__ = as_django_raises(PoolTimeout("nobody there"))
    assert is_outage(later) is True


def test_nothing_and_other_failures_are_no_outage() -> None:
    assert [is_outage(None), is_outage(KeyError("x")), is_outage(OperationalError("bare"))] == [False] * 3


def test_a_storage_that_is_away_is_an_outage_and_a_missing_file_is_not() -> None:
    assert is_outage(StorageAway("no answer")) is True
    assert is_outage(FileNotFoundError("picture.png")) is False

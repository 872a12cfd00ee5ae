"""Telling what is away and comes back, database or storage, from what is refused, which is our mistake."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError


class StorageAway(OSError):
    """The place where pictures lie cannot be reached, or refuses us."""


_SQLITE = frozenset(
    (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
)
_POSTGRESQL = ("08", "53", "57P")
"""Classes of SQLSTATE: connection exceptions, insufficient resources, the server shutting down or starting."""


def is_outage(error: BaseException | None) -> bool:
    """Whether `error`, or what caused it, says that database or storage cannot be reached or cannot work now."""
    return any(_says_away(one) for one in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _says_away(error: BaseException) -> bool:
    """Django's errors bear the driver's as cause: SQLite's with a code, psycopg's with a state, if any."""
    if isinstance(error, StorageAway):
        return True
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    driver = error.__cause__
    if driver is None:
        return False
    code = getattr(driver, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE
    if not type(driver).__module__.startswith("psycopg"):
        return False
    state = getattr(driver, "sqlstate", None)
    return state is None or state.startswith(_POSTGRESQL)

"""What a generation holds and by which tags it is dropped: a small SQLite file beside the pages.

It is as forgetful as they are: after a power cut the whole generation is given up, so nothing here waits for the disk.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wireroom.press.rules import Address, Headers

_SCHEMA = """
CREATE TABLE page (
    name TEXT PRIMARY KEY, file TEXT NOT NULL, stamp INTEGER NOT NULL, is_stored INTEGER NOT NULL,
    size INTEGER NOT NULL, status INTEGER NOT NULL, headers TEXT NOT NULL, expires REAL, used REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX page_expires ON page (expires) WHERE is_stored AND expires IS NOT NULL;
CREATE INDEX page_used ON page (used, size) WHERE is_stored;
CREATE TABLE tag (tag TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (tag, name)) WITHOUT ROWID;
CREATE INDEX tag_name ON tag (name);
CREATE TABLE dropped (tag TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE clock (ticks INTEGER NOT NULL);
INSERT INTO clock VALUES (0);
CREATE TABLE done (row INTEGER PRIMARY KEY, made_at TEXT NOT NULL);
CREATE TABLE fact (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
"""


DROPS_REMEMBERED = 100_000
"""Drops, which no rendering outlasts."""


@dataclass(frozen=True, slots=True)
class Row:
    """One stored page as the index knows it; `file` is relative to the generation."""

    name: str
    file: str
    stamp: int
    status: int
    headers: Headers
    expires: float | None


@dataclass(frozen=True, slots=True)
class Done:
    """A purge row that has been done here. A number alone may be that of another row, in another database."""

    row: int
    made_at: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is stored: how many pages, and their bytes on disk."""

    pages: int
    size: int


class Index:
    """The index of one generation. Each thread has a connection of its own; what writes holds the generation's lock."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._local = threading.local()

    @classmethod
    def create(cls, file: Path) -> Index:
        connection = sqlite3.connect(file, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(_SCHEMA)
        connection.close()
        return cls(file)

    @property
    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            address = f"{self._file.as_uri()}?mode=rw"
            found = sqlite3.connect(address, uri=True, timeout=10, isolation_level=None, cached_statements=64)
            found.execute("PRAGMA synchronous=OFF")
            self._local.connection = found
        return found

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk has ended it already
                connection.execute("ROLLBACK")
            raise

    def ticks(self) -> int:
        """How often anything was dropped: rises with every drop."""
        return int(self._connection.execute("SELECT ticks FROM clock").fetchone()[0])

    def find(self, address: Address) -> Row | None:
        row = self._connection.execute(
            "SELECT name, file, stamp, status, headers, expires FROM page WHERE name = ? AND is_stored", [address.name]
        ).fetchone()
        if row is None:
            return None
        name, file, stamp, status, headers, expires = row
        return Row(name, file, stamp, status, tuple((key, value) for key, value in json.loads(headers)), expires)

    def stamp_before(self, address: Address) -> int:
        """The time of the file that stood last for this address, 0 if none ever did."""
        row = self._connection.execute("SELECT stamp FROM page WHERE name = ?", [address.name]).fetchone()
        return int(row[0]) if row else 0

    def was_dropped_since(self, ticks: int, tags: Iterable[str]) -> bool:
        """Whether anything with one of `tags` was dropped after the clock stood at `ticks`."""
        row = self._connection.execute(
            "SELECT 1 FROM dropped WHERE at > ? AND tag IN (SELECT value FROM json_each(?)) LIMIT 1",
            [ticks, json.dumps(list(tags))],
        ).fetchone()
        return row is not None

    def record(self, row: Row, *, size: int, tags: Iterable[str], used: float) -> None:
        with self._writing() as connection:
            connection.execute("DELETE FROM tag WHERE name = ?", [row.name])
            connection.execute(
                "INSERT OR REPLACE INTO page VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?)",
                [row.name, row.file, row.stamp, size, row.status, json.dumps(row.headers), row.expires, used],
            )
            connection.executemany("INSERT INTO tag VALUES (?, ?)", [(tag, row.name) for tag in tags])

    @contextmanager
    def dropping(self, tags: Sequence[str], done: Done | None = None) -> Iterator[list[tuple[str, str]]]:
        """The (name, file) pairs of the pages with one of `tags`; forgotten when the block has unlinked them.

        `done` is the purge row that is done with it.
        """
        wanted = json.dumps(list(tags))
        with self._writing() as connection:
            connection.execute("UPDATE clock SET ticks = ticks + 1")
            connection.execute(
                "INSERT OR REPLACE INTO dropped SELECT value, (SELECT ticks FROM clock) FROM json_each(?)", [wanted]
            )
            found = connection.execute(
                "SELECT name, file FROM page WHERE is_stored AND name IN "
                "(SELECT name FROM tag WHERE tag IN (SELECT value FROM json_each(?)))",
                [wanted],
            ).fetchall()
            yield found
            _forget(connection, [name for name, _file in found])
            if done:
                connection.execute("INSERT OR REPLACE INTO done VALUES (?, ?)", [done.row, done.made_at])

    @contextmanager
    def forgetting(self, *, expired_at: float) -> Iterator[list[tuple[str, str]]]:
        """The pages that have run out by then; forgotten when the block has unlinked them."""
        with self._writing() as connection:
            connection.execute("UPDATE clock SET ticks = ticks + 1")
            found = connection.execute(
                "SELECT name, file FROM page WHERE is_stored AND expires IS NOT NULL AND expires <= ?", [expired_at]
            ).fetchall()
            yield found
            _forget(connection, [name for name, _file in found])

    def has_expired(self, now: float) -> bool:
        query = "SELECT 1 FROM page WHERE is_stored AND expires IS NOT NULL AND expires <= ? LIMIT 1"
        return self._connection.execute(query, [now]).fetchone() is not None

    @contextmanager
    def evicting(self, number: int) -> Iterator[list[tuple[str, str]]]:
        """The `number` pages that were used longest ago; forgotten when the block has unlinked them."""
        with self._writing() as connection:
            found = connection.execute(
                "SELECT name, file FROM page WHERE is_stored ORDER BY used LIMIT ?", [number]
            ).fetchall()
            yield found
            _forget(connection, [name for name, _file in found])

    def holdings(self) -> Holdings:
        row = self._connection.execute("SELECT COUNT(*), TOTAL(size) FROM page WHERE is_stored").fetchone()
        return Holdings(row[0], int(row[1]))

    def note_used(self, names: Iterable[str], moment: float) -> None:
        with self._writing() as connection:
            connection.executemany("UPDATE page SET used = ? WHERE name = ?", [(moment, name) for name in names])

    def prune(self, stamped_before: int) -> None:
        """Forgets the times of files that are long gone: whatever stands there next is later anyway."""
        with self._writing() as connection:
            connection.execute("DELETE FROM page WHERE NOT is_stored AND stamp < ?", [stamped_before])
            connection.execute("DELETE FROM dropped WHERE at < (SELECT ticks FROM clock) - ?", [DROPS_REMEMBERED])

    # What of the purge rows has been done here.

    def floor(self) -> Done | None:
        """The row up to which every row is done."""
        row, made_at = self.fact("floor"), self.fact("floor made at")
        return None if row is None else Done(int(row), str(made_at))

    def done(self) -> set[Done]:
        """The rows after the floor that are done."""
        return {Done(*found) for found in self._connection.execute("SELECT row, made_at FROM done")}

    def note_floor(self, floor: Done) -> None:
        with self._writing() as connection:
            connection.execute("DELETE FROM done WHERE row <= ?", [floor.row])
            facts = [("floor", floor.row), ("floor made at", floor.made_at)]
            connection.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", facts)

    def succeed(self, before: Index, *, follows: bool) -> None:
        """Begins where another index stands, if it `follows` the same rows."""
        with self._writing() as connection:
            if follows:
                done = [(found.row, found.made_at) for found in before.done()]
                connection.executemany("INSERT INTO done VALUES (?, ?)", done)
            names = ("mark", "site", "floor", "floor made at") if follows else ("mark", "site")
            facts = [(name, value) for name in names if (value := before.fact(name)) is not None]
            connection.executemany("INSERT INTO fact VALUES (?, ?)", facts)

    def born(self) -> float:
        return float(self.fact("born") or 0)

    def fact(self, name: str) -> str | int | float | None:
        row = self._connection.execute("SELECT value FROM fact WHERE name = ?", [name]).fetchone()
        return row[0] if row else None

    def note_fact(self, name: str, value: str | float) -> None:
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", [name, value])


def _forget(connection: sqlite3.Connection, names: Sequence[str]) -> None:
    wanted = json.dumps(names)
    connection.execute("UPDATE page SET is_stored = 0 WHERE name IN (SELECT value FROM json_each(?))", [wanted])
    connection.execute("DELETE FROM tag WHERE name IN (SELECT value FROM json_each(?))", [wanted])

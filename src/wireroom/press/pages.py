"""A page as it is rendered, as it is sent, and as two files: plain, and packed beforehand."""

from __future__ import annotations

import gzip
import itertools
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from wireroom.press.index import Row
from wireroom.press.rules import Headers

WORTH_PACKING = 1000
"""Bytes."""

_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Printed:
    """A rendered answer and what it said of itself while it was rendered."""

    status: int
    headers: Headers
    """Without those that depend on how it is sent: length, encoding, entity tag, modification."""
    body: bytes
    tags: frozenset[str] = frozenset()
    expires: float | None = None
    is_web: bool = False
    """Whether its headers are those that a web server would give by its path alone."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer ready to be sent. `file` is empty for one that is stored nowhere."""

    name: str
    status: int
    headers: Headers
    body: bytes
    packed: bytes
    """The body in gzip; empty where that is not worth it."""
    stamp: int = 0
    expires: float | None = None
    file: str = ""
    inode: int = 0

    def is_current(self) -> bool:
        """Whether the very file that this was read from still stands in its place."""
        try:
            now = os.stat(self.file)
        except OSError:
            return False
        if now.st_ino != self.inode or now.st_mtime != self.stamp:
            return False
        return self.expires is None or time.time() < self.expires

    @property
    def weight(self) -> int:
        return len(self.body) + len(self.packed) + 2_000


def pack(body: bytes) -> bytes:
    """The body in gzip, or nothing where that is not worth it."""
    return gzip.compress(body, 6, mtime=0) if len(body) > WORTH_PACKING else b""


def read(file: Path, row: Row) -> Page | None:
    """The page if its file is the one that the index speaks of."""
    try:
        with file.open("rb") as stream:
            found = os.fstat(stream.fileno())
            body = stream.read()
        packed = _read_packed(file, row.stamp)
    except OSError:
        return None
    if found.st_mtime != row.stamp:
        return None
    return Page(row.name, row.status, row.headers, body, packed, row.stamp, row.expires, str(file), found.st_ino)


def _read_packed(file: Path, stamp: int) -> bytes:
    try:
        with open(f"{file}.gz", "rb") as stream:
            return stream.read() if os.fstat(stream.fileno()).st_mtime == stamp else b""
    except FileNotFoundError:
        return b""


@contextmanager
def drafted(folder: Path, content: bytes) -> Iterator[str]:
    """A file with `content` in `folder` under a name of its own, gone at the end unless it was renamed."""
    name = f"{folder}/{os.getpid()}-{threading.get_ident()}-{next(_numbers)}"
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        yield name
    finally:
        unlink(name)


def unlink(file: Path | str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(file)

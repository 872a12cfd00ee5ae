"""One generation of stored pages: a folder, its index, and the lock of whoever stores or drops."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from wireroom.press.index import Index
from wireroom.press.pages import unlink


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the store stands: which generation, and how often anything was dropped of it."""

    generation: str
    ticks: int

    def is_still(self, now: Moment) -> bool:
        """Whether nothing was dropped between this moment and `now`; a store that cannot tell says no."""
        return bool(self.generation) and self == now


@dataclass
class Generation:
    """One generation; its lock is held by whoever stores or drops, in this process or another."""

    folder: Path
    link: Path
    """The folder by the name under which it is current: what is read through it is gone as soon as it turns over."""
    index: Index
    _inside: threading.Lock = field(default_factory=threading.Lock)
    _descriptor: int = -1

    @property
    def name(self) -> str:
        return self.folder.name

    @contextmanager
    def locked(self) -> Iterator[None]:
        with self._inside:
            if self._descriptor < 0:
                self._descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def __del__(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)

    def remove(self, found: Sequence[tuple[str, str]]) -> None:
        """Unlinks pages, each by its (name, file): what web servers look for first, then its packed twin."""
        for _name, file in found:
            unlink(self.folder / file)
            unlink(f"{self.folder / file}.gz")

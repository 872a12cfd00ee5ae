"""The house's clock: everything that stories write down as "now" asks here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_held: ContextVar[datetime | None] = ContextVar("held clock", default=None)


def now() -> datetime:
    """The present, in UTC, or the moment that `at` holds the clock at."""
    return _held.get() or datetime.now(UTC)


def real() -> datetime:
    """The present, in UTC, whatever the clock is held at: for what machines count on."""
    return datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Holds the clock at `moment`, for this thread of work: invented history has invented times."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)

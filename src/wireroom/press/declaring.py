"""What code says of a page while it renders: by which tags it is dropped, when it runs out, whether it is stored.

Outside a rendering all of this is silently nothing, so that views need not know whether they are being stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(slots=True)
class Declared:
    """What one rendering has declared so far."""

    tags: set[str] = field(default_factory=set)
    expires: datetime | None = None
    is_stored: bool = True


@dataclass(frozen=True, slots=True)
class Stored:
    """That a view's answers are the same for everybody, and to which query parameters they differ."""

    parameters: frozenset[str] = frozenset()
    seconds: int | None = None
    """How long an answer is kept at most; None: until it is dropped."""


_now: ContextVar[Declared | None] = ContextVar("page being rendered", default=None)


@contextmanager
def declarations() -> Iterator[Declared]:
    """Collects what is declared inside."""
    declared = Declared()
    token = _now.set(declared)
    try:
        yield declared
    finally:
        _now.reset(token)


def declare(*tags: str) -> None:
    """The page being rendered changes when anything with one of `tags` does."""
    declared = _now.get()
    if declared is not None:
        declared.tags.update(tags)


def expire(moment: datetime | None) -> None:
    """The page being rendered is no longer right from `moment` on, whatever happens; None says nothing."""
    declared = _now.get()
    if declared is not None and moment is not None:
        declared.expires = min(declared.expires or moment, moment)


def pass_by() -> None:
    """The page being rendered is stored by nobody: a parameter has a value of which there are any number."""
    declared = _now.get()
    if declared is not None:
        declared.is_stored = False


def stored(*parameters: str, seconds: int | None = None) -> Callable[[View], View]:
    """Marks a view whose answers to GET may be stored: they depend on address and `parameters`, never on who asks."""

    def mark(view: View) -> View:
        view.stored = Stored(frozenset(parameters), seconds)  # type: ignore[attr-defined]  # read by printing.plan
        return view

    return mark

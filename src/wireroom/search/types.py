"""What index and query ask of a database, whichever it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models.expressions import RawSQL

from wireroom.search.rules import Document, Query

MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """A released story's words and where they stand."""

    position: int
    story_id: int
    document: Document


@dataclass(frozen=True, slots=True)
class Asked:
    """The matches of `query` that have one of each of `filters`, at positions from `low` to before `high`.

    Of these, newest first, `take` after the first `skip`; `weighed` asks for their scores.
    """

    query: Query
    filters: tuple[tuple[str, ...], ...]
    low: int
    high: int
    skip: int
    take: int
    weighed: bool


@dataclass(frozen=True, slots=True)
class Found:
    """`total` counts no further than MOST_COUNTED + 1; `places` are positions with scores, the higher the better."""

    total: int
    places: tuple[tuple[int, float], ...]


class Engine(Protocol):
    def put(self, rows: Sequence[Row]) -> None:
        """Writes entries and words of released stories, in place of what they had."""

    def put_drafts(self, drafts: Sequence[tuple[int, Document]]) -> None:
        """Writes entries and words of stories, given by id, as the desk has them now."""

    def find(self, asked: Asked) -> Found: ...

    def found_at_the_desk(self, queries: Sequence[Query]) -> RawSQL:
        """The ids of the stories whose newest text matches any of `queries`."""

"""Searching the wire as a client: what readers would find, as far as it is the client's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wireroom.search.query import search
from wireroom.stories.models import Dispatch, Edition, Section, Story
from wireroom.wire_out import matching, reading
from wireroom.wire_out.handing import Piece, pieces_of
from wireroom.wire_out.reading import Reader

HITS = 100
"""Of one page, before what the client may not have is left out."""


@dataclass(frozen=True, slots=True)
class Found:
    pieces: Sequence[Piece]
    page: int
    pages: int


def find(
    reader: Reader,
    words: str,
    edition: Edition,
    *,
    section: Section | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    page: int = 1,
) -> Found:
    """Stories out now whose newest version the reader may have, the newest first."""
    found = search(words, edition, section=section, since=since, until=until, newest=True, page=page, per_page=HITS)
    newest = dict(Story.objects.published().filter(pk__in=found.hits).values_list("pk", "dispatch_id"))
    matching.catch_up()
    rows = Dispatch.objects.in_bulk(reading.among(reader, [seq for seq in newest.values() if seq]))
    mine = [rows[seq] for pk in found.hits if (seq := newest.get(pk)) in rows and seq]
    return Found(pieces_of(mine), page, found.pages)

"""Lines of the wire as the portal lists them: one for each story, in the newest version that the person may have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wireroom.core import clock
from wireroom.core.dates import Calendar
from wireroom.stories.models import Dispatch
from wireroom.wire_out import matching, reading
from wireroom.wire_out.handing import Piece, pieces_of
from wireroom.wire_out.reading import Reader

PAGE = 50
MOST_OWED = 20
LATE_SHOWN = timedelta(days=3)
"""On the front page, or until it is looked at."""


@dataclass(frozen=True, slots=True)
class Line:
    piece: Piece
    calendar: Calendar

    @property
    def dispatch(self) -> Dispatch:
        return self.piece.dispatch

    @property
    def headline(self) -> str:
        return self.dispatch.item.headline

    @property
    def language(self) -> str:
        return self.dispatch.language

    @property
    def is_withdrawn(self) -> bool:
        return self.dispatch.kind == "withdrawal" or bool(self.piece.withdrawn_by)

    @property
    def note(self) -> str:
        return self.dispatch.note

    @property
    def embargo_until(self) -> datetime | None:
        return self.dispatch.embargo_until if self.dispatch.audience == "advance" else None

    @property
    def embargo(self) -> str:
        return self.calendar.long(self.embargo_until) if self.embargo_until else ""

    @property
    def released(self) -> str:
        return self.calendar.short(self.dispatch.released_at)

    @property
    def stamp(self) -> str:
        return self.dispatch.released_at.isoformat(timespec="seconds")

    @property
    def is_flash(self) -> bool:
        return self.dispatch.item.priority <= 2


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of the wire; `older` is where the next one begins, 0 at the end; `newest` where the log stands."""

    lines: Sequence[Line]
    older: int
    newest: int


@dataclass(frozen=True, slots=True)
class Owed:
    """Corrections and reinstatements of what the person holds; what came late through a fault of ours."""

    changed: Sequence[Line]
    late: Sequence[Line]


def latest(reader: Reader, calendar: Calendar, *, before: int = 0, language: str = "") -> Lines:
    """The newest stories, or those before a number."""
    newest = matching.catch_up()
    seqs = reading.latest_seqs(reader, before=before or newest + 1, limit=PAGE, language=language)
    return Lines(_lines(reader, seqs, calendar), seqs[-1] if len(seqs) == PAGE else 0, newest)


def newer(reader: Reader, calendar: Calendar, *, since: int, language: str = "") -> Lines:
    """What has come after a number, the newest first; of very much only the newest."""
    newest = matching.catch_up()
    seqs = reading.latest_seqs(reader, before=newest + 1, limit=PAGE, language=language)
    return Lines(_lines(reader, [seq for seq in seqs if seq > since], calendar), 0, newest)


def owed(reader: Reader, calendar: Calendar) -> Owed:
    """What the person must not overlook, and has not looked at."""
    since = clock.now() - LATE_SHOWN
    rows = reading.follow_ups(reader).untold().pressing(since).order_by("is_late", "-dispatch_id")
    found = list(rows.values_list("dispatch_id", "is_late")[: 2 * MOST_OWED])
    changed = [seq for seq, is_late in found if not is_late]
    late = [seq for seq, is_late in found if is_late][:MOST_OWED]
    return Owed(_lines(reader, changed, calendar), _lines(reader, late, calendar))


def of_pieces(pieces: Iterable[Piece], calendar: Calendar) -> list[Line]:
    return [Line(piece, calendar) for piece in pieces]


def _lines(reader: Reader, seqs: Sequence[int], calendar: Calendar) -> list[Line]:
    """Without versions that a newer one has replaced, and without those whose text is not to be had."""
    rows = Dispatch.objects.in_bulk(seqs)
    dispatches = [rows[seq] for seq in seqs if seq in rows]
    newest = newest_of(reader, {dispatch.story_id for dispatch in dispatches})
    kept = [dispatch for dispatch in dispatches if newest.get(dispatch.story_id, dispatch.seq) <= dispatch.seq]
    return of_pieces((piece for piece in pieces_of(kept) if piece.goes_out), calendar)


def newest_of(reader: Reader, stories: Iterable[int]) -> dict[int, int]:
    """The newest dispatch of each story that the reader may see, notes to editors aside. Three queries."""
    rows = Dispatch.objects.filter(story_id__in=list(stories), audience__in=reader.audiences)
    found = dict(rows.exclude(kind="advisory").order_by("seq").values_list("seq", "story_id"))
    allowed = reading.among(reader, found.keys())
    return {story: seq for seq, story in found.items() if seq in allowed}

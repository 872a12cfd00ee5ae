"""One page of dispatches after a cursor: found, its receipts written, rendered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from wireroom.core import clock
from wireroom.formats.release import Channel
from wireroom.stories.models import Dispatch
from wireroom.wire_out import matching, reading
from wireroom.wire_out.api import envelopes
from wireroom.wire_out.api.problems import CursorFromTheFuture
from wireroom.wire_out.handing import Piece, hand, pieces_of, render_or_alarm
from wireroom.wire_out.models import How
from wireroom.wire_out.outgoing import House, renderer_named
from wireroom.wire_out.reading import Reader
from wireroom.wire_out.receipts import note_told
from wireroom.wire_out.rules.waiting import DISPATCHES


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is asked for: up to `limit` dispatches after `since`, each as `format` has it."""

    since: int
    limit: int
    format: str
    site: str

    def address(self, since: int) -> str:
        return f"{self.site}{DISPATCHES}?{urlencode({'since': since, 'limit': self.limit, 'format': self.format})}"


@dataclass(frozen=True, slots=True)
class Page:
    """The dispatches, and the cursor that goes on after them; `has_more` says that the log holds more already."""

    asked: Asked
    pieces: Sequence[Piece]
    cursor: int
    has_more: bool

    @property
    def next(self) -> str:
        return self.asked.address(self.cursor)


def page_of(reader: Reader, asked: Asked) -> Page:
    """What comes after the cursor, with every withdrawal that the reader has not been told of yet, however old.

    For who is paused these alone, and the cursor stays: as to an endpoint that we push to, the rest comes afterwards.
    Raises CursorFromTheFuture.
    """
    newest = matching.catch_up()
    if asked.since > newest:
        said = _("The newest dispatch is %(newest)d; a cursor of %(cursor)d is not known here.")
        raise CursorFromTheFuture(said % {"newest": newest, "cursor": asked.since})
    if reader.is_held:
        untold = reading.overdue(reader, upto=newest)[: asked.limit]
        return Page(asked, _take(reader, untold), asked.since, False)
    late = reading.overdue(reader, upto=asked.since)[: asked.limit]
    found = reading.next_seqs(reader, after=asked.since, limit=asked.limit)
    is_full = len(found) == asked.limit
    cursor = found[-1] if is_full else newest
    pieces = _take(reader, [*late, *found])
    missed = [seq for seq in reading.overdue(reader, upto=cursor) if seq not in {*late, *found}] if pieces else []
    return Page(asked, [*pieces, *_take(reader, missed)], cursor, is_full)


def _take(reader: Reader, seqs: Sequence[int]) -> list[Piece]:
    """The dispatches in this order, their receipts written."""
    if not seqs:
        return []
    rows = Dispatch.objects.in_bulk(seqs)
    pieces = pieces_of([rows[seq] for seq in seqs if seq in rows])
    hand(reader, pieces, How.PULLED)
    note_told(reader.holder.whos, [piece.dispatch.seq for piece in pieces if not piece.goes_out], clock.now())
    return pieces


def as_json(page: Page, house: House) -> bytes:
    """An envelope for each dispatch, with the item inside in a format that is JSON itself."""
    parts = (envelopes.written(piece, house, render_or_alarm(house, piece, page.asked.format)) for piece in page.pieces)
    tail = envelopes.dumped({"cursor": page.cursor, "more": page.has_more, "next": page.next})
    return b'{"dispatches":[' + b",".join(parts) + b"]," + tail[1:]


def as_document(page: Page, house: House) -> Iterable[bytes]:
    """One document of all that goes out of the page, in a format that holds many items."""
    renderer = renderer_named(page.asked.format)
    if renderer.render_all is None:
        raise ValueError(f"{renderer.name} holds one item a document")
    channel = Channel(
        title=house.name,
        sender=house.name,
        home=f"{house.site}/",
        address=page.asked.address(page.asked.since),
        links=(("self", page.asked.address(page.asked.since)), ("next", page.next)),
        sent_at=clock.now(),
    )
    return renderer.render_all((house.outgoing(piece.dispatch) for piece in page.pieces if piece.goes_out), channel)

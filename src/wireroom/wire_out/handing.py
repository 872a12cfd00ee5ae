"""Handing dispatches to whoever comes for them: what may still be had of each, in what form, and the receipt for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from wireroom.stories.models import Dispatch
from wireroom.wire_out.alarms import FAULTS, fault_text, sound
from wireroom.wire_out.models import How
from wireroom.wire_out.outgoing import House, render
from wireroom.wire_out.reading import Reader
from wireroom.wire_out.receipts import record


@dataclass(frozen=True, slots=True)
class Piece:
    """A dispatch, and what has become of its text since: numbers of dispatches, 0 for none."""

    dispatch: Dispatch
    withdrawn_by: int = 0
    withheld_by: int = 0
    """A later correction that keeps this wording from everybody who does not have it."""

    @property
    def has_text(self) -> bool:
        return not (
            self.withdrawn_by or self.withheld_by or self.dispatch.is_expunged or self.dispatch.kind == "withdrawal"
        )

    @property
    def goes_out(self) -> bool:
        """Whether there is a document of it: its text, or the notice of a withdrawal."""
        return self.has_text or self.dispatch.kind == "withdrawal"


def pieces_of(dispatches: Sequence[Dispatch]) -> list[Piece]:
    """Each with what became of its text; one query."""
    stories = {dispatch.story_id for dispatch in dispatches}
    later = Dispatch.objects.overruling().filter(story_id__in=stories) if stories else Dispatch.objects.none()
    moves = list(later.order_by("seq").values_list("story_id", "seq", "kind"))
    return [
        Piece(
            dispatch,
            _first(moves, dispatch, lambda kind: kind == "withdrawal"),
            _first(moves, dispatch, lambda kind: kind != "withdrawal"),
        )
        for dispatch in dispatches
    ]


def _first(moves: Iterable[tuple[int, int, str]], dispatch: Dispatch, wanted: Callable[[str], bool]) -> int:
    after = (seq for story, seq, kind in moves if story == dispatch.story_id and seq > dispatch.seq and wanted(kind))
    return next(after, 0)


def hand(reader: Reader, pieces: Sequence[Piece], how: How) -> None:
    """Writes down that the reader gets hold of what goes out of `pieces`; call it before answering."""
    record(reader.holder, [piece.dispatch for piece in pieces if piece.goes_out], how)


def render_or_alarm(house: House, piece: Piece, name: str) -> bytes | None:
    """The document of what goes out, None for what does not; where the formatter fails, None and an alarm."""
    if not piece.goes_out:
        return None
    try:
        return render(piece.dispatch.item, house.release(piece.dispatch), name).body
    except FAULTS as fault:
        sound(piece.dispatch.seq, fault_text(fault), format_name=name)
        return None

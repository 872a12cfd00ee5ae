"""Handing dispatches to whoever comes for them: what may still be had of each, in what form, and the receipt for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from wireroom.core import clock
from wireroom.formats.errors import FormatError
from wireroom.formats.registry import RENDERERS, Renderer
from wireroom.formats.release import Audience, Outgoing, Release, outgoing
from wireroom.stories.models import Dispatch, Edition
from wireroom.stories.pictures import shown_images
from wireroom.wire_out.errors import UnknownFormat
from wireroom.wire_out.models import Alarm, How
from wireroom.wire_out.reading import Reader
from wireroom.wire_out.receipts import record

Place = Callable[[Dispatch, int], str]
"""The address at which whoever asks may fetch a picture of a dispatch."""


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


FAULTS = (FormatError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What a formatter's own fault can be; anything else is the house's."""


@dataclass(frozen=True, slots=True)
class House:
    """What the sender says beside each item: its editions by code, where it is, and where its pictures are had."""

    editions: Mapping[str, Edition]
    site: str
    place: Place

    @property
    def name(self) -> str:
        """The agency's, as its first edition has it."""
        return next((edition.name for edition in self.editions.values()), "")

    @classmethod
    def at(cls, site: str, place: Place) -> House:
        """One query."""
        return cls({edition.code: edition for edition in Edition.objects.select_related("locale")}, site, place)

    def outgoing(self, dispatch: Dispatch) -> Outgoing:
        """The item as it leaves the house, and what is said beside it; no query."""
        release = self._release(dispatch)
        return outgoing(dispatch.item, release), release

    def _release(self, dispatch: Dispatch) -> Release:
        code = dispatch.language.lower()
        edition = self.editions.get(code)
        is_public = dispatch.audience == "public" and dispatch.kind != "withdrawal"
        return Release(
            seq=dispatch.seq,
            audience=cast(Audience, dispatch.audience),
            sent_at=dispatch.released_at,
            sender=edition.name if edition else "",
            home=f"{self.site}/{code}/",
            address=f"{self.site}/{code}/s/{dispatch.story_id}/" if is_public else "",
            pictures={f"image:{pk}": self.place(dispatch, pk) for pk in shown_images(dispatch.item)},
        )

    def document(self, dispatch: Dispatch, name: str) -> bytes:
        """The dispatch as a document. Raises UnknownFormat, and whatever a formatter's fault raises."""
        item, release = self.outgoing(dispatch)
        return renderer_named(name).render(item, release)


def render_or_alarm(house: House, piece: Piece, name: str) -> bytes | None:
    """The document of what goes out, None for what does not; where the formatter fails, None and an alarm."""
    if not piece.goes_out:
        return None
    try:
        return house.document(piece.dispatch, name)
    except FAULTS as fault:
        Alarm.objects.get_or_create(
            dispatch=piece.dispatch,
            format=name,
            defaults={"text": f"{type(fault).__name__}: {fault}", "created_at": clock.now()},
        )
        return None


def renderer_named(name: str) -> Renderer:
    """Raises UnknownFormat."""
    renderer = RENDERERS.get(name)
    if renderer is None:
        raise UnknownFormat(f"There is no format “{name}”. There are: {', '.join(RENDERERS)}.")
    return renderer

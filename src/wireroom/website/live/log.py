"""What live news read from the dispatch log: few columns of few rows, and never a payload."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from wireroom.stories.models import Dispatch, Edition, LogHead
from wireroom.stories.querysets import DispatchQuerySet
from wireroom.website import addresses
from wireroom.website.live.rules import Event

WINDOW = 2000
"""So many dispatches back, and no more, an edition's page is told what it missed."""

_COLUMNS = ("seq", "language", "kind", "guid", "story__live", "story__dispatch_id")
_PLACE = ("story__headline", "story__url_date", "story__slug")
_Row = tuple[int, str, str, str, bool, int | None, str, date, str]


def head() -> int:
    """The number of the newest dispatch of the log, whatever it is."""
    return LogHead.objects.values_list("seq", flat=True).first() or 0


def open_editions() -> frozenset[str]:
    return frozenset(edition.code for edition in Edition.objects.open())


def news_after(seq: int, *, upto: int) -> list[Event]:
    """News of all editions with numbers after `seq` and not after `upto`, in order, at most of the last `WINDOW`."""
    return _events(Dispatch.objects.told_as_it_happens().since(max(seq, upto - WINDOW)).filter(seq__lte=upto))


def news_of(stories: Collection[str], *, after: int, upto: int) -> list[Event]:
    """What became of these stories after `after` and not after `upto`, in order."""
    return _events(Dispatch.objects.told_as_it_happens().since(after).filter(guid__in=stories, seq__lte=upto))


def _events(dispatches: DispatchQuerySet) -> list[Event]:
    return [_event(row) for row in dispatches.values_list(*_COLUMNS, *_PLACE)]


def _event(row: _Row) -> Event:
    seq, language, kind, guid, is_live, newest, headline, day, slug = row
    edition = language.lower()
    return Event(
        seq=seq,
        edition=edition,
        kind=kind,
        story=guid,
        url=addresses.story(edition, day, slug),
        headline=headline if is_live and newest == seq else "",
    )

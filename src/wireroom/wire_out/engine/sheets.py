"""What goes out, read from the log once and rendered once a format, however many endpoints take it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import replace
from threading import Lock
from typing import Generic, TypeVar, cast

from wireroom.formats.newsitem import Kind, NewsItem
from wireroom.formats.release import Carried, Release
from wireroom.stories.models import Dispatch
from wireroom.stories.pictures import shown_images
from wireroom.wire_out.alarms import FAULTS, fault_text
from wireroom.wire_out.engine.types import Job, Sheet
from wireroom.wire_out.held_pictures import held_places
from wireroom.wire_out.matching import closed_sources
from wireroom.wire_out.models import Delivery
from wireroom.wire_out.outgoing import House, Rendered, public_places, render, site
from wireroom.wire_out.rules.carrying import carried
from wireroom.wire_out.rules.products import may_pass_on

KEPT = 256

Key = TypeVar("Key")
Value = TypeVar("Value")


class Shelf(Generic[Key, Value]):
    """Keeps the `KEPT` things that were put there last."""

    def __init__(self) -> None:
        self._things: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        return self._things.get(key)

    def put(self, key: Key, value: Value) -> Value:
        self._things[key] = value
        if len(self._things) > KEPT:
            self._things.popitem(last=False)
        return value

    def clear(self) -> None:
        self._things.clear()


class Sheets:
    """Reading is for the thread that has the database, printing for any."""

    def __init__(self) -> None:
        self._read: Shelf[int, Sheet] = Shelf()
        self._printed: Shelf[tuple[int, str, tuple[Carried, ...], int], Rendered] = Shelf()
        self._lock = Lock()

    def clear(self) -> None:
        """Gives the memory back."""
        with self._lock:
            self._read.clear()
            self._printed.clear()

    def jobs(self, deliveries: Sequence[Delivery]) -> list[Job]:
        """Everything that sending takes, without another look at the database."""
        sheets = self._sheets({delivery.dispatch_id for delivery in deliveries})
        old = _swallowed({seq for delivery in deliveries for seq in delivery.carries})
        return [self._job(delivery, sheets[delivery.dispatch_id], old) for delivery in deliveries]

    def _sheets(self, numbers: Collection[int]) -> dict[int, Sheet]:
        known = {number: sheet for number in numbers if (sheet := self._read.get(number)) is not None}
        missing = [number for number in numbers if number not in known]
        if missing:
            house, rows = House.at(site(), public_places), Dispatch.objects.filter(seq__in=missing)
            known |= {dispatch.seq: self._read.put(dispatch.seq, _sheet(dispatch, house)) for dispatch in rows}
        closed = closed_sources()
        return {number: _judged(sheet, closed) for number, sheet in known.items()}

    @staticmethod
    def _job(delivery: Delivery, sheet: Sheet, old: dict[int, Carried]) -> Job:
        return Job(
            delivery_id=delivery.pk,
            endpoint_id=delivery.endpoint_id,
            story_id=delivery.story_id,
            seq=delivery.dispatch_id,
            message_id=delivery.message_id,
            kind=delivery.kind,
            attempts=delivery.attempts,
            first_tried_at=delivery.first_tried_at or delivery.created_at,
            sheet=sheet,
            carried=carried(sheet.item.kind, [old[seq] for seq in sorted(set(delivery.carries)) if seq in old]),
        )

    def document(self, job: Job, format_name: str) -> Rendered:
        """What is sent; pictures under embargo have addresses for each endpoint. Raises what the formatter raises."""
        held = job.sheet.held_pictures
        key = (job.seq, format_name, job.carried, job.endpoint_id if held else 0)
        with self._lock:
            found = self._printed.get(key)
            if found is not None:
                return found
            release = replace(job.sheet.release, carried=job.carried)
            if held:
                release = replace(release, pictures=held_places(job.seq, job.endpoint_id, held))
            return self._printed.put(key, render(job.sheet.item, release, format_name))


def _sheet(dispatch: Dispatch, house: House) -> Sheet:
    """A dispatch that cannot be read is one that cannot be sent, and keeps no other back."""
    fault, held = "", dispatch.audience == "advance"
    try:
        item, release = dispatch.item, house.release(dispatch)
    except FAULTS as error:
        fault, item, release = fault_text(error), _frame(dispatch), Release()
    return Sheet(
        seq=dispatch.seq,
        guid=dispatch.guid,
        version=dispatch.version,
        kind=dispatch.kind,
        item=item,
        release=release,
        held_pictures=tuple(sorted(shown_images(item))) if held else (),
        forbids="The text was expunged." if dispatch.is_expunged else "",
        fault=fault,
    )


def _frame(dispatch: Dispatch) -> NewsItem:
    return NewsItem(
        guid=dispatch.guid,
        language=dispatch.language,
        headline="",
        version=dispatch.version,
        kind=cast(Kind, dispatch.kind),
    )


def _judged(sheet: Sheet, closed: Collection[str]) -> Sheet:
    """With the reason why it may not go out any more, if there is one; a withdrawal always may."""
    if sheet.kind == "withdrawal":
        return replace(sheet, forbids="")
    if not sheet.forbids and not may_pass_on(sheet.item, closed):
        return replace(sheet, forbids="A source that is credited does not let us pass it on any more.")
    return sheet


def _swallowed(numbers: Collection[int]) -> dict[int, Carried]:
    if not numbers:
        return {}
    rows = Dispatch.objects.filter(seq__in=numbers).values_list("seq", "kind", "version", "note")
    return {seq: Carried(cast(Kind, kind), version, note) for seq, kind, version, note in rows}

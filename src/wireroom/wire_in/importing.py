"""Reading files of dispatches and taking them in, in constant memory and without holding the database's writer."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from wireroom.formats import registry
from wireroom.formats.errors import FormatError, TooLargeError
from wireroom.formats.newsitem import NewsItem
from wireroom.stories.bulk import Intake, Outcome, Pace, Registry, take_in

MAX_FILE = 200_000_000
MAX_LINE = 20_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """One item, or the reason why there is none, and where it stands: `FILE:LINE`."""

    place: str
    item: NewsItem | None
    reason: str = ""
    size: int = 0
    """Bytes of the file read for it."""


@dataclass(slots=True)
class Tally:
    """How an import went: counts by result, and every failure as `FILE:LINE: reason`."""

    results: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def note(self, found: Found, outcome: Outcome) -> None:
        self.results[outcome.result] += 1
        if outcome.result == "failed":
            self.failures.append(f"{found.place}: {outcome.reason}")


def read(name: str, format_name: str) -> Iterator[Found]:
    """The items of one file; `-` is standard input. A bad line or entry is one Found with a reason."""
    if name == "-":
        yield from _items(sys.stdin.buffer, "-", format_name)
        return
    with Path(name).open("rb") as stream:
        yield from _items(stream, name, format_name)


def _items(stream: BinaryIO, name: str, format_name: str) -> Iterator[Found]:
    is_lines = name.endswith(".jsonl") or (name == "-" and format_name in ("auto", "ninjs"))
    if is_lines:
        yield from _lines(stream, name)
        return
    data = stream.read(MAX_FILE + 1)
    try:
        if len(data) > MAX_FILE:
            raise TooLargeError(f"The file is larger than {MAX_FILE // 1_000_000} MB.")
        for number, parsed in enumerate(registry.parse(data, format_name), 1):
            if isinstance(parsed, NewsItem):
                yield Found(f"{name}:{number}", parsed, size=0)
            else:
                yield Found(f"{name}:{number}", None, parsed.message)
    except FormatError as error:
        yield Found(f"{name}:1", None, error.message, len(data))


def _lines(stream: BinaryIO, name: str) -> Iterator[Found]:
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        place, size = f"{name}:{number}", len(line)
        if size > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
                size += len(line)
            yield Found(place, None, f"The line is longer than {MAX_LINE // 1_000_000} MB.", size)
            continue
        if not line.strip():
            continue
        try:
            yield Found(place, registry.parse_one(line, "ninjs"), size=size)
        except FormatError as error:
            yield Found(place, None, error.message, size)


def import_items(found: Iterator[Found], intake: Intake, *, progress: Callable[[Found], None], tally: Tally) -> None:
    """Takes in what is found, in batches that keep each transaction short; `progress` hears of each one done."""
    names, pace = Registry(), Pace()
    batch: list[tuple[Found, NewsItem]] = []

    def flush() -> None:
        outcomes = take_in([item for _place, item in batch], names, intake, pace)
        for (one, _item), outcome in zip(batch, outcomes, strict=True):
            tally.note(one, outcome)
            progress(one)
        batch.clear()

    for one in found:
        if one.item is None:
            tally.note(one, Outcome("", "failed", one.reason))
            progress(one)
            continue
        batch.append((one, one.item))
        if len(batch) >= pace.size:
            flush()
    if batch:
        flush()

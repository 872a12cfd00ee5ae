"""Reading files of dispatches and taking them in, in constant memory and without holding the database's writer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from wireroom.formats import ninjs, registry
from wireroom.formats.errors import FormatError
from wireroom.formats.jsonl import read_lines
from wireroom.formats.newsitem import NewsItem
from wireroom.stories.bulk import Intake, Outcome, Pace, Registry, take_in

MAX_FILE = 200_000_000


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
    """The items of one file; `-` is standard input. What makes no item is one Found with the reason."""
    if name == "-":
        with open(0, "rb", closefd=False) as stream:
            yield from _items(stream, name, format_name)
        return
    with Path(name).open("rb") as stream:
        yield from _items(stream, name, format_name)


def _items(stream: BufferedReader, name: str, format_name: str) -> Iterator[Found]:
    if format_name in ("auto", "ninjs") and _is_lines(stream, name):
        yield from _lines(stream, name)
        return
    data = stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        yield Found(f"{name}:1", None, f"The file is larger than {MAX_FILE // 1_000_000} MB.", len(data))
        return
    try:
        parsed = registry.PARSERS[registry.sniff(data) if format_name == "auto" else format_name](data)
    except FormatError as error:
        yield Found(f"{name}:1", None, error.message, len(data))
        return
    share = len(data) // max(1, len(parsed))
    for number, item in enumerate(parsed, 1):
        if isinstance(item, NewsItem):
            yield Found(f"{name}:{number}", item, size=share)
        else:
            yield Found(f"{name}:{number}", None, item.message, share)


def _is_lines(stream: BufferedReader, name: str) -> bool:
    """Whether this is one JSON object a line: by name, or because the first line is one."""
    head = stream.peek(64 * 1024)
    first, newline, _rest = head.lstrip().partition(b"\n")
    return name.endswith((".jsonl", ".ndjson")) or (
        bool(newline) and first.startswith(b"{") and first.rstrip().endswith(b"}") and registry.sniff(first) == "ninjs"
    )


def _lines(stream: BinaryIO, name: str) -> Iterator[Found]:
    for number, line in read_lines(stream):
        place = f"{name}:{number}"
        if not isinstance(line, bytes):
            yield Found(place, None, line.message)
            continue
        size = len(line) + 1
        try:
            yield Found(place, ninjs.parse(line), size=size)
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

"""Reading files of dispatches and taking them in, in constant memory and without holding the database's writer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from io import BufferedReader, FileIO
from typing import Any, BinaryIO

from wireroom.formats import ninjs, registry
from wireroom.formats.archives import LeftOutError
from wireroom.formats.errors import FormatError, UnknownFormatError
from wireroom.formats.jsonl import read_lines
from wireroom.formats.newsitem import NewsItem
from wireroom.stories.bulk import Intake, Outcome, Pace, Registry, take_in, without_our_images
from wireroom.wire_in.pictures import PictureFolder

MAX_FILE = 200_000_000
PEEKED = 128 * 1024
"""Bytes at the beginning of a file that say what it is."""


@dataclass(frozen=True, slots=True)
class Found:
    """One item, or the reason why there is none, and where it stands: `FILE:LINE`."""

    place: str
    item: NewsItem | None
    reason: str = ""
    size: int = 0
    """Bytes of the file read for it."""
    left_out: str = ""
    """What it is, in the plural, if it is no story and nothing is wrong with it."""
    is_moving: bool = False
    """It belongs to a house's own archive out of another system."""


@dataclass(slots=True)
class Tally:
    """How an import went: counts by result, what was left out, and every failure as `FILE:LINE: reason`."""

    results: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def note(self, found: Found, outcome: Outcome) -> None:
        self.results[outcome.result] += 1
        if outcome.result == "failed":
            self.failures.append(f"{found.place}: {outcome.reason}")


def read(name: str, format_name: str, home: str = "") -> Iterator[Found]:
    """The items of one file; `-` is standard input. What makes no item is one Found with the reason.

    `home` is where the site of an archive stood that does not say so itself.
    """
    if name == "-":
        with BufferedReader(FileIO(0, closefd=False), PEEKED) as stream:
            yield from _items(stream, name, format_name, home)
        return
    with BufferedReader(FileIO(name), PEEKED) as stream:
        yield from _items(stream, name, format_name, home)


def _items(stream: BufferedReader[Any], name: str, format_name: str, home: str) -> Iterator[Found]:
    archive = _archive(stream, format_name)
    if archive:
        yield from _entries(stream, name, archive, home)
        return
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


def _archive(stream: BufferedReader[Any], format_name: str) -> str:
    """The name of the format if it is one of archives, else nothing."""
    try:
        name = registry.sniff(stream.peek(PEEKED)) if format_name == "auto" else format_name
    except UnknownFormatError:
        return ""
    return name if name in registry.ARCHIVES else ""


def _entries(stream: BinaryIO, name: str, archive: str, home: str) -> Iterator[Found]:
    for entry in registry.ARCHIVES[archive](stream, home):
        place = f"{name}:{entry.place}"
        match entry.item:
            case NewsItem() as item:
                yield Found(place, item, size=entry.size, is_moving=True)
            case LeftOutError(what=what):
                yield Found(place, None, size=entry.size, left_out=what)
            case error:
                yield Found(place, None, error.message, entry.size)


def _is_lines(stream: BufferedReader[Any], name: str) -> bool:
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


def import_items(
    found: Iterator[Found],
    intake: Intake,
    *,
    progress: Callable[[Found], None],
    tally: Tally,
    pictures: PictureFolder | None = None,
) -> None:
    """Takes in what is found, in batches that keep each transaction short; `progress` hears of each one done.

    `pictures` is where the pictures of an archive lie.
    """
    names, pace = Registry(), Pace()
    batch: list[tuple[Found, NewsItem]] = []

    def flush() -> None:
        how = replace(intake, moving=any(one.is_moving for one, _item in batch))
        outcomes = take_in([item for _place, item in batch], names, how, pace)
        for (one, _item), outcome in zip(batch, outcomes, strict=True):
            tally.note(one, outcome)
            progress(one)
        batch.clear()

    for one in found:
        if one.item is None:
            if one.left_out:
                tally.left_out[one.left_out] += 1
            else:
                tally.note(one, Outcome("", "failed", one.reason))
            progress(one)
            continue
        batch.append((one, _adopted(one.item, pictures) if one.is_moving else one.item))
        if len(batch) >= pace.size:
            flush()
    if batch:
        flush()


def _adopted(item: NewsItem, pictures: PictureFolder | None) -> NewsItem:
    """The item of an archive with its pictures from the folder; whatever claims to be ours already is not."""
    foreign = without_our_images(item)
    return pictures.adopt(foreign) if pictures else foreign

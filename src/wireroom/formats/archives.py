"""What whole archives of other publishing systems have in common: entries with their places, and who may see them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from wireroom.formats.errors import FormatError
from wireroom.formats.newsitem import NewsItem

MAX_GUID = 255
"""What a guid of ours may have; longer ones are named by their hash."""

MOST_SECTIONS = 20
"""Of one archive; whatever else its stories were sorted by are topics."""

FORMER_ADDRESS = "link"
"""Name of the `extra` statement that says where the story stood."""
PLANNED_FOR = "planned-for"
"""Name of the `extra` statement that says when a draft was to go out by itself."""


class LeftOutError(FormatError):
    """A part of the archive that is no news for readers; `what` says which, in the plural."""

    code: ClassVar[str] = "left-out"

    def __init__(self, what: str) -> None:
        super().__init__(f"Left out: {what}.")
        self.what = what


@dataclass(frozen=True, slots=True)
class Entry:
    """One post of an archive, or why there is none.

    An item that was not public where it comes from is held without a time (`HELD`): it never goes out by itself.
    """

    place: int
    """Line, counted from 1; the number of the post where lines mean nothing."""
    item: NewsItem | FormatError
    size: int = 0
    """Bytes of the file read for it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader wrote below a post, as readers saw it there; numbers are those of the other system."""

    number: str
    answers: str
    """The number of the one that it replies to; empty for none."""
    name: str
    email: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """The remarks below one post, by the guid that its story has."""

    place: int
    guid: str
    remarks: tuple[Remark, ...]


def items_of(entries: Iterator[Entry]) -> tuple[NewsItem | FormatError, ...]:
    """The items without their places and without what is left out."""
    return tuple(entry.item for entry in entries if not isinstance(entry.item, LeftOutError))


def main_sections(stories: Counter[str]) -> frozenset[str]:
    """Those codes, of a count of stories, that make sections: the most frequent ones, since the rest name subjects."""
    return frozenset(code for code, _count in stories.most_common(MOST_SECTIONS))


def sized_guid(guid: str) -> str:
    """The guid, the same at every reading, as short as ours must be."""
    if len(guid) <= MAX_GUID:
        return guid
    return "urn:sha256:" + hashlib.sha256(guid.encode("utf-8", "replace")).hexdigest()


def version_of(modified: datetime | None) -> int:
    """When it was last changed as a version number: minutes since 1970, which fit any column for ever."""
    return max(1, int(modified.timestamp()) // 60) if modified else 1

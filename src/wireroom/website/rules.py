"""What the reader's side decides without a database: the front's order, and what changed between two versions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Literal, Protocol, TypeVar

from wireroom.formats.html import plain_text
from wireroom.formats.newsitem import Block, NewsItem

FLASH = 1
HOURS_A_STEP = 3
"""How many hours younger one step of priority makes a story look when the front chooses its lead."""


class Ranked(Protocol):
    @property
    def priority(self) -> int: ...
    @property
    def first_published_at(self) -> datetime | None: ...


RankedT = TypeVar("RankedT", bound=Ranked)


def by_weight(stories: Sequence[RankedT]) -> list[RankedT]:
    """Stories as the front weighs them: young before old, each step of priority worth some hours."""

    def weight(story: RankedT) -> float:
        lead = timedelta(hours=HOURS_A_STEP) * (5 - story.priority)
        return (story.first_published_at + lead).timestamp() if story.first_published_at else 0.0

    return sorted(stories, key=weight, reverse=True)


Mark = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, came or went."""

    mark: Mark
    text: str

    @property
    def words(self) -> str:
        return self.text.rstrip()

    @property
    def space(self) -> str:
        """What stands after the words: neither struck out nor underlined."""
        return self.text[len(self.words) :]


@dataclass(frozen=True, slots=True)
class Difference:
    """One changed part of a story: what it is (`headline`, `summary`, `byline`, `credits`, `text` …) and how."""

    part: str
    pieces: tuple[Piece, ...]


_HAN = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]|\d+(?:[.,\u00a0\u202f]\d+)+\s*|[^\W{_HAN}]+\s*|\s+|[^\w\s]\s*")
"""A word or a whole number with the space after it; of scripts without spaces, one character."""
_TOO_MANY = 3000


def compare_words(old: str, new: str) -> tuple[Piece, ...]:
    """What became of `old` in `new`, word by word; very long texts are taken as wholly replaced."""
    if old == new:
        return (Piece("same", new),) if new else ()
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(before) + len(after) > _TOO_MANY:
        return tuple(_pieces(("removed", old), ("added", new)))
    steps: list[tuple[Mark, str]] = []
    matcher = SequenceMatcher(None, [t.rstrip() for t in before], [t.rstrip() for t in after], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            steps.append(("same", "".join(after[j1:j2])))
        else:
            steps += [("removed", "".join(before[i1:i2])), ("added", "".join(after[j1:j2]))]
    return tuple(_pieces(*steps))


def _pieces(*steps: tuple[Mark, str]) -> Iterator[Piece]:
    return (Piece(mark, text) for mark, text in steps if text)


def _parts(item: NewsItem) -> dict[str, str]:
    """The short texts of an item that readers see, by name."""
    lead = item.lead_picture
    return {
        "headline": item.headline,
        "summary": item.summary,
        "byline": ", ".join(byline.name for byline in item.bylines),
        "dateline": item.dateline,
        "credits": ", ".join(credit.name for credit in item.credits),
        "picture": " ".join(filter(None, (lead.caption, lead.credit))) if lead else "",
    }


def _texts(body: Sequence[Block]) -> dict[str, str]:
    return {block.id or f"{number}": plain_text([block]) for number, block in enumerate(body)}


def differences(old: NewsItem, new: NewsItem) -> tuple[Difference, ...]:
    """Every part that readers see differently in `new`, in reading order; blocks are matched by their ids."""
    before, after = _parts(old), _parts(new)
    changed = [part for part in after if before[part] != after[part]]
    found = [Difference(part, compare_words(before[part], after[part])) for part in changed]
    return (*found, *_body_differences(_texts(old.body), _texts(new.body)))


def _body_differences(old: dict[str, str], new: dict[str, str]) -> Iterator[Difference]:
    keys, was = list(new), list(old)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, was, keys, autojunk=False).get_opcodes():
        if tag != "equal":
            gone = [old[key] for key in was[i1:i2] if key not in new]
            yield from (Difference("text", (Piece("removed", text),)) for text in gone if text)
        for key in keys[j1:j2]:
            if key not in old:
                yield from (Difference("text", (Piece("added", text),)) for text in [new[key]] if text)
            elif old[key] != new[key]:
                yield Difference("text", compare_words(old[key], new[key]))


def without_old_wording(found: Sequence[Difference]) -> tuple[Difference, ...]:
    """The same differences as far as they may be shown when the replaced wording is withheld."""
    kept = (
        Difference(change.part, tuple(piece for piece in change.pieces if piece.mark != "removed")) for change in found
    )
    return tuple(change for change in kept if change.pieces)


Showing = Literal["first", "changes", "withheld", "withdrawn", "expunged", "alone", "nothing"]


@dataclass(frozen=True, slots=True)
class Released:
    """One released version as the log has it; `item` is None where its payload is gone."""

    kind: str
    item: NewsItem | None
    withholds: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What the history shows of one version: its readers' number, how much of it, and the differences."""

    number: int
    showing: Showing
    changes: tuple[Difference, ...] = ()


def history(versions: Sequence[Released]) -> tuple[Shown, ...]:
    """What readers may see of each of `versions`, oldest first.

    Of a story withdrawn now: no text at all. Where a correction withholds what it replaced, no wording of any earlier
    version is shown, since the same words may stand in several of them.
    """
    if versions and versions[-1].kind == "withdrawal":
        return tuple(
            Shown(number, "expunged" if version.item is None else "withdrawn")
            for number, version in enumerate(versions, 1)
        )
    silent = max((number for number, version in enumerate(versions) if version.withholds), default=0)
    shown: list[Shown] = []
    before: NewsItem | None = None
    for number, version in enumerate(versions):
        shown.append(_show(number, version, before, silent))
        if version.kind != "withdrawal":
            before = version.item
    return tuple(shown)


def _show(number: int, version: Released, before: NewsItem | None, silent: int) -> Shown:
    item = version.item
    if item is None:
        return Shown(number + 1, "expunged")
    if version.kind == "withdrawal":
        return Shown(number + 1, "withdrawn")
    if number < silent:
        return Shown(number + 1, "withheld")
    if number == 0:
        return Shown(1, "first")
    if before is None:
        return Shown(number + 1, "alone")
    found = differences(before, item)
    if number == silent:
        found = without_old_wording(found)
    return Shown(number + 1, "changes" if found else "nothing", found)

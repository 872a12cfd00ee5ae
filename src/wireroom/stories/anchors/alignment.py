"""Which stretches of one version stand unchanged in another, and how much two places have in common."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq, Levenshtein

from wireroom.stories.anchors.common import common_end, common_start
from wireroom.stories.anchors.parts import Reading

MAX_CELLS = 60_000_000
"""A rewritten stretch whose lengths multiply to more is not compared sign by sign: that would take 10 ms."""


@dataclass(frozen=True, slots=True)
class Equal:
    """`length` characters are the same from `old` on and from `new` on."""

    old: int
    new: int
    length: int


class Alignment:
    """The least change that makes one reading of another: whole parts first, then sign by sign between them."""

    def __init__(self, old: Reading, new: Reading) -> None:
        self._old, self._new = old.text, new.text
        self._equal = _joined(_equals(old, new))
        self._starts = [equal.old for equal in self._equal]

    def of(self, start: int, end: int) -> int | None:
        """Where the unchanged `old[start:end]` begins in the new text; None if anything in it changed."""
        number = bisect_right(self._starts, start) - 1
        if number < 0:
            return None
        equal = self._equal[number]
        return equal.new + start - equal.old if end <= equal.old + equal.length else None

    def gap(self, start: int, end: int) -> tuple[int, int]:
        """What stands in the new text between what stood before `start` and what stood from `end` on."""
        number = bisect_right(self._starts, start - 1) - 1
        left = self._equal[number] if number >= 0 else Equal(0, 0, 0)
        begins = left.new + min(start - left.old, left.length)
        number = bisect_right(self._starts, end) - 1
        if number >= 0 and end < self._equal[number].old + self._equal[number].length:
            return begins, self._equal[number].new + end - self._equal[number].old
        right = self._equal[number + 1] if number + 1 < len(self._equal) else Equal(0, len(self._new), 0)
        return begins, right.new

    def kept(self, start: int, end: int, *, at_least: int) -> int:
        """How many characters of `old[start:end]` stand in unchanged runs of some length."""
        overlaps = (
            min(end, equal.old + equal.length) - max(start, equal.old)
            for equal in self._equal[max(0, bisect_right(self._starts, start) - 1) : bisect_right(self._starts, end)]
        )
        return sum(overlap for overlap in overlaps if overlap >= at_least)


def _equals(old: Reading, new: Reading) -> Iterator[Equal]:
    """As many parts as possible unchanged, and what stands unchanged in the gaps between them."""
    line = other = 0
    for block in LCSseq.opcodes(old.lines(), new.lines()).as_matching_blocks():
        start, end = _extent(old, line, block.a)
        begins, finishes = _extent(new, other, block.b)
        yield from _sign_by_sign(old.text[start:end], new.text[begins:finishes], start, begins)
        line, other = block.a + block.size, block.b + block.size
        start, end = _extent(old, block.a, line)
        begins, finishes = _extent(new, block.b, other)
        yield Equal(start, begins, min(end - start, finishes - begins))


def _extent(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """The place of some lines, each with the line's end after it."""
    ends = [*map(reading.start_of, range(len(reading.parts))), len(reading.text) + 1]
    return ends[first], min(ends[last], len(reading.text))


def _sign_by_sign(old: str, new: str, old_start: int, new_start: int) -> Iterator[Equal]:
    before = common_start(old, new)
    after = min(common_end(old, new), min(len(old), len(new)) - before)
    if before:
        yield Equal(old_start, new_start, before)
    one, other = old[before : len(old) - after], new[before : len(new) - after]
    if len(one) * len(other) <= MAX_CELLS:
        for step in Levenshtein.opcodes(one, other):
            if step.tag == "equal":
                length = step.src_end - step.src_start
                yield Equal(old_start + before + step.src_start, new_start + before + step.dest_start, length)
    if after:
        yield Equal(old_start + len(old) - after, new_start + len(new) - after, after)


def _joined(equals: Iterator[Equal]) -> list[Equal]:
    joined: list[Equal] = []
    for equal in equals:
        last = joined[-1] if joined else None
        if last and last.old + last.length == equal.old and last.new + last.length == equal.new:
            joined[-1] = Equal(last.old, last.new, last.length + equal.length)
        elif equal.length:
            joined.append(equal)
    return joined

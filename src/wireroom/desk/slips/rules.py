"""How a slip is laid before an editor: its sentence, what readers suggest in it, what a new wording changes. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wireroom.reactions.typo_reports.rules import Piece, Reading, difference

LONGEST_SENTENCE = 600
"""A sentence longer than this is shown, and edited, around the fragment only."""
AROUND = 200
"""Code points on each side of a fragment in a sentence without end."""

_CLOSERS = "\"'»”’)\\]」』"
_END = re.compile(rf"(?<!\b[^\W\d_])[.!?…؟][{_CLOSERS}]*\s+|[。！？][{_CLOSERS}]*\s*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with a slip: what stands before the words in question, these words, what stands after them."""

    before: str
    pieces: tuple[Piece, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Rewording:
    """`text[start:end]` of a part shall read `replacement`; no sign at either end of it stays the same."""

    start: int
    end: int
    replacement: str


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentences around `text[start:end]` begin and end, white space at the end left out."""
    ends = [found.end() for found in _END.finditer(text)]
    first = max((place for place in ends if place <= start), default=0)
    last = min((place for place in ends if place >= end), default=len(text))
    if last - first > LONGEST_SENTENCE:
        first = max(first, _word_start(text, start - AROUND))
        last = min(last, _word_end(text, end + AROUND))
    return first, max(end, first + len(text[first:last].rstrip()))


def _word_start(text: str, at: int) -> int:
    return text.find(" ", at, at + AROUND) + 1 if at > 0 else 0


def _word_end(text: str, at: int) -> int:
    found = text.rfind(" ", at - AROUND, at)
    return found if found > 0 else at


def rewording(before: str, after: str, at: int = 0) -> Rewording | None:
    """The smallest change that makes `before`, which stands at `at`, read `after`; None if nothing differs."""
    if before == after:
        return None
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    tail = next((i for i in range(shorter - head) if before[-1 - i] != after[-1 - i]), shorter - head)
    return Rewording(at + head, at + len(before) - tail, after[head : len(after) - tail])


def reworded(text: str, change: Rewording | Reading) -> str:
    """The whole part with the change made."""
    new = change.replacement if isinstance(change, Rewording) else change.suggestion
    return text[: change.start] + new + text[change.end :]


def passage(text: str, start: int, end: int, reading: Reading | None = None) -> Passage:
    """The sentence around `text[start:end]`, with what `reading` would change in it."""
    if reading:
        start, end = min(start, reading.start), max(end, reading.end)
    first, last = sentence(text, start, end)
    words: tuple[Piece, ...] = (("same", text[start:end]),)
    if reading:
        whole = reworded(text, reading)
        words = difference(text[start:end], whole[start : end + len(whole) - len(text)])
    return Passage(text[first:start], words, text[end:last])

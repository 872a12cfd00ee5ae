"""Text as it is compared: spelled one way, with the way back to every character of the original."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache

_IGNORED = (
    "\x00-\x08\x0e-\x1b\x7f\u00ad\u034f\u061c\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0e\ufe0f\ufeff"
)
"""Controls, soft hyphens, zero-width and direction marks, and what chooses between two looks of one sign."""
_EXTENDING = "\u1160-\u11ff\ud7b0-\ud7fb\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
"""What belongs to the sign before it without being a mark: jamo, skin tones, flags' tags."""
_PICTURES = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_BLANK = r"\s"

_DROPPED = re.compile(f"[{_IGNORED}]+")


def _marks() -> str:
    """Every mark of Unicode as a character class."""
    codes = (*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0))
    found: list[list[int]] = []
    for code in codes:
        if unicodedata.category(chr(code))[0] == "M":
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in found)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What differs from its folded form in a text in NFC, and every sign of a text that is not."""
    blank = f"{_BLANK}(?:[{_BLANK}{_IGNORED}]*{_BLANK})|[^\\S ]"
    tail = f"(?:[{_IGNORED}]*[{_marks()}{_EXTENDING}]|\\ufe0f?\u200d[{_PICTURES}])"
    sign = f"[^{_BLANK}{_IGNORED}]"
    ignored = f"[{_IGNORED}]+"
    special = re.compile(f"{blank}|{_FLAG}{tail}*|{sign}{tail}+|{ignored}")
    every = re.compile(f"{blank}|{_BLANK}|{_FLAG}{tail}*|{sign}{tail}*|{ignored}", re.DOTALL)
    return special, every


class Folded:
    """`text` is the original with runs of blanks as one space, in NFC, without what cannot be seen.

    A sign of several code points (a letter with its marks, an emoji of several, a flag) is never taken apart.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self._folded: list[int] = []
        self._source: list[int] = []
        self._whole: list[tuple[int, int]] = []
        """Of each piece, how long it is folded and in the original; one with (0, 0) maps code point by code point."""
        self.text = source
        self._fold()

    def _fold(self) -> None:
        if self.source.isascii() and self.source.isprintable() and "  " not in self.source:
            self._add(0, 0, (0, 0))
            return
        special, every = _patterns()
        pattern = special if unicodedata.is_normalized("NFC", self.source) else every
        pieces: list[str] = []
        length = at = 0
        for found in pattern.finditer(self.source):
            if at < found.start():
                self._add(length, at, (0, 0))
                pieces.append(self.source[at : found.start()])
                length += found.start() - at
            piece = _folded(found[0])
            if piece:
                self._add(length, found.start(), (len(piece), len(found[0])))
                pieces.append(piece)
                length += len(piece)
            at = found.end()
        if at < len(self.source):
            self._add(length, at, (0, 0))
            pieces.append(self.source[at:])
        self.text = "".join(pieces)

    def _add(self, folded: int, source: int, whole: tuple[int, int]) -> None:
        self._folded.append(folded)
        self._source.append(source)
        self._whole.append(whole)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where `text[start:end]` stands in the original; None if that would take a sign apart."""
        first = bisect_right(self._folded, start) - 1
        last = bisect_right(self._folded, end - 1) - 1
        if first < 0 or start >= end:
            return None
        begins, finishes = start - self._folded[first], end - self._folded[last]
        folded, source = self._whole[last]
        if (self._whole[first][0] and begins) or (folded and finishes != folded):
            return None
        return self._source[first] + begins, self._source[last] + (source if folded else finishes)

    def folded(self, at: int) -> int:
        """The place in `text` of the code point `at` of the original; inside a sign, where the sign begins."""
        piece = bisect_right(self._source, at) - 1
        if piece < 0:
            return 0
        inside = at - self._source[piece]
        folded, source = self._whole[piece]
        if folded:
            return self._folded[piece] + (folded if inside >= source else 0)
        following = self._folded[piece + 1] if piece + 1 < len(self._folded) else len(self.text)
        return min(self._folded[piece] + inside, following)


def _folded(sign: str) -> str:
    if sign[0].isspace():
        return " "
    return unicodedata.normalize("NFC", _DROPPED.sub("", sign))


def fold(text: str) -> str:
    """The text as it is compared, ends stripped."""
    return Folded(text).text.strip()

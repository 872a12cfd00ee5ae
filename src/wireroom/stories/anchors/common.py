"""What two texts have in common, and where one stands in another."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U0001f300-\U0003ffff]"
)


BEGIN, END = "\x02", "\x03"
"""Stand before and after all text of a version; a folded text never holds them."""


def occurrences(text: str, words: str) -> Iterator[int]:
    """Every place of `words`, overlapping ones too."""
    at = text.find(words)
    while words and at >= 0:
        yield at
        at = text.find(words, at + 1)


def common_start(one: str, other: str) -> int:
    """How long the two are the same from their beginning."""
    same, differ = 0, min(len(one), len(other)) + 1
    while differ - same > 1:
        middle = (same + differ) // 2
        if one[same:middle] == other[same:middle]:
            same = middle
        else:
            differ = middle
    return same


def common_end(one: str, other: str) -> int:
    """How long the two are the same from their end."""
    same, differ = 0, min(len(one), len(other)) + 1
    while differ - same > 1:
        middle = (same + differ) // 2
        if one[len(one) - middle : len(one) - same] == other[len(other) - middle : len(other) - same]:
            same = middle
        else:
            differ = middle
    return same


def weight(text: str) -> int:
    """How much a stretch of text says: its length, ideographs, syllables and emoji twice, bounds of parts more."""
    wide = 0 if text.isascii() else len(_WIDE.findall(text))
    return len(text) + wide + 5 * (text.count("\n") + text.count(BEGIN) + text.count(END))

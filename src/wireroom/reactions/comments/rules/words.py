"""The word list of an edition. A word is found as a word: never Scunthorpe, never specialist."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from wireroom.reactions.comments.rules.submission import Submission

_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ARABIC_PREFIX = "(?:[وف]?(?:[بك]?ال|لل|[بلك])?)"
"""And, so, with, as, for, the: Arabic writes them onto the word."""


def read_list(text: str) -> tuple[str, ...]:
    """The words of a list with one a line; blank lines and what follows a `#` are no words."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line.strip("* ")))


def fold(text: str) -> str:
    """The text without case, widths, invisible characters and Arabic vowel signs."""
    return _ARABIC_MARKS.sub("", _UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold()))


@lru_cache(maxsize=64)
def pattern_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for the whole list; None for an empty one."""
    parts = [_pattern(word) for word in words]
    return re.compile("|".join(parts)) if parts else None


def _pattern(word: str) -> str:
    open_end = word.endswith("*")
    folded = re.escape(fold(word.rstrip("*").strip())).replace("\\ ", "\\s+")
    if _NO_SPACES.search(folded):
        return folded
    before = rf"(?<!\w){_ARABIC_PREFIX}" if _ARABIC.search(folded) else r"(?<!\w)"
    return before + folded + ("" if open_end else r"(?!\w)")


def found_in(text: str, words: Sequence[str]) -> bool:
    pattern = pattern_of(tuple(words))
    return bool(pattern and pattern.search(fold(text)))


def listed(sent: Submission) -> int:
    """A word of the edition's list stands in the text or is the name."""
    return 60 if found_in(f"{sent.name}\n{sent.text}", sent.words) else 0

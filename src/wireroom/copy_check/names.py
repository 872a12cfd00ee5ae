"""Names as far as capital letters show them, in languages that have such letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wireroom.stories.anchors import Part

WITH_CAPITALS = frozenset({"en", "ru", "fr", "es"})
ENDING = {"en": 2, "ru": 3, "fr": 2, "es": 2}
"""How many letters at its end a name may change as grammar wants."""

_INSIDE = re.compile(r"[^\W_][,)]? $|['’]$")
"""What stands before a word inside a sentence."""


def is_all_capitals(text: str) -> bool:
    """Whether nothing can be told from capital letters, since nearly every longer word has one."""
    capitals = [word[0].isupper() for word in text.split() if len(word) > 3 and word[0].isalpha()]
    return sum(capitals) > 0.8 * len(capitals)


def names_in(part: Part, words: tuple[re.Match[str], ...]) -> Iterator[re.Match[str]]:
    """Words with a capital letter inside a sentence; acronyms are none."""
    for found in words:
        word = found[0]
        if not word[0].isupper() or len(word) < 3 or word[1:].upper() == word[1:]:
            continue
        if _INSIDE.search(part.text, max(0, found.start() - 3), found.start()):
            yield found

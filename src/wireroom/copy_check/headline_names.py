"""A name in the headline that the text below lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wireroom.copy_check.doubts import WORD, Check, Copy, Doubt, gettext_noop
from wireroom.copy_check.names import WITH_CAPITALS, is_all_capitals, names_in

CODE = "headline-name"
LEAST_TEXT = 100
"""Words that a text must have before it can be said to lack a name."""
LEAST = 4
"""Letters of a name; shorter words have too little that grammar leaves alone."""

_ELIDED = re.compile("^(?:[cdjlmnst]|qu)['’ʼ]")

LACKING = gettext_noop("The headline names %(name)s; the text does not.")


def find(copy: Copy) -> Iterator[Doubt]:
    headline = copy.headline
    if headline is None or is_all_capitals(headline.text):
        return
    text = [found[0] for part in copy.below for found in WORD.finditer(part.text)]
    if len(text) < LEAST_TEXT:
        return
    known = {_stem(word) for word in text}
    names = tuple(names_in(headline, tuple(WORD.finditer(headline.text))))
    lacking = [name for name in names if len(name[0]) >= LEAST and _stem(name[0]) not in known]
    for start, end in _joined([name.span() for name in lacking]):
        name = headline.text[start:end]
        yield Doubt(CODE, headline.key, start, end, LACKING, (("name", name),))


def _stem(word: str) -> str:
    """What stays of a name when grammar changes it or makes an adjective of it, without an elided article."""
    bare = _ELIDED.sub("", word.lower())
    return bare[:3] if len(bare) < 6 else bare[:4]


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbouring words as one name."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] == 1:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


CHECK = Check(CODE, WITH_CAPITALS, find)

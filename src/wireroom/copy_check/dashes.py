"""A hyphen where a dash belongs, a hyphen with a space on one side only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wireroom.copy_check.doubts import EVERY_LANGUAGE, Check, Copy, Doubt, gettext_noop

CODE = "dashes"

_HYPHEN = re.compile(r"(?<=[^\W\d_][»”\")]|[^\W\d_][^\W\d_]) -{1,2} (?=[^\W\d_«“\"])")
_DOUBLE = re.compile(r"(?<=\w)--(?=\w)")
_IN_CHINESE = re.compile("(?<=[\u3400-\u9fff，。”])(?: ?--+ ?| - )(?=[\u3400-\u9fff“])")
_LOPSIDED = re.compile(r"(?<=[^\W\d_]{3}) -(?=[^\W\d_]{3})")
_DASH = re.compile(" [–—] ")

_DASHES = {"en": " – ", "ru": " — ", "fr": " – ", "es": " – ", "ar": " – "}

HYPHEN = gettext_noop("A hyphen stands where a dash belongs.")
LOPSIDED = gettext_noop("The hyphen has a space on one side only.")


def find(copy: Copy) -> Iterator[Doubt]:
    if copy.language == "zh":
        yield from _found(copy, _IN_CHINESE, HYPHEN, "——")
        return
    dash = _DASHES[copy.language]
    if copy.language == "ru" or any(_DASH.search(part.text) for part in copy.prose):
        yield from _found(copy, _HYPHEN, HYPHEN, dash)
    yield from _found(copy, _DOUBLE, HYPHEN, dash.strip() if copy.language == "en" else dash)
    if copy.language == "es":
        yield from _found(copy, _LOPSIDED, HYPHEN, " —")  # the dash that opens an aside
    else:
        yield from _found(copy, _LOPSIDED, LOPSIDED, None)


def _found(copy: Copy, pattern: re.Pattern[str], message: str, replacement: str | None) -> Iterator[Doubt]:
    for part in copy.prose:
        for found in pattern.finditer(part.text):
            yield Doubt(CODE, part.key, found.start(), found.end(), message, (), replacement)


CHECK = Check(CODE, EVERY_LANGUAGE, find)

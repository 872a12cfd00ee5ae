"""Hamzas that slipped at the beginning of Arabic words: “الإنتهاء” for “الانتهاء”, “ايرادات” for “إيرادات”.

Arabic has no capitals, so that a name that no dictionary has looks like a slip. Only this one is looked for, which is
the most frequent: a word that is not known, whatever is written together with it, and that is known with another alif.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from wireroom.copy_check.dictionaries import Dictionary, dictionary_of
from wireroom.copy_check.doubts import Check, Copy, Doubt
from wireroom.copy_check.spelling import MEANT, UNKNOWN, is_alone

CODE = "hamza"
LEAST, MOST = 5, 30
MANY = 6
"""A story with more of them is written without hamzas, as some newsrooms do."""

_ARTICLES = ("ال", "بال", "كال", "فال", "وال", "وبال", "وكال")
_PARTICLES = ("و", "ف", "ب", "ل", "وب", "ول", "فب", "فل")
_BEFORE = (*_ARTICLES, *_PARTICLES, "ك", "س", "وك", "وس", "لل", "ولل")
_AFTER = ("ه", "ها", "هم", "هما", "هن", "ك", "كم", "نا", "ي", "ني")
"""What is written together with a word, before it and after it."""
_LETTERS = re.compile("[ء-غف-ي]+")


def find(copy: Copy) -> Iterator[Doubt]:
    dictionary = dictionary_of(copy.language)
    if dictionary is None:
        return
    found = list(_found(copy, dictionary))
    if len(found) <= MANY:
        yield from found


def _found(copy: Copy, dictionary: Dictionary) -> Iterator[Doubt]:
    times = Counter(word[0] for _part, words in copy.words for word in words)
    for part, words in copy.words:
        for word in words:
            if times[word[0]] > 1 or not _is_candidate(word[0]) or not is_alone(part.text, word):
                continue
            others = list(_with_another_alif(word[0]))
            if others and not _is_known(word[0], dictionary):
                near = [one for one in others if dictionary.knows(one)]
                if near:
                    yield _doubt(part.key, word, near[0] if len(near) == 1 else None)


def _doubt(key: str, word: re.Match[str], near: str | None) -> Doubt:
    arguments = (("word", word[0]), *([("near", near)] if near else []))
    return Doubt(CODE, key, word.start(), word.end(), MEANT if near else UNKNOWN, arguments, near)


def _is_candidate(word: str) -> bool:
    return LEAST <= len(word) <= MOST and _LETTERS.fullmatch(word) is not None


def _with_another_alif(word: str) -> Iterator[str]:
    """The word with its first alif otherwise; an alif after “ل” or “ف” may be that of “لا” or of a name: let be."""
    for before in ("", *_ARTICLES, *_PARTICLES):
        rest = word.removeprefix(before)
        if len(before) + len(rest) > len(word) or len(rest) < 4:
            continue
        if rest[0] in "أإ":
            yield f"{before}ا{rest[1:]}"
        elif rest[0] == "ا" and (before in _ARTICLES or not before.endswith(("ل", "ف"))):
            yield f"{before}أ{rest[1:]}"
            yield f"{before}إ{rest[1:]}"


def _is_known(word: str, dictionary: Dictionary) -> bool:
    return any(dictionary.knows(stem) for stem in _stems(word))


def _stems(word: str) -> Iterator[str]:
    """The word, and what may be left of it without what is written together with it."""
    for before in ("", *_BEFORE):
        if not word.startswith(before):
            continue
        rest = word[len(before) :]
        yield rest
        for after in _AFTER:
            if rest.endswith(after):
                stem = rest[: -len(after)]
                yield stem
                if stem.endswith("ت"):
                    yield f"{stem[:-1]}ة"


CHECK = Check(CODE, frozenset({"ar"}), find)

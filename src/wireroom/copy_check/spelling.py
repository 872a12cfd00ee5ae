"""Words that no dictionary has and that are one slip of a finger away from one that it has.

Names, abbreviations, quoted foreign words and words that the story uses again are let be: what is left is nearly always
a slip.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from wireroom.copy_check.dictionaries import Dictionary, dictionary_of
from wireroom.copy_check.doubts import Check, Copy, Doubt, gettext_noop
from wireroom.copy_check.newer_words import NEWER_WORDS
from wireroom.stories.anchors import Part

CODE = "spelling"
LEAST, MOST = 5, 30
"""Letters of the words that are looked at: shorter ones have too many neighbours, longer ones are none."""
BEGINNING = 5
"""Two words that begin with so many same letters are forms of one, and what is written twice is meant."""
STRANGE = 0.02
"""A story of which so many words are unknown is written in another language than it says, or about its words."""
FEW = 3

MEANT = gettext_noop("“%(word)s” is in no dictionary: is “%(near)s” meant?")
UNKNOWN = gettext_noop("“%(word)s” is in no dictionary.")

_LETTERS = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    "fr": "abcdefghijklmnopqrstuvwxyzàâçéèêëîïôûùüœ",
    "es": "abcdefghijklmnopqrstuvwxyzáéíñóúü",
}
_JOINED = re.compile(r"[-‐–\w@/#&_…'’]")
_QUOTED = re.compile(r"[\"“„«'‘]")
_LIGHTER = {"fr": str.maketrans({"î": "i", "û": "u", "œ": "oe"})}
"""Spellings that are as right as those of the dictionary: since a reform, or on a keyboard without the letter."""


def find(copy: Copy) -> Iterator[Doubt]:
    dictionary = dictionary_of(copy.language)
    if dictionary is None:
        return
    beginnings = Counter(word[0].lower()[:BEGINNING] for _part, words in copy.words for word in words)
    unknown = list(_unknown(copy, dictionary, beginnings))
    if len(unknown) > max(FEW, STRANGE * beginnings.total()):
        return
    for part, word in unknown:
        near = [one for one in _neighbours(word[0], _LETTERS[copy.language]) if dictionary.knows(one)]
        if near and not _is_lighter(word[0], copy.language, dictionary):
            one = near[0] if len(near) == 1 and near[0][0] == word[0][0] else None
            arguments = (("word", word[0]), *([("near", one)] if one else []))
            yield Doubt(CODE, part.key, word.start(), word.end(), MEANT if one else UNKNOWN, arguments, one)


def _unknown(copy: Copy, dictionary: Dictionary, beginnings: Counter[str]) -> Iterator[tuple[Part, re.Match[str]]]:
    """Words that stand once, in small letters, and are in no dictionary; two together are foreign and let be."""
    letters, newer = frozenset(_LETTERS[copy.language]), NEWER_WORDS[copy.language]

    def is_strange(part: Part, word: re.Match[str]) -> bool:
        return _is_plain(part.text, word, letters) and not dictionary.knows(word[0])

    for part, words in copy.words:
        for at, word in enumerate(words):
            if beginnings[word[0][:BEGINNING]] > 1 or word[0].startswith(newer) or not is_strange(part, word):
                continue
            if not any(is_strange(part, other) for other in (*words[max(0, at - 2) : at], *words[at + 1 : at + 3])):
                yield part, word


def _is_plain(text: str, word: re.Match[str], letters: frozenset[str]) -> bool:
    """Whether a word is long enough, written in small letters of the language and joined to nothing."""
    return LEAST <= len(word[0]) <= MOST and letters.issuperset(word[0]) and is_alone(text, word)


def is_alone(text: str, word: re.Match[str]) -> bool:
    """Whether a word is joined to nothing and does not open a quotation."""
    before, after = text[max(0, word.start() - 1) : word.start()], text[word.end() : word.end() + 1]
    return not (_JOINED.match(before) or _QUOTED.match(before) or _JOINED.match(after))


def _neighbours(word: str, letters: str) -> Iterator[str]:
    """All words that one slip away: a letter left out, doubled or added, another one, two turned round."""
    seen = {word}
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        turned = [before + after[1] + after[0] + after[2:]] if len(after) > 1 else []
        left_out = [before + after[1:]] if after else []
        other = [before + letter + after[1:] for letter in letters] if after else []
        for one in (*turned, *left_out, *other, *(before + letter + after for letter in letters)):
            if one not in seen:
                seen.add(one)
                yield one


def _is_lighter(word: str, language: str, dictionary: Dictionary) -> bool:
    """Whether the word is another's lighter spelling: “connait”, “oeuvre”."""
    table = _LIGHTER.get(language)
    if table is None:
        return False
    heavier = (word.replace("oe", "œ"), *_neighbours(word, "îû"))
    return any(one.translate(table) == word and dictionary.knows(one) for one in heavier if one != word)


CHECK = Check(CODE, frozenset(_LETTERS), find)

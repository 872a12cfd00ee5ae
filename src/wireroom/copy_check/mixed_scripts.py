"""Letters of another script inside a word, or standing for a word of their own: «Mосква», «c ним»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wireroom.copy_check.doubts import EVERY_LANGUAGE, Check, Copy, Doubt, gettext_noop

CODE = "mixed-scripts"

_TO_LATIN = str.maketrans("АВЕКМНОРСТУХІЅЈаеорсухіѕј", "ABEKMHOPCTYXISJaeopcyxisj")
_TO_CYRILLIC = str.maketrans("ABEKMHOPCTYXaeopcyx", "АВЕКМНОРСТУХаеорсух")
_LATIN_LETTER, _CYRILLIC_LETTER = "A-Za-zÀ-ÖØ-öø-ɏ", "Ѐ-ӿ"
_WORD = re.compile(f"[{_LATIN_LETTER}{_CYRILLIC_LETTER}]{{2,}}")
_ONE_KIND = re.compile(f"[{_LATIN_LETTER}]+|[{_CYRILLIC_LETTER}]+")
_LONE = re.compile(r"(?<=[Ѐ-ӿ,] )[aocy](?= [а-яё])")
_LETTERS_MEANT = re.compile(r"(?<!\w)[bd-np-xz](?!\w)")
"""A letter that no Cyrillic one looks like: here letters are names of things."""
_PERSIAN = re.compile("[یک](?=[\u0621-\u064a])|(?<=[\u0621-\u064a])[یک]")

MIXED = gettext_noop("“%(word)s” mixes letters of two alphabets.")
LONE = gettext_noop("“%(word)s” is a letter of the Latin alphabet here.")
PERSIAN = gettext_noop("“%(word)s” is a letter of the Persian alphabet; the Arabic one looks the same.")


def find(copy: Copy) -> Iterator[Doubt]:
    for part in copy.parts:
        text = part.text
        words = () if text.isascii() else _WORD.finditer(text)
        for found in words:
            if not _ONE_KIND.fullmatch(found[0]) and (word := _in_one_script(found[0], copy.language)):
                yield Doubt(CODE, part.key, found.start(), found.end(), MIXED, (("word", found[0]),), word)
        if copy.language == "ru" and not _LETTERS_MEANT.search(text):
            for found in _LONE.finditer(text):
                letter = found[0].translate(_TO_CYRILLIC)
                yield Doubt(CODE, part.key, found.start(), found.end(), LONE, (("word", found[0]),), letter)
        if copy.language == "ar":
            for found in _PERSIAN.finditer(text):
                letter = "ي" if found[0] == "ی" else "ك"
                yield Doubt(CODE, part.key, found.start(), found.end(), PERSIAN, (("word", found[0]),), letter)


def _in_one_script(word: str, language: str) -> str:
    """The word in the script of most of its letters, or empty if its letters do not allow it: “SMSка” is meant."""
    cyrillic, latin = word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)
    fitting = [one for one in (cyrillic, latin) if _ONE_KIND.fullmatch(one)]
    if len(fitting) == 2:
        return cyrillic if language == "ru" else latin
    return fitting[0] if fitting else ""


CHECK = Check(CODE, EVERY_LANGUAGE, find)

"""A word written twice in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wireroom.copy_check.doubts import EVERY_LANGUAGE, Check, Copy, Doubt, gettext_noop

CODE = "doubled-word"

_MARK = "\u0300-\u036f\u064b-\u0652"
_TWICE = re.compile(
    rf"(?<![\w'’ʼ{_MARK}-])(?P<first>[^\W\d_][\w'’ʼ{_MARK}]*+)[ \u00a0](?P<second>(?P=first))(?![\w'’ʼ{_MARK}-])",
    re.IGNORECASE,
)
_TWICE_IN_CHINESE = re.compile(
    r"([\u4e00-\u9fff]{3,12})\1|(?<![目标的])(的)的(?![确士])|(?<![和])(和)和(?![和])|([，。、；：])\4"
)

_MEANT = {
    "en": "had that no so very bye ha hear there now knock long many really blah yeah oh tut far go new big",
    "ru": "да нет очень еле чуть так же вот вы мы ты он что ну ай ой давно много долго ха хо что-то все всё бла",
    "fr": "nous vous très non si bla oh ah",
    "es": "no sí muy ya más ja bla se",
}
"""Words that are said twice on purpose."""
MEANT = {language: frozenset(words.split()) for language, words in _MEANT.items()}
_NEVER_MEANT_IN_ARABIC = """
    في من إلى على عن أن إن أنه التي الذي الذين هذا هذه ذلك تلك كان كانت ما مع بعد قبل بين أو ثم حتى لم لن قد منذ خلال
"""
NEVER_MEANT_IN_ARABIC = frozenset(_NEVER_MEANT_IN_ARABIC.split())
"""Other words are said twice for emphasis."""

DOUBLED = gettext_noop("“%(word)s” stands here twice.")


def find(copy: Copy) -> Iterator[Doubt]:
    if copy.language == "zh":
        yield from _in_chinese(copy)
        return
    for part in copy.prose:
        for found in _TWICE.finditer(part.text):
            first, second = found["first"], found["second"]
            if _is_meant(first, copy.language) or second[0].isupper():
                continue  # Boutros Boutros, and the De Grisogono, are not said twice by mistake
            yield Doubt(CODE, part.key, found.start(), found.end(), DOUBLED, (("word", second),), first)


def _is_meant(word: str, language: str) -> bool:
    return word not in NEVER_MEANT_IN_ARABIC if language == "ar" else word.lower() in MEANT[language]


def _in_chinese(copy: Copy) -> Iterator[Doubt]:
    for part in copy.prose:
        for found in _TWICE_IN_CHINESE.finditer(part.text):
            word = found[0][: len(found[0]) // 2]
            yield Doubt(CODE, part.key, found.start(), found.end(), DOUBLED, (("word", word),), word)


CHECK = Check(CODE, EVERY_LANGUAGE, find)

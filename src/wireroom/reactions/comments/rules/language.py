"""Whether a comment is in the script of its edition."""

from __future__ import annotations

import re

from wireroom.reactions.comments.rules.links import ADDRESS
from wireroom.reactions.comments.rules.submission import Submission

_SCRIPTS = {
    "latin": re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "cyrillic": re.compile("[\u0400-\u052f]"),
    "arabic": re.compile("[\u0600-\u06ff\u0750-\u077f]"),
    "han": re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]"),
}
_OF_LANGUAGE = {"ru": "cyrillic", "ar": "arabic", "zh": "han"}
_ANY_LETTER = re.compile(r"[^\W\d_]")
_ENOUGH = 20
"""Fewer letters may be a name, a quotation, a shout."""
_LITTLE_WORDS = {
    "en": "the and is are was with that this have not you for they would about",
    "fr": "le les des est une dans qui pour pas sur vous avec c'est",
    "es": "el los las para por con está pero más como muy esto",
}
_TELLING = {code: frozenset(words.split()) for code, words in _LITTLE_WORDS.items()}
"""Little words that tell languages of one script apart; none stands in two lists."""


def foreign(sent: Submission) -> int:
    """Mostly in another script than the edition's, or in another of the languages that we can tell."""
    text = ADDRESS.sub(" ", sent.text)
    letters = len(_ANY_LETTER.findall(text))
    if letters < _ENOUGH:
        return 0
    own = _SCRIPTS[_OF_LANGUAGE.get(sent.language[:2], "latin")]
    if len(own.findall(text)) * 2 < letters:
        return 40
    return 25 if _is_other_language(text, sent.language[:2]) else 0


def _is_other_language(text: str, language: str) -> bool:
    if language not in _TELLING:
        return False
    words = text.casefold().replace("’", "'").split()
    counts = {code: sum(word.strip('.,;:!?¡¿"()') in little for word in words) for code, little in _TELLING.items()}
    own = counts.pop(language)
    return max(counts.values()) >= 4 and max(counts.values()) > 3 * own

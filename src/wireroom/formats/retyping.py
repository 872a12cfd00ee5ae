"""Words changed inside HTML: every tag, and every character that is not changed, stays as it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wireroom.formats.html import render_inline
from wireroom.formats.markup import Text, tokens, unescape
from wireroom.formats.newsitem import Run
from wireroom.formats.text import clean

_REFERENCE = re.compile(r"&(?:#[0-9]{1,8};?|#[xX][0-9A-Fa-f]{1,6};?|[A-Za-z][A-Za-z0-9]{0,31};?)")
_BREAKING = frozenset("\t\n\x0b\x0c\r \x85\u2028\u2029")


@dataclass(frozen=True, slots=True)
class _Sign:
    """A character that readers see, and where the source says it."""

    text: str
    begin: int
    end: int


Place = tuple[int, int]
"""Of a character of the text: from which to which sign it reaches; an empty range for a line break's space."""


def retyped(source: str, texts: Sequence[str], number: int, start: int, end: int, words: str) -> str | None:
    """`source` with `texts[number][start:end]` replaced by the plain text `words`; None if it cannot be done.

    `texts` is everything that `source` says, in order, in the normal form of inlines. New words take the marks of
    the first character that they replace.
    """
    signs = list(_signs(source))
    places = _places(signs, "".join(texts))
    if places is None:
        return None
    text = texts[number]
    before = _common_start(text[start:end], words)
    after = _common_start(text[start + before : end][::-1], words[before:][::-1])
    first = sum(map(len, texts[:number])) + start + before
    last = first + (end - after) - (start + before)
    new = render_inline((Run(words[before : len(words) - after]),))
    if first < last:
        return _replaced(source, signs[places[first][0] : places[last - 1][1]], new)
    return _inserted(source, signs, places, first, new, behind=start + before > 0 and (before > 0 or start == end))


def _common_start(one: str, other: str) -> int:
    for length, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return length
    return min(len(one), len(other))


def _replaced(source: str, signs: Sequence[_Sign], new: str) -> str | None:
    if not signs:
        return None
    pieces = [source[: signs[0].begin], new]
    at = signs[0].end
    for sign in signs[1:]:
        pieces.append(source[at : sign.begin])
        at = sign.end
    return "".join((*pieces, source[at:]))


def _inserted(
    source: str, signs: Sequence[_Sign], places: Sequence[Place], at: int, new: str, *, behind: bool
) -> str | None:
    """`new` put behind the character before `at`, or before the one there."""
    first, last = places[at - 1] if behind else places[at]
    if first == last:
        return None
    place = signs[last - 1].end if behind else signs[first].begin
    return source[:place] + new + source[place:]


def _signs(source: str) -> Iterator[_Sign]:
    """What readers see, in NFC; of a sign of several characters the first stands for its whole source."""
    waiting: list[_Sign] = []
    for sign in _characters(source):
        if waiting and not unicodedata.combining(sign.text[0]):
            yield from _composed(waiting)
            waiting = []
        waiting.append(sign)
    yield from _composed(waiting)


def _composed(signs: Sequence[_Sign]) -> Iterator[_Sign]:
    if len(signs) == 1 and signs[0].text.isascii():
        yield signs[0]
        return
    begin, end = (signs[0].begin, signs[-1].end) if signs else (0, 0)
    for character in unicodedata.normalize("NFC", "".join(sign.text for sign in signs)):
        yield _Sign(character, begin, end)
        begin = end


def _characters(source: str) -> Iterator[_Sign]:
    for token in tokens(source):
        if isinstance(token, Text):
            at = token.begin
            for found in _REFERENCE.finditer(source, token.begin, token.end):
                yield from _plain(source, at, found.start())
                begin, at = found.span()
                for character in clean(unescape(found[0])):
                    yield _Sign(character, begin, at)
                    begin = at
            yield from _plain(source, at, token.end)


def _plain(source: str, begin: int, end: int) -> Iterator[_Sign]:
    return (_Sign(source[at], at, at + 1) for at in range(begin, end) if source[at].isascii() or clean(source[at]))


def _places(signs: Sequence[_Sign], text: str) -> list[Place] | None:
    """For each character of `text` the signs that say it; blanks fold to one, and vanish between texts."""
    places: list[Place] = []
    at = 0
    for character in text:
        if character == " " and (at == len(signs) or signs[at].text not in _BREAKING):
            places.append((at, at))
            continue
        while at < len(signs) and signs[at].text != character and signs[at].text.isspace() and character != " ":
            at += 1
        begin = at
        if character == " ":
            while at < len(signs) and signs[at].text in _BREAKING:
                at += 1
        elif at < len(signs) and signs[at].text == character:
            at += 1
        else:
            return None
        places.append((begin, at))
    return places

"""What counts as too long, which reports mean one slip, and what kind of change a fix is. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from wireroom.formats.newsitem import NewsItem, Quotation

ChangeName = Literal["refile", "correction"]
Piece = tuple[str, str]
"""(mark, text) with mark `same`, `removed` or `added`."""

CONTEXT = 32
"""Code points before and after the fragment that a browser sends."""
SUGGESTION_LIMIT = 400
COMMENT_LIMIT = 1000
FRAGMENT_LARGEST = 4_000
"""A fragment longer than this is refused unread: a limit raised by the house stays below it."""
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+|\s+|.", re.DOTALL)


def length(text: str) -> int:
    """Code points after NFC: the one measure of what is too long, on the server and in the browser."""
    return len(unicodedata.normalize("NFC", text))


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words should say according to `count` readers; `start` and `end` are offsets in the slip's part."""

    start: int
    end: int
    suggestion: str
    count: int


def readings(suggested: Iterable[tuple[int, int, str]]) -> tuple[Reading, ...]:
    """The different readings of one slip, the most suggested first."""
    counted = Counter(one for one in suggested if one[2])
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Reading(*place, count) for place, count in ordered)


def overlaps(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches [start, end) of one text share a character: then readers mean one slip."""
    return one[0] < other[1] and other[0] < one[1]


@dataclass(frozen=True, slots=True)
class Preset:
    """What kind of change a fix is by the look of it, and why: codes of `figure`, `negation`, `quotation`, `name`.

    `name` only advises; the others ask for a correction.
    """

    kind: ChangeName
    reasons: tuple[str, ...]


NEGATIONS = {
    "en": "no not never none nobody nothing neither nor nowhere without cannot",
    "ru": "не ни нет никто ничто нигде никогда никакой никакая никакое никакие ничего никого без нельзя",
    "fr": "ne n pas jamais aucun aucune rien personne ni sans non",
    "es": "no nunca jamás nada nadie ningún ninguno ninguna ni sin tampoco",
    "ar": "لا لم لن ليس ليست ليسوا غير دون بدون ما",
}
"""Words that turn a sentence around, by the language's primary subtag."""
_NEGATIVE_CHARACTERS = frozenset("不没沒无無非未别勿")
_ENGLISH_CONTRACTION = re.compile(r"\b\w+n['’]t\b")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_OPENING = '«“„‘"「『'
_CLOSING = {"«": "»", "“": "”", "„": "“”", "‘": "’", '"': '"', "「": "」", "『": "』"}


def preset(before: str, after: str, *, start: int, end: int, in_quotation: bool, language: str) -> Preset:
    """What changing `before[start:end]` so that the text reads `after` amounts to.

    `before` and `after` are the whole part. A changed figure, a negation that comes or goes, or a letter changed
    inside somebody's words is a correction; punctuation is a refile, inside a quotation too.
    """
    reasons = []
    if _figures(before) != _figures(after):
        reasons.append("figure")
    if _negations(before, language) != _negations(after, language):
        reasons.append("negation")
    if _letters(before) != _letters(after) and (in_quotation or _is_between_marks(before, start, end)):
        reasons.append("quotation")
    kind: ChangeName = "correction" if reasons else "refile"
    if _capitalised(before) != _capitalised(after):
        reasons.append("name")
    return Preset(kind, tuple(reasons))


def is_quoted(part: str, item: NewsItem) -> bool:
    """Whether the part is made of somebody's words: a paragraph of a quotation, not its speaker."""
    block_id, _dot, place = part.partition(".")
    return place.isdigit() and any(block.id == block_id for block in item.body if isinstance(block, Quotation))


def _figures(text: str) -> list[str]:
    """Every number as its digits: 1,000 and 1 000 say the same, 10 and 100 do not, nor do 1.5 and 15."""
    grouped = re.sub(r"(?<=\d)[,.'’\u00a0\u202f\u2009 ](?=\d{3}(?!\d))", "", text)
    return [
        "".join(str(unicodedata.digit(letter, letter)) for letter in number)
        for number in re.findall(r"\d+(?:[.,٫]\d+)*", grouped)
    ]


def _negations(text: str, language: str) -> Counter[str]:
    lowered = text.casefold()
    primary = language.partition("-")[0]
    if primary == "zh":
        return Counter(letter for letter in lowered if letter in _NEGATIVE_CHARACTERS)
    known = frozenset(NEGATIONS.get(primary, "").split())
    found = Counter(word for word in re.findall(r"[^\W\d_]+", lowered) if word in known)
    if primary == "en":
        found["n't"] = len(_ENGLISH_CONTRACTION.findall(lowered))
    return +found


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def _capitalised(text: str) -> list[str]:
    """Words with a capital that do not open a sentence: likely names. Scripts without capitals have none."""
    return [
        found.group()
        for found in _WORD.finditer(text)
        if found.group()[0].isupper() and not re.search(r"(?:^|[.!?…]\s*)[«“„\"']?$", text[: found.start()])
    ]


def _is_between_marks(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` touches what stands between quotation marks."""
    return any(overlaps((start, end), inside) for inside in quoted_stretches(text))


def quoted_stretches(text: str) -> Sequence[tuple[int, int]]:
    """Where somebody's words stand in `text`; a mark that is never closed quotes to the end."""
    stretches: list[tuple[int, int]] = []
    closing, opened = "", 0
    for at, letter in enumerate(text):
        if closing:
            if letter in closing and not _is_apostrophe(text, at):
                stretches.append((opened, at))
                closing = ""
        elif letter in _OPENING and not _is_apostrophe(text, at):
            closing, opened = _CLOSING[letter], at + 1
    if closing:
        stretches.append((opened, len(text)))
    return stretches


def _is_apostrophe(text: str, at: int) -> bool:
    return text[at] in "'’‘" and text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha()


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """What was removed and added, in whole words: readable where single letters would be a puzzle."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(old[i1:i2])))
            continue
        pieces += [("removed", "".join(old[i1:i2])), ("added", "".join(new[j1:j2]))]
    return tuple(piece for piece in _bridged(pieces) if piece[1])


def _bridged(pieces: list[Piece]) -> list[Piece]:
    """Two changed words with nothing but a space between them are one change."""
    spread = []
    for number, (mark, text) in enumerate(pieces):
        between = mark == "same" and text.isspace() and 0 < number < len(pieces) - 1
        spread += [("removed", text), ("added", text)] if between else [(mark, text)]
    result: list[Piece] = []
    for is_same, run in groupby(spread, key=lambda piece: piece[0] == "same"):
        changed = list(run)
        if is_same:
            result += changed
            continue
        result += [(mark, "".join(text for kind, text in changed if kind == mark)) for mark in ("removed", "added")]
    return result

"""Spaces and stops that slipped: before a comma, missing after one, doubled, of another script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wireroom.copy_check.doubts import EVERY_LANGUAGE, Check, Copy, Doubt, gettext_noop

CODE = "spacing"

_SPACE = " \u00a0\u202f\u2009"
BEFORE = gettext_noop("There is a space before “%(mark)s”.")
AFTER = gettext_noop("A space is missing after “%(mark)s”.")
DOUBLED = gettext_noop("There are two spaces here.")
TWICE = gettext_noop("“%(mark)s” stands here twice.")
INSIDE = gettext_noop("There is a space inside the bracket or quotation mark.")
LOOSE = gettext_noop("A no-break space belongs here, as elsewhere in the story.")
ALIEN = gettext_noop("“%(mark)s” is not the mark of this script.")

_WESTERN_IN_CHINESE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}
_WESTERN_IN_ARABIC = {",": "،", ";": "؛", "?": "؟"}


@dataclass(frozen=True, slots=True)
class Slip:
    """A pattern whose group `slip` is wrong, what is wrong with it, and what it should read."""

    pattern: re.Pattern[str]
    message: str
    mended: Callable[[str], str]
    languages: frozenset[str] = EVERY_LANGUAGE


def _slip(pattern: str, message: str, mended: Callable[[str], str], languages: str = "en ru fr es ar zh") -> Slip:
    return Slip(re.compile(pattern), message, mended, frozenset(languages.split()))


_HAN = "\u3400-\u9fff"
_ARABIC = "\u0620-\u064a"

SLIPS: Sequence[Slip] = (
    _slip(rf"(?P<slip>[{_SPACE}]{{2,}})", DOUBLED, lambda text: " "),
    _slip(rf"(?<=\w)(?P<slip>[{_SPACE}]+[,.،؛])(?![\d.,])", BEFORE, lambda text: text[-1], "en ru fr es ar"),
    _slip(rf"(?<=\w)(?P<slip>[{_SPACE}]+[;:!?؟])(?=\s|$)", BEFORE, lambda text: text[-1], "en ru es"),
    _slip(r"(?<=[^\W\d_]{2}[,;])(?P<slip>)(?=[^\W\d_]{2})", AFTER, lambda text: " ", "en ru fr es"),
    _slip(r"(?<=[^\W\d_]{2}[،؛])(?P<slip>)(?=[^\W\d_]{2})", AFTER, lambda text: " ", "ar"),
    _slip(r"(?<=[а-яё]{3}[.!?])(?P<slip>)(?=[А-ЯЁ][а-яё])", AFTER, lambda text: " ", "ru"),
    _slip(r"(?<=[a-zà-ÿ]{4}[.!?])(?P<slip>)(?=[A-ZÀ-Þ][a-zà-ÿ]+ )", AFTER, lambda text: " ", "en fr es"),
    _slip(r"(?<=\w)(?P<slip>,[ ]?,)", TWICE, lambda text: ","),
    _slip(r"(?<=\w)(?P<slip>،[ ]?،)", TWICE, lambda text: "،", "ar"),
    _slip(r"(?<=[^\W\d_]{2})(?P<slip>\.\.)(?!\.)", TWICE, lambda text: ".", "en ru fr es"),
    _slip(rf"(?<=[([])(?P<slip>[{_SPACE}]+)(?=\w)", INSIDE, lambda text: ""),
    _slip(rf"(?<=\w)(?P<slip>[{_SPACE}]+)(?=[)\]])", INSIDE, lambda text: ""),
    _slip(rf"(?<=«)(?P<slip>[{_SPACE}]+)(?=\w)", INSIDE, lambda text: "", "ru es ar"),
    _slip(rf"(?<=[\w.!?])(?P<slip>[{_SPACE}]+)(?=»)", INSIDE, lambda text: "", "ru es ar"),
    _slip(rf"(?<=[{_HAN}])(?P<slip>[,;:?!])(?=[{_HAN}]|$)", ALIEN, lambda text: _WESTERN_IN_CHINESE[text], "zh"),
    _slip(rf"(?<=[{_ARABIC}])(?P<slip>[,;?])(?=\s|$)", ALIEN, lambda text: _WESTERN_IN_ARABIC[text], "ar"),
)


_LOOSE_IN_FRENCH = re.compile(r"(?<=[\w»)]) (?=[;:!?»])|(?<=«) (?=\w)")
_TIGHT_IN_FRENCH = re.compile("(?<=[\\w»)])[\u00a0\u202f](?=[;:!?»])|(?<=«)[\u00a0\u202f](?=\\w)")


def find(copy: Copy) -> Iterator[Doubt]:
    yield from _slips(copy)
    if copy.language == "fr":
        yield from _loose(copy)


def _loose(copy: Copy) -> Iterator[Doubt]:
    """Plain spaces before French signs, in stories that have no-break ones: where none is typed, none is missed."""
    loose = [(part.key, found) for part in copy.prose for found in _LOOSE_IN_FRENCH.finditer(part.text)]
    tight = [found[0] for part in copy.prose for found in _TIGHT_IN_FRENCH.finditer(part.text)]
    if len(tight) > len(loose):
        for key, found in loose:
            yield Doubt(CODE, key, found.start(), found.end(), LOOSE, replacement=_kind(found, tight))


def _kind(found: re.Match[str], tight: Sequence[str]) -> str:
    """A narrow one only where the story never has the other."""
    return "\u202f" if "\u00a0" not in tight and found.string[found.end()] != ":" else "\u00a0"


def _slips(copy: Copy) -> Iterator[Doubt]:
    slips = [slip for slip in SLIPS if copy.language in slip.languages]
    for part in copy.prose:
        for slip in slips:
            for found in slip.pattern.finditer(part.text):
                start, end = found.span("slip")
                mark = (part.text[start:end] or part.text[start - 1 : start]).strip(_SPACE)[:1]
                yield Doubt(
                    CODE, part.key, start, end, slip.message, (("mark", mark),), slip.mended(part.text[start:end])
                )


CHECK = Check(CODE, EVERY_LANGUAGE, find)

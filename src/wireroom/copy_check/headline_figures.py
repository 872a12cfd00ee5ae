"""A figure in the headline that the text below lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import floor, log10

from wireroom.copy_check.calendar_words import MONTHS
from wireroom.copy_check.doubts import EVERY_LANGUAGE, Check, Copy, Doubt, gettext_noop
from wireroom.copy_check.numerals import number_words

CODE = "headline-figure"
LIST_LENGTH = 25
"""Up to how many a list may have: “7 things to know” are counted nowhere."""
YEARS = range(1900, 2101)
MOST_DIGITS = 18
"""Of a figure; what is longer is no quantity."""

_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f.,٬]\d{3})+(?!\d)|\d+(?:[.,٫]\d+)?"
_FIGURE = re.compile(rf"(?<![\w№#*.,:/+-])(?P<number>{_NUMBER})(?![\w:/*+]|[.,-]\d|-\w)")
_FIGURE_IN_CHINESE = re.compile(r"(?<![A-Za-z0-9.,:/第-])(?P<number>\d+(?:\.\d+)?)(?![A-Za-z0-9:/.-])")
_ANY_NUMBER = re.compile(_NUMBER)
MONTH_NAMES = {
    language: re.compile("月" if language == "zh" else rf"\b(?:{'|'.join(months)})", re.IGNORECASE)
    for language, months in MONTHS.items()
}
_SEPARATOR = re.compile("[ \u00a0\u202f.,٬٫]")

LACKING = gettext_noop("The headline says %(figure)s; the text does not.")


def find(copy: Copy) -> Iterator[Doubt]:
    headline = copy.headline
    if headline is None or not copy.below:
        return
    pattern = _FIGURE_IN_CHINESE if copy.language == "zh" else _FIGURE
    figures = [found for found in pattern.finditer(headline.text) if not _is_of_no_matter(found, copy.language)]
    if not figures:
        return
    text = "\n".join(part.text for part in copy.below)
    values = [value for found in _ANY_NUMBER.finditer(text) for value in _values(found[0])]
    values += number_words(text, copy.language)
    for found in figures:
        meant = _values(found["number"])
        if meant and not any(_agree(one, other) for one in meant for other in values):
            yield Doubt(CODE, headline.key, *found.span("number"), LACKING, (("figure", found["number"]),))


def _is_of_no_matter(found: re.Match[str], language: str) -> bool:
    """Years, days of a month, and the length of a list: the text need not repeat them."""
    value = int(found["number"]) if found["number"].isdigit() else -1
    if (found.start() == 0 and 0 <= value <= LIST_LENGTH) or value in YEARS:
        return True
    beside = found.string[max(0, found.start() - 12) : found.end() + 14]
    return 0 < value <= 31 and MONTH_NAMES[language].search(beside) is not None


def _values(text: str) -> list[float]:
    """What a written number may mean: a separator before three digits groups in one language, parts in another."""
    bare = _SEPARATOR.sub("", text)
    if len(bare) > MOST_DIGITS:
        return []
    whole, separator, rest = re.sub("[,٫]", ".", text).rpartition(".")
    values = [float(bare)]
    if separator and whole.isdigit() and rest.isdigit():
        values.append(float(f"{whole}.{rest}"))
    return values


def _agree(headline: float, text: float) -> bool:
    """Whether a headline may round `text` to this figure, whatever unit (thousand, million) each is in."""
    if headline == text:
        return True
    if headline < 10 or text <= 0:
        return headline > 0 and text > 0 and headline < 10 and _significand(text) == headline and text >= 1000
    one, other = _significand(headline), _significand(text)
    return abs(one - other) <= 0.06 * one


def _significand(value: float) -> float:
    return float(value / 10 ** floor(log10(value))) if value > 0 else 0.0


CHECK = Check(CODE, EVERY_LANGUAGE, find)

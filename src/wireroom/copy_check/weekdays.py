"""A day of the week that the date beside it does not fall on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from wireroom.copy_check.calendar_words import DAY_NAMES, DAYS, MONTHS
from wireroom.copy_check.doubts import EVERY_LANGUAGE, Check, Copy, Doubt, gettext_noop

CODE = "weekday"

WRONG = gettext_noop("This date falls on another day: %(weekday)s.")


def _pattern(language: str, template: str) -> re.Pattern[str]:
    """A template with DAY, MONTH, NUMBER and YEAR as a pattern; DAY and MONTH say which by their group."""
    day = "(?:" + "|".join(f"(?P<d{at}>{word})" for at, word in enumerate(DAYS[language])) + ")"
    month = "(?:" + "|".join(f"(?P<m{at}>{word})" for at, word in enumerate(MONTHS[language], 1)) + ")"
    source = template.replace("DAY", day).replace("MONTH", month)
    source = source.replace("NUMBER", r"(?P<number>[0-9٠-٩]{1,2})").replace("YEAR", r"(?P<year>[0-9٠-٩]{4})")
    return re.compile(source, 0 if language == "en" else re.IGNORECASE)


_TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"\bDAY(?:,| ?\(|\.)? (?:the )?MONTH NUMBER(?:st|nd|rd|th)?\b(?:,? YEAR\b)?",
        r"\bDAY(?:,| ?\(|\.)? (?:the )?NUMBER(?:st|nd|rd|th)? (?:of )?MONTH\b(?:,? YEAR\b)?",
        r"\bMONTH NUMBER(?:st|nd|rd|th)?(?:,? YEAR)? \(DAY\)",
        r"\bNUMBER(?:st|nd|rd|th)? MONTH(?:,? YEAR)? \(DAY\)",
    ),
    "ru": (
        r"\bDAY,? (?:\()?NUMBER MONTH\b(?: YEAR\b)?",
        r"\bNUMBER MONTH(?: YEAR(?: года| г\.)?)?(?:, (?:во? )?| \()DAY\b",
    ),
    "fr": (
        r"\bDAY,? (?:le )?\(?NUMBER(?:er)? MONTH\b(?: YEAR\b)?",
        r"\bNUMBER(?:er)? MONTH(?: YEAR)? \(DAY\)",
    ),
    "es": (
        r"\bDAY,? (?:día )?\(?NUMBER de MONTH\b(?: del? YEAR\b)?",
        r"\bNUMBER de MONTH(?: del? YEAR)? \(DAY\)",
    ),
    "ar": (r"\bDAY،? (?:الموافق )?\(?NUMBER[ -]?(?:من )?(?:شهر )?MONTH\b(?:/\w+)?(?: (?:عام |سنة )?YEAR\b)?",),
    "zh": (r"(?:YEAR年)?(?<!\d)MONTH月NUMBER日(?:，|（|\()?(?:星期|周|礼拜)DAY",),
}
PATTERNS = {
    language: tuple(_pattern(language, template) for template in templates)
    for language, templates in _TEMPLATES.items()
}


def find(copy: Copy) -> Iterator[Doubt]:
    for part in copy.prose:
        if not any(sign.isdigit() for sign in part.text):
            continue
        for pattern in PATTERNS[copy.language]:
            for found in pattern.finditer(part.text):
                meant = _date(found, _written(copy))
                if meant is None or meant.weekday() == _index(found, "d"):
                    continue
                weekday = DAY_NAMES[copy.language][meant.weekday()]
                yield Doubt(CODE, part.key, found.start(), found.end(), WRONG, (("weekday", weekday),))


def _written(copy: Copy) -> date | None:
    """When the story was written, as far as it says."""
    moment = copy.item.first_created or copy.item.version_created
    return moment.date() if moment else None


def _index(found: re.Match[str], prefix: str) -> int:
    return next(
        int(name[1:]) for name, text in found.groupdict().items() if text and name[0] == prefix and name[1:].isdigit()
    )


def _date(found: re.Match[str], written: date | None) -> date | None:
    """The date meant: without a year, the one nearest to when the story was written; None if it is none."""
    month, number = _index(found, "m"), int(found["number"])
    years = [int(found["year"])] if found["year"] else []
    if not years and written:
        years = [written.year - 1, written.year, written.year + 1]
    dates = [one for year in years if (one := _exact(year, month, number))]
    if not written:
        return dates[0] if dates else None
    return min(dates, key=lambda one: abs(one - written), default=None)


def _exact(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


CHECK = Check(CODE, EVERY_LANGUAGE, find)

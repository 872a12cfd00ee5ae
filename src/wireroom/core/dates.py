"""Dates, times and numbers as the press of each edition's language prints them; digits are always 0-9."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal


@dataclass(frozen=True, slots=True)
class Style:
    """CLDR patterns of one language. `join` stands between a date and a time.

    Only Russian asks for the stand-alone form of months (LLLL). Elsewhere that is an alias, and Babel writes what an
    alias of one locale means into data that it shares with others: Arabic pages then had Chinese months.
    """

    locale: str
    short: str = "d MMM y"
    long: str = "d MMMM y"
    full: str = "EEEE, d MMMM y"
    weekday: str = "EEEE, d MMMM"
    month: str = "MMMM y"
    month_name: str = "MMMM"
    join: str = ", "
    first: str = "d"
    """How the first day of a month is written."""


STYLES = {
    "en": Style("en_GB", full="EEEE d MMMM y", weekday="EEEE d MMMM"),
    "ru": Style("ru", month="LLLL y", month_name="LLLL"),
    "fr": Style("fr", full="EEEE d MMMM y", weekday="EEEE d MMMM", first="d'er'"),
    "es": Style(
        "es",
        long="d 'de' MMMM 'de' y",
        full="EEEE, d 'de' MMMM 'de' y",
        weekday="EEEE, d 'de' MMMM",
        month="MMMM 'de' y",
    ),
    "ar": Style("ar", short="d MMMM y", full="EEEE، d MMMM y", weekday="EEEE، d MMMM", join="، "),
    "zh-hans": Style(
        "zh_Hans",
        short="y年M月d日",
        long="y年M月d日",
        full="y年M月d日 EEEE",
        weekday="M月d日 EEEE",
        month="y年M月",
        join=" ",
    ),
}


@lru_cache(maxsize=16)
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def load_all() -> None:
    """Reads what Babel knows of our languages, which it does only when it is asked."""
    for style in STYLES.values():
        _locale(style.locale).decimal_formats  # noqa: B018 - asked for what asking does


@dataclass(frozen=True, slots=True)
class Calendar:
    """How one edition prints times: its language's patterns in its time zone."""

    language: str
    zone: ZoneInfo

    @property
    def style(self) -> Style:
        return STYLES.get(self.language, STYLES["en"])

    def _print(self, moment: datetime, pattern: str) -> str:
        pattern = self._of_day(pattern, self.local_date(moment))
        return format_datetime(moment, pattern, tzinfo=self.zone, locale=_locale(self.style.locale))

    def _of_day(self, pattern: str, day: dt.date) -> str:
        return pattern.replace("d", self.style.first, 1) if day.day == 1 else pattern

    def clock(self, moment: datetime) -> str:
        """`16:05`"""
        return self._print(moment, "HH:mm")

    def short(self, moment: datetime) -> str:
        """`14 Nov 2026, 16:05`"""
        return self._print(moment, f"{self.style.short}'{self.style.join}'HH:mm")

    def long(self, moment: datetime) -> str:
        """`14 November 2026, 16:05 (UTC+1)`"""
        text = self._print(moment, f"{self.style.long}'{self.style.join}'HH:mm")
        return f"{text} ({self.offset(moment)})"

    def day(self, moment: datetime) -> str:
        """`14 November 2026`"""
        return self._print(moment, self.style.long)

    def date(self, day: dt.date) -> str:
        """`Saturday 14 November 2026`, with a capital"""
        return _capital(format_date(day, self._of_day(self.style.full, day), _locale(self.style.locale)))

    def weekday(self, day: dt.date) -> str:
        """`Saturday 14 November`, where the year goes without saying"""
        return _capital(format_date(day, self._of_day(self.style.weekday, day), _locale(self.style.locale)))

    def month(self, day: dt.date) -> str:
        """`November 2026`, with a capital"""
        return _capital(format_date(day, self.style.month, _locale(self.style.locale)))

    def month_name(self, day: dt.date) -> str:
        return _capital(format_date(day, self.style.month_name, _locale(self.style.locale)))

    def weekday_names(self) -> list[str]:
        """Short names, Monday first."""
        monday = dt.date(2024, 1, 1)
        return [format_date(monday + timedelta(days=offset), "EEE", _locale(self.style.locale)) for offset in range(7)]

    def offset(self, moment: datetime) -> str:
        """`UTC+5:30`"""
        minutes = int((moment.astimezone(self.zone).utcoffset() or timedelta()).total_seconds() // 60)
        if not minutes:
            return "UTC"
        hours, rest = divmod(abs(minutes), 60)
        return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"

    def local_date(self, moment: datetime) -> dt.date:
        return moment.astimezone(self.zone).date()

    def midnight(self, day: dt.date) -> datetime:
        """The moment at which `day` begins here."""
        return datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)

    def number(self, value: int) -> str:
        return format_decimal(value, locale=_locale(self.style.locale))

    def decimal(self, value: float) -> str:
        """With one digit after the point or comma."""
        return format_decimal(value, format="0.0", locale=_locale(self.style.locale))


def plural_of(language: str, number: int) -> str:
    """The plural category of CLDR (`one`, `few`, `other` ...) that a number has in this language."""
    return str(_locale(STYLES.get(language, STYLES["en"]).locale).plural_form(number))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

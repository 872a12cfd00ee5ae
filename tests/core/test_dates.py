"""Dates as each language's press prints them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from wireroom.core.dates import Calendar

MOMENT = datetime(2026, 7, 14, 16, 5, tzinfo=UTC)
ENGLISH = Calendar("en", ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("language", "zone", "short", "long", "day"),
    [
        ("en", "Europe/London", "14 Jul 2026, 17:05", "14 July 2026, 17:05 (UTC+1)", "Tuesday 14 July 2026"),
        ("ru", "Europe/Moscow", "14 июл. 2026, 19:05", "14 июля 2026, 19:05 (UTC+3)", "Вторник, 14 июля 2026"),
        ("fr", "Europe/Paris", "14 juil. 2026, 18:05", "14 juillet 2026, 18:05 (UTC+2)", "Mardi 14 juillet 2026"),
        (
            "es",
            "Europe/Madrid",
            "14 jul 2026, 18:05",
            "14 de julio de 2026, 18:05 (UTC+2)",
            "Martes, 14 de julio de 2026",
        ),
        ("ar", "Africa/Cairo", "14 يوليو 2026، 19:05", "14 يوليو 2026، 19:05 (UTC+3)", "الثلاثاء، 14 يوليو 2026"),
        ("zh-hans", "Asia/Shanghai", "2026年7月15日 00:05", "2026年7月15日 00:05 (UTC+8)", "2026年7月15日 星期三"),
    ],
)
def test_calendar_prints_as_the_language_does(language: str, zone: str, short: str, long: str, day: str) -> None:
    calendar = Calendar(language, ZoneInfo(zone))
    assert (calendar.short(MOMENT), calendar.long(MOMENT)) == (short, long)
    assert calendar.date(calendar.local_date(MOMENT)) == day


def test_first_of_a_month_is_an_ordinal_in_french() -> None:
    french, spanish = Calendar("fr", ZoneInfo("Europe/Paris")), Calendar("es", ZoneInfo("Europe/Paris"))
    first = datetime(2026, 2, 28, 23, 5, tzinfo=UTC)
    assert french.short(first) == "1er mars 2026, 00:05"
    assert french.date(date(2026, 3, 1)) == "Dimanche 1er mars 2026"
    assert (french.weekday(date(2026, 3, 11)), french.day(first)) == ("Mercredi 11 mars", "1er mars 2026")
    assert spanish.long(first) == "1 de marzo de 2026, 00:05 (UTC+1)"


def test_calendar_says_the_distance_from_utc() -> None:
    zones = {"UTC": "UTC", "Asia/Kolkata": "UTC+5:30", "America/New_York": "UTC−4"}
    assert {zone: Calendar("en", ZoneInfo(zone)).offset(MOMENT) for zone in zones} == zones


def test_calendar_knows_where_a_day_begins() -> None:
    assert ENGLISH.midnight(date(2026, 7, 14)) == datetime(2026, 7, 13, 23, tzinfo=UTC)
    assert Calendar("ru", ZoneInfo("Europe/Moscow")).midnight(date(2026, 7, 14)) == datetime(
        2026, 7, 13, 21, tzinfo=UTC
    )


def test_calendar_names_months_and_weekdays() -> None:
    assert ENGLISH.month(date(2026, 7, 1)) == "July 2026"
    assert Calendar("ru", ZoneInfo("UTC")).month(date(2026, 7, 1)) == "Июль 2026"
    assert Calendar("ru", ZoneInfo("UTC")).month_name(date(2026, 7, 1)) == "Июль"
    assert ENGLISH.weekday(date(2026, 7, 14)) == "Tuesday 14 July"
    assert (len(ENGLISH.weekday_names()), ENGLISH.weekday_names()[0]) == (7, "Mon")


def test_calendar_groups_digits_as_the_language_does() -> None:
    assert ENGLISH.number(10000) == "10,000"
    assert Calendar("fr", ZoneInfo("UTC")).number(10000) == "10\u202f000"
    assert Calendar("ar", ZoneInfo("UTC")).number(10000) == "10,000"

"""Days of the week beside dates; the stories were written on Tuesday, 24 November 2026."""

from __future__ import annotations

import pytest

from tests.copy_check.copy import said, story
from wireroom.copy_check.doubts import Copy
from wireroom.copy_check.weekdays import CHECK

WRONG = [
    ("en", "It opened on Monday, November 24, at noon.", "Monday, November 24"),
    ("en", "It opened on Sun 22nd of November 2025.", "Sun 22nd of November 2025"),
    ("en", "On Nov. 23 (Friday) it opened.", "Nov. 23 (Friday)"),
    ("ru", "Мост открыли в понедельник, 24 ноября.", "понедельник, 24 ноября"),
    ("ru", "Мост открыли 24 ноября, в среду.", "24 ноября, в среду"),
    ("fr", "Le pont a ouvert lundi 24 novembre 2026.", "lundi 24 novembre 2026"),
    ("fr", "Le pont ouvre mardi 1er décembre 2027.", "mardi 1er décembre 2027"),
    ("es", "El puente abrió el lunes 24 de noviembre.", "lunes 24 de noviembre"),
    ("es", "Abrió el viernes 24 de noviembre de 2026.", "viernes 24 de noviembre de 2026"),
    ("ar", "افتتح الجسر يوم الاثنين 24 نوفمبر", "الاثنين 24 نوفمبر"),
    ("ar", "افتتح يوم الأحد ٢٤ تشرين الثاني ٢٠٢٦", "الأحد ٢٤ تشرين الثاني ٢٠٢٦"),
    ("zh", "大桥于2026年11月24日（星期一）开通。", "2026年11月24日（星期一"),
    ("zh", "大桥于11月24日，周三开通。", "11月24日，周三"),
]

RIGHT = [
    ("en", "On Tuesday, November 24, and Monday, Nov. 23; Monday in May 2026; Friday, 30 February."),
    ("en", "On Friday, January 1, it will open."),
    ("ru", "Во вторник, 24 ноября, и в понедельник, 23 ноября; 1 января, в пятницу."),
    ("fr", "Mardi 24 novembre, puis vendredi 1er janvier 2027."),
    ("es", "El martes 24 de noviembre y el miércoles 25 de noviembre de 2026."),
    ("ar", "يوم الثلاثاء 24 نوفمبر ويوم الأربعاء 25 تشرين الثاني"),
    ("zh", "11月24日（星期二），2026年11月22日星期日。"),
]


@pytest.mark.parametrize(("language", "text", "expected"), WRONG)
def test_wrong_day_is_doubted(language: str, text: str, expected: str) -> None:
    assert said(CHECK, story(language, text)) == [(expected, None)]


@pytest.mark.parametrize(("language", "text"), RIGHT)
def test_right_day_is_left_alone(language: str, text: str) -> None:
    assert said(CHECK, story(language, text)) == []


def test_doubt_names_the_right_day_in_the_language_of_the_text() -> None:
    [doubt] = CHECK.find(Copy.of(story("ru", "Мост открыли в понедельник, 24 ноября.")))
    assert doubt.arguments == (("weekday", "вторник"),)


def test_date_without_a_year_in_a_story_without_a_date_is_left_alone() -> None:
    item = story("en", "On Monday, November 24, and on Monday, November 24, 2026.", first_created=None)
    assert said(CHECK, item) == [("Monday, November 24, 2026", None)]

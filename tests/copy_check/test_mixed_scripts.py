"""Letters of another alphabet in a word."""

from __future__ import annotations

import pytest

from tests.copy_check.copy import said, story
from wireroom.copy_check.mixed_scripts import CHECK

SLIPS = [
    ("ru", "\u0043колько дней", [("\u0043колько", "Сколько")]),
    ("ru", "заран\u0065\u0435", [("заран\u0065\u0435", "заранее")]),
    ("ru", "Они пришли \u0063 ним.", [("\u0063", "с")]),
    ("en", "The \u0441ity is open.", [("\u0441ity", "city")]),
    ("fr", "La m\u0430ison est là.", [("m\u0430ison", "maison")]),
    ("es", "El M\u00e9xic\u043e de hoy.", [("Méxic\u043e", "México")]),
    ("ar", "في مدينة بار\u06ccس الكبيرة", [("\u06cc", "ي")]),
    ("zh", "公司\u0410BC成立", [("\u0410BC", "ABC")]),
]

FINE = [
    ("ru", "SMSка пришла из IT-отдела, а витамин C — нет."),
    ("ru", "Группы a и b играют в Telegram."),
    ("en", "The paper Правда and the city of Москва."),
    ("fr", "Le mot « спасибо » en russe."),
    ("es", "La palabra «мир» significa paz."),
    ("ar", "شركة Google في باريس"),
    ("zh", "苹果发布iPhone手机，Привет。"),
]


@pytest.mark.parametrize(("language", "text", "expected"), SLIPS)
def test_slip_is_doubted(language: str, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert said(CHECK, story(language, text)) == expected


@pytest.mark.parametrize(("language", "text"), FINE)
def test_words_of_another_language_are_left_alone(language: str, text: str) -> None:
    assert said(CHECK, story(language, text)) == []

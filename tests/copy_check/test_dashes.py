"""Hyphens where dashes belong."""

from __future__ import annotations

import pytest

from tests.copy_check.copy import said, story
from wireroom.copy_check.dashes import CHECK

SLIPS = [
    ("en", "The bridge – the old one - is open.", [(" - ", " – ")]),
    ("en", "The bridge--the old one is open.", [("--", "–")]),
    ("en", "The bridge -opened today", [(" -", None)]),
    ("ru", "Мост - это путь.", [(" - ", " — ")]),
    ("fr", "Le pont – le vieux - est ouvert.", [(" - ", " – ")]),
    ("es", "El puente -dijo el alcalde- abre.", [(" -", " —")]),
    ("ar", "الجسر – القديم - مفتوح", [(" - ", " – ")]),
    ("zh", "大桥--我们的桥", [("--", "——")]),
]

FINE = [
    ("en", "A two- and three-year plan - as they say, 10 - 12 at -5 degrees."),
    ("ru", "Это 5-10 дней, кто-то из Нью-Йорка — друг, двух- и трёхлетний."),
    ("fr", "Le pont - le vieux - est ouvert, peut-être."),
    ("es", "El puente —dijo el alcalde— abre el 10-12."),
    ("ar", "الجسر - القديم - مفتوح"),
    ("zh", "迪亚斯-卡内尔——古巴领导人"),
]


@pytest.mark.parametrize(("language", "text", "expected"), SLIPS)
def test_slip_is_doubted(language: str, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert said(CHECK, story(language, text)) == expected


@pytest.mark.parametrize(("language", "text"), FINE)
def test_usual_hyphens_are_left_alone(language: str, text: str) -> None:
    assert said(CHECK, story(language, text)) == []

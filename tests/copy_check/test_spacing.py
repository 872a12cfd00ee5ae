"""Spaces and stops that slipped."""

from __future__ import annotations

import pytest

from tests.copy_check.copy import said, story
from wireroom.copy_check.spacing import CHECK

SLIPS = [
    ("en", "The bridge , he said.", [(" ,", ",")]),
    ("en", "The bridge,he said.", [("", " ")]),
    ("en", "The bridge opened.Then it closed.", [("", " ")]),
    ("en", "Is it open ? Yes.", [(" ?", "?")]),
    ("en", "The bridge\u00a0 is open..", [("\u00a0 ", " "), ("..", ".")]),
    ("en", "The bridge ( new) is open.", [(" ", "")]),
    ("ru", "Мост ,сказал он", [(" ,", ",")]),
    ("ru", "Мост открыт.Потом закрыт.", [("", " ")]),
    ("ru", "« Мост» открыт", [(" ", "")]),
    ("fr", "Le pont , dit-il.", [(" ,", ",")]),
    ("fr", "Le pont (neuf ) est ouvert.", [(" ", "")]),
    ("es", "El puente ,dijo.", [(" ,", ",")]),
    ("es", "¿Está abierto ?", [(" ?", "?")]),
    ("ar", "الجسر ، قال", [(" ،", "،")]),
    ("ar", "الجسر, قال", [(",", "،")]),
    ("ar", "هل الجسر مفتوح?", [("?", "؟")]),
    ("zh", "大桥开通,市长说。", [(",", "，")]),
]

FINE = [
    ("en", "At 10,000 feet, e.g. on example.org, U.S.A. said (no)... wait"),
    ("ru", "Сайт kp.ru, 3,5 млн и т.д. Что? «Да!»"),
    ("fr", "Qui ? « Moi ! » Oui ; non : 3,5 millions…"),
    ("es", "¿Quién? ¡Yo! «Sí», dijo; 3.500 euros."),
    ("ar", "قال: «نعم»، ثم غادر؛ لماذا؟ 3,5 مليون.. والآن"),
    ("zh", "他说：“好，3,500人。”A, B和C"),
]


@pytest.mark.parametrize(("language", "text", "expected"), SLIPS)
def test_slip_is_doubted(language: str, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert said(CHECK, story(language, text)) == expected


@pytest.mark.parametrize(("language", "text"), FINE)
def test_usual_spacing_is_left_alone(language: str, text: str) -> None:
    assert said(CHECK, story(language, text)) == []


TYPESET = "Qui\u00a0? Lui\u00a0! «\u00a0Oui\u00a0»."
NARROW = TYPESET.replace("\u00a0", "\u202f")


@pytest.mark.parametrize(
    ("around", "text", "mended"),
    [
        (TYPESET, "Quand ?", ["\u00a0"]),
        (TYPESET, "Il dit « oui » : non.", ["\u00a0"] * 3),
        (NARROW, "Quand ? Demain : tôt.", ["\u202f", "\u00a0"]),
        (TYPESET, "Quand\u00a0? À 12:30.", []),
        ("Sans espaces.", "Quand ? Il dit « oui ».", []),
    ],
)
def test_french_spaces_are_mended_where_the_story_has_the_others(around: str, text: str, mended: list[str]) -> None:
    assert said(CHECK, story("fr", around, text)) == [(" ", space) for space in mended]

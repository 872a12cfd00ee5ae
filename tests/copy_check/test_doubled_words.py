"""Words written twice."""

from __future__ import annotations

import pytest

from tests.copy_check.copy import said, story
from wireroom.copy_check.doubled_words import CHECK

SLIPS = [
    ("en", "He went to to the bank.", [("to to", "to")]),
    ("en", "The the bridge is open.", [("The the", "The")]),
    ("ru", "Это было в в Москве.", [("в в", "в")]),
    ("fr", "Il est dans la la maison.", [("la la", "la")]),
    ("es", "Dijo que que no.", [("que que", "que")]),
    ("ar", "وصل إلى إلى المدينة", [("إلى إلى", "إلى")]),
    ("zh", "这是我们的的城市。", [("的的", "的")]),
    ("zh", "发展经济发展经济的计划", [("发展经济发展经济", "发展经济")]),
    ("zh", "他来了，，又走了。", [("，，", "，")]),
]

FINE = [
    ("en", "He had had enough. Boutros Boutros-Ghali and Duran Duran came, very very late."),
    ("en", "It was what it was; was it?"),
    ("ru", "Очень очень давно, и вот, вот что было."),
    ("fr", "Nous nous sommes vus ; vous vous trompez, actionnaire de De Grisogono."),
    ("es", "Es muy muy tarde, X y Y."),
    ("ar", "شكرا جدا جدا، كان قد قدّم رسالة"),
    ("zh", "他的目的的确很好，人人都要讨论讨论。"),
]


@pytest.mark.parametrize(("language", "text", "expected"), SLIPS)
def test_slip_is_doubted(language: str, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert said(CHECK, story(language, text)) == expected


@pytest.mark.parametrize(("language", "text"), FINE)
def test_words_said_twice_on_purpose_are_left_alone(language: str, text: str) -> None:
    assert said(CHECK, story(language, text)) == []

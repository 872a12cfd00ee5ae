"""Quotation marks that do not fit each other."""

from __future__ import annotations

import pytest

from tests.copy_check.copy import said, story
from wireroom.copy_check.quotation_marks import CHECK
from wireroom.formats.newsitem import Picture

SLIPS = [
    ("en", "“The bridge is safe, the mayor said.", [("“", None)]),
    ("en", "The bridge is safe,” the mayor said.", [("”", None)]),
    ("en", '“The bridge is safe", the mayor said.', [('"', "”")]),
    ("en", '"The bridge is safe, the mayor said.', [('"', None)]),
    ("en", 'The bridge is safe," the mayor said.', [('"', None)]),
    ("ru", "«Мост безопасен, — сказал мэр.", [("«", None)]),
    ("ru", "Мост безопасен», — сказал мэр.", [("»", None)]),
    ("ru", '«Мост безопасен", — сказал мэр.', [('"', "»")]),
    ("ru", "«Мост „Северный» безопасен», — сказал мэр.", [("„", None), ("»", None)]),
    ("fr", "« Le pont est sûr, a dit le maire.", [("«", None)]),
    ("fr", "« Le pont est sûr”, a dit le maire.", [("”", "»")]),
    ("es", "El puente es seguro”, dijo el alcalde.", [("”", None)]),
    ("es", "«El puente es seguro”, dijo el alcalde.", [("”", "»")]),
    ("ar", "قال العمدة: «الجسر آمن.", [("«", None)]),
    ("ar", 'قال العمدة: "الجسر آمن.', [('"', None)]),
    ("zh", "市长说：“大桥是安全的。", [("“", None)]),
    ("zh", "市长说：大桥是安全的。”", [("”", None)]),
    ("zh", "他读了《红楼梦。", [("《", None)]),
]

FINE = [
    ("en", "“The bridge is safe,” the mayor said."),
    ("en", '"The bridge is safe," the mayor said.'),
    ("en", "The mayor's view: it isn't the '90s."),
    ("en", 'The pipe is 12" wide and he is 6\'2" tall.'),
    ("en", "He said: “They told me ‘no’ twice.”"),
    ("ru", "«Мост „Северный“ безопасен», — сказал мэр."),
    ("ru", "Компания ООО «Торговый дом «Север» закрылась."),
    ("ru", '"Мост безопасен", — сказал мэр.'),
    ("fr", "« Le pont “nord” est sûr », a dit le maire."),
    ("fr", 'Il a dit que "tout va bien".'),
    ("es", "«El puente es seguro», dijo el alcalde."),
    ("es", "“El puente es seguro”, dijo."),
    ("ar", "قال العمدة: «الجسر آمن»."),
    ("ar", 'قال "الجسر آمن" وغادر.'),
    ("ar", "قال: ”الجسر آمن“."),
    ("zh", "市长说：“读《红楼梦》的人说‘好’。”"),
]


@pytest.mark.parametrize(("language", "text", "expected"), SLIPS)
def test_slip_is_doubted(language: str, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert said(CHECK, story(language, text)) == expected


@pytest.mark.parametrize(("language", "text"), FINE)
def test_usual_marks_are_left_alone(language: str, text: str) -> None:
    assert said(CHECK, story(language, text)) == []


def test_quotation_over_paragraphs_opens_each_and_closes_once() -> None:
    assert said(CHECK, story("en", "“We begin.", "“We go on.", "“We end,” she said.")) == []


def test_quotation_over_paragraphs_may_open_only_once() -> None:
    assert said(CHECK, story("ru", "«Мы начали.", "Мы закончили», — сказала она.")) == []


def test_quotation_that_runs_too_far_is_doubted() -> None:
    texts = ["“It begins.", *["More of it."] * 7, "An “aside” here."]
    assert said(CHECK, story("en", *texts)) == [("“", None)]


def test_headline_and_caption_stand_alone() -> None:
    picture = Picture(ref="image:1", caption="The “old bridge.")
    item = story("en", "The end” is near.", headline="A “new", body=(picture,))
    assert said(CHECK, item) == [("“", None), ("“", None), ("”", None)]

"""Quotations and who speaks them."""

from __future__ import annotations

import pytest

from tests.copy_check.copy import said, story
from wireroom.copy_check.speakers import CHECK
from wireroom.formats.newsitem import Paragraph, Quotation, Run

WORDS = {
    "en": ("“The bridge is safe and it will stay open.”", "The mayor said it was safe.", "The day was bright."),
    "ru": ("«Мост безопасен и останется открытым.»", "Мэр сказал, что он безопасен.", "День был ясный."),
    "fr": ("« Le pont est sûr et restera ouvert. »", "Le maire a déclaré cela.", "Il fait beau."),
    "es": ("“El puente es seguro y seguirá abierto.”", "El alcalde lo afirmó.", "Hace sol."),
    "ar": ("«الجسر آمن وسيظل مفتوحا أمام الجميع.»", "قال العمدة ذلك.", "كان يوما مشمسا."),
    "zh": ("“大桥是安全的，并且将继续对所有的车辆和行人开放使用下去。”", "市长表示。", "天气晴朗。"),
}


@pytest.mark.parametrize("language", WORDS)
def test_quoted_paragraph_without_a_speaker_is_doubted(language: str) -> None:
    words, _saying, weather = WORDS[language]
    assert said(CHECK, story(language, weather, words, weather)) == [(words, None)]


@pytest.mark.parametrize("language", WORDS)
def test_quoted_paragraph_beside_its_speaker_is_left_alone(language: str) -> None:
    words, saying, weather = WORDS[language]
    assert said(CHECK, story(language, saying, words, weather)) == []
    assert said(CHECK, story(language, weather, words, saying)) == []


@pytest.mark.parametrize("language", WORDS)
def test_quotation_block_wants_a_speaker(language: str) -> None:
    words = ((Run("It is safe."),),)
    body = (Paragraph((Run("Text."),)), Quotation(words), Quotation(words, speaker="Anna"))
    assert said(CHECK, story(language, body=body)) == [("It is safe.", None)]


def test_speaker_between_dashes_inside_the_quotation_counts() -> None:
    assert said(CHECK, story("ru", "«Мост безопасен, — подвёл итог мэр. — Он останется открытым».")) == []

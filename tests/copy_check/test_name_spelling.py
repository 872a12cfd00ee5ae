"""One name in two spellings."""

from __future__ import annotations

import pytest

from tests.copy_check.copy import said, story
from wireroom.copy_check.name_spelling import CHECK


@pytest.mark.parametrize(
    ("language", "text", "rare", "usual"),
    [
        ("en", "Yesterday Thornton spoke. The mayor, Thornton, said: ask Thorton.", "Thorton", "Thornton"),
        ("ru", "Мэр Новосёлков и губернатор Новосёлков видели, как Новоселков пел.", "Новоселков", "Новосёлков"),
        ("fr", "Le maire Hamida et le juge Hamida ont vu Hemida hier.", "Hemida", "Hamida"),
        ("es", "El alcalde Reinaldo y el juez Reinaldo vieron a Reynaldo ayer.", "Reynaldo", "Reinaldo"),
    ],
)
def test_rare_spelling_is_doubted(language: str, text: str, rare: str, usual: str) -> None:
    assert said(CHECK, story(language, text)) == [(rare, usual)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Barkers met the Parkers; so did the Iranian from Iran, with Iranians."),
        ("en", "Mr Thornton and Mr Thorton: each once."),
        ("ru", "Мэр Орлов, мэра Орлова, мэру Орлову; видел Орлов Козлова."),
        ("fr", "Le maire Martin et Martine, puis Martin."),
        ("es", "Los Estados Unidos y las Naciones Unidas, Unidos y Unidos."),
    ],
)
def test_other_names_and_endings_are_left_alone(language: str, text: str) -> None:
    assert said(CHECK, story(language, text)) == []

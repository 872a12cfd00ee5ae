"""Hamzas at the beginning of Arabic words, checked with a small dictionary of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.copy_check.copy import said, story
from wireroom.copy_check import dictionaries
from wireroom.copy_check.hamza import CHECK

WORDS = "انتهاء الانتهاء افتتاح بافتتاح إيرادات الأسبوع أعلن وأعلن إعلام أعلام استبدال لاستبدال مدرسة زال أزال لأزال"


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "ar.aff").write_text("SET UTF-8\n")
    (tmp_path / "ar.dic").write_text("\n".join([str(len(WORDS.split())), *WORDS.split()]) + "\n")
    monkeypatch.setenv("DICPATH", str(tmp_path))
    dictionaries.dictionary_of.cache_clear()
    yield
    dictionaries.dictionary_of.cache_clear()


SLIPS = [
    ("بعد الإنتهاء من العمل", [("الإنتهاء", "الانتهاء")]),
    ("السماح بإفتتاح الجسر", [("بإفتتاح", "بافتتاح")]),
    ("زادت ايرادات الشركة", [("ايرادات", "إيرادات")]),
    ("خلال الاسبوع الماضي", [("الاسبوع", "الأسبوع")]),
    ("واعلن الوزير", [("واعلن", "وأعلن")]),
    ("لإستبدال القطار", [("لإستبدال", "لاستبدال")]),
    ("وسائل اعلام محلية", [("اعلام", None)]),
]

FINE = [
    "بعد الانتهاء من العمل",
    "وبالانتهاء من العمل وإيراداتها ومدرستهم",
    "قالت إليسا وأنجلينا وإيليا",
    "لازال الجسر مغلقا",
    "قال «الإنتهاء» قريب",
    "الإنتهاء ثم الإنتهاء",
    "الإنتهاء، الاسبوع، ايرادات، بإفتتاح، واعلن، لإستبدال، اعلام",
]


@pytest.mark.parametrize(("text", "expected"), SLIPS)
def test_slipped_hamza_is_doubted(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert said(CHECK, story("ar", text)) == expected


@pytest.mark.parametrize("text", FINE)
def test_names_and_what_is_meant_are_let_be(text: str) -> None:
    assert said(CHECK, story("ar", text)) == []

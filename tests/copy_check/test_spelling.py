"""Words that are in no dictionary, checked with small dictionaries of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.copy_check.copy import said, story
from wireroom.copy_check import dictionaries
from wireroom.copy_check.spelling import CHECK

AFF = "SET UTF-8\nSFX S Y 1\nSFX S 0 s .\n"
WORDS = {
    "en_GB": "lighthouse/S keeper/S retire/S harbour government the was said never publish there where which",
    "en_US": "lighthouse/S keeper/S retire/S harbor",
    "ru_RU": "смотритель маяка правительство уходит сообщило сегодня",
    "fr": "gardien/S phare/S connaît œuvre/S gouvernement annonce demain",
    "es_ES": "farero/S gobierno anuncia mañana también",
}


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of dictionaries that goes before those of the machine."""
    for name, words in WORDS.items():
        (tmp_path / f"{name}.aff").write_text(AFF)
        (tmp_path / f"{name}.dic").write_text("\n".join([str(len(words.split())), *words.split()]) + "\n")
    monkeypatch.setenv("DICPATH", str(tmp_path))
    dictionaries.dictionary_of.cache_clear()
    yield tmp_path
    dictionaries.dictionary_of.cache_clear()


SLIPS = [
    ("en", "The govenment retires.", [("govenment", "government")]),
    ("en", "The lihgthouse was there.", [("lihgthouse", "lighthouse")]),
    ("en", "The keeperz said.", [("keeperz", None)]),
    ("en", "The tovernment said.", [("tovernment", None)]),
    ("ru", "Смотритель маяка ухоидт сегодня.", [("ухоидт", "уходит")]),
    ("fr", "Le gouvernment annonce.", [("gouvernment", "gouvernement")]),
    ("es", "El gobierno tambien anuncia.", [("tambien", "también")]),
]

FINE = [
    ("en", "The lighthouses never retire."),
    ("en", "The harbor was the harbour."),
    ("en", "Govenment said Lihgthouse was GOVENMENT."),
    ("en", "The govenment never retires, said the govenments."),
    ("en", "The non-govenment keeper, govenment.example, @govenment and govenment/keeper."),
    ("en", "The keeper said “govenment” never."),
    ("en", "The keeper said lihgthouse keperr there."),
    ("en", "The xylophonist was there, on the tram."),
    ("en", "The startups said."),
    ("ru", "Смотритель уходит в дроны."),
    ("fr", "Le gardien connait les oeuvres."),
]


@pytest.mark.parametrize(("language", "text", "expected"), SLIPS)
def test_slip_of_a_finger_is_doubted(language: str, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert said(CHECK, story(language, text)) == expected


@pytest.mark.parametrize(("language", "text"), FINE)
def test_names_quotations_and_words_that_nobody_mistypes_are_let_be(language: str, text: str) -> None:
    assert said(CHECK, story(language, text)) == []


def test_a_story_full_of_unknown_words_is_in_another_language() -> None:
    slips = ["The govenment said.", "The lihgthouse was.", "The keepre said.", "The reitres said.", "The pulbish was."]
    assert len(said(CHECK, story("en", *slips[:3]))) == 3
    assert said(CHECK, story("en", *slips)) == []


def test_a_word_that_the_files_cannot_hold_is_let_be(shelf: Path) -> None:
    (shelf / "es_ES.aff").write_text("SET ISO8859-1\n")
    (shelf / "es_ES.dic").write_bytes("1\nmañana\n".encode("latin-1"))
    dictionary = dictionaries.dictionary_of("es")
    assert dictionary is not None
    assert [dictionary.knows(word) for word in ("mañana", "manana", "маяк")] == [True, False, True]


def test_a_language_without_a_dictionary_is_not_checked(shelf: Path) -> None:
    assert dictionaries.found("fr") == [shelf / "fr"]
    (shelf / "fr.dic").unlink()
    assert shelf / "fr" not in dictionaries.found("fr")
    assert dictionaries.dictionary_of("zh") is None

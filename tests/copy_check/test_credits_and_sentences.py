"""Missing credits and datelines, and sentences that do not end."""

from __future__ import annotations

import pytest

from tests.copy_check.copy import said, story
from wireroom.copy_check import credits, long_sentences
from wireroom.copy_check.doubts import Copy
from wireroom.formats.newsitem import Byline, Credit

ANNA, AGENCY = Byline("Anna"), Credit("Agency")


@pytest.mark.parametrize("language", sorted(credits.CHECK.languages))
@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, ["credit"]),
        ({"credits": (AGENCY,)}, []),
        ({"bylines": (ANNA,)}, ["dateline"]),
        ({"bylines": (ANNA,), "dateline": "VARSEN"}, []),
        ({"bylines": (ANNA,), "located": "Varsen"}, []),
    ],
)
def test_missing_credit_or_dateline_is_doubted(language: str, fields: dict[str, object], missing: list[str]) -> None:
    item = story(language, "Text.", **fields)
    assert [(doubt.part, doubt.start, doubt.end) for doubt in credits.CHECK.find(Copy.of(item))] == [
        (part, 0, 0) for part in missing
    ]


SENTENCES = {
    "en": ("word ", 60, ". "),
    "ru": ("слово ", 60, ". "),
    "fr": ("mot ", 70, ". "),
    "es": ("palabra ", 70, ". "),
    "ar": ("كلمة ", 70, ". "),
    "zh": ("字", 150, "。"),
}


@pytest.mark.parametrize("language", SENTENCES)
def test_long_sentence_is_doubted_from_its_first_to_its_last_sign(language: str) -> None:
    word, most, stop = SENTENCES[language]
    fine, long_one = (word * most).strip() + stop, (word * (most + 1)).strip() + stop.strip()
    assert said(long_sentences.CHECK, story(language, fine + fine.strip())) == []
    assert said(long_sentences.CHECK, story(language, fine + long_one)) == [(long_one, None)]


def test_long_sentence_says_how_long_it_is() -> None:
    [doubt] = long_sentences.CHECK.find(Copy.of(story("en", "word " * 72)))
    assert doubt.arguments == (("count", "72"),)

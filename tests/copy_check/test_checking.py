"""All checks together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.copy_check.copy import story
from tests.formats.strategies import news_items
from wireroom.copy_check.checking import CHECKS, doubts_in
from wireroom.copy_check.doubts import EVERY_LANGUAGE, Copy, Doubt
from wireroom.formats.newsitem import Credit, NewsItem

CREDITED = {"credits": (Credit("Agency"),)}


def test_doubts_come_in_reading_order() -> None:
    item = story("en", "Text of it , and", "of of it.", headline="A “new bridge", **CREDITED)
    assert [(doubt.part, doubt.start, doubt.check) for doubt in doubts_in(item)] == [
        ("headline", 2, "quotation-marks"),
        ("b1", 10, "spacing"),
        ("b2", 0, "doubled-word"),
    ]


def test_missing_things_come_last() -> None:
    assert [doubt.part for doubt in doubts_in(story("en", "Text of of it."))] == ["b1", "credit"]


def test_story_without_a_flaw_raises_no_doubt() -> None:
    assert doubts_in(story("en", "The bridge is open.", headline="Bridge opens", **CREDITED)) == ()


@pytest.mark.parametrize("language", ["zh-Hans", "zh", "fr-CA"])
def test_language_is_the_first_part_of_the_tag(language: str) -> None:
    assert [doubt.check for doubt in doubts_in(story(language, "x"))] == ["missing-credit"]


def test_language_that_no_check_knows_raises_no_doubt() -> None:
    assert doubts_in(story("sv", "Bron bron är är öppen ,")) == ()


@pytest.mark.parametrize("language", sorted(EVERY_LANGUAGE))
@pytest.mark.parametrize("sign", ['"', "«a", "1", "一", "a", "\u00a0", "— ,", "ab ", "的"])
def test_endless_repetition_is_read_in_one_go(sign: str, language: str) -> None:
    doubts_in(story(language, sign * 20_000, headline=sign * 200 + "1" * 400))


def test_every_check_has_a_code_of_its_own_and_languages_that_we_speak() -> None:
    assert len({check.code for check in CHECKS}) == len(CHECKS)
    assert all(check.languages and check.languages <= EVERY_LANGUAGE for check in CHECKS)


@given(news_items(), st.sampled_from(sorted(EVERY_LANGUAGE)))
def test_doubts_lie_inside_their_parts_whatever_is_written(item: NewsItem, language: str) -> None:
    item = replace(item, language=language)
    lengths = {part.key: len(part.text) for part in Copy.of(item).parts}
    for doubt in doubts_in(item):
        assert 0 <= doubt.start <= doubt.end <= lengths.get(doubt.part, 0)
        assert isinstance(doubt, Doubt)
        assert doubt.message % dict(doubt.arguments)

"""Text as it is compared, and the way back to the original."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.strategies import unhurried
from wireroom.stories.anchors.folding import Folded, fold

TRICKY = "ae \u00a0\u2009\u202f\n\u00ad\u200b\u200d\u202e\u0301\u0323é한\u1112\u1161\u11ab👩🚀👍🏽🇫🇷中،क्षि\ufe0f1\u20e3"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cafe\u0301", "café"),
        ("\u1112\u1161\u11ab", "한"),
        ("co\u00adoperate", "cooperate"),
        ("10\u00a0kg", "10 kg"),
        ("10\u202f000", "10 000"),
        ("a \n\t b", "a b"),
        ("a\u200b \u200bb", "a b"),
        ("ze\u200bro", "zero"),
        ("\u202eabc\u202c", "abc"),
        ("\u2066שלום\u2069", "שלום"),
        ("❤️", "❤"),
        ("می\u200cخواهم", "میخواهم"),
        ("a\x00b", "ab"),
        ("  a  ", "a"),
        ("\u200b", ""),
        (" \u00a0\n", ""),
        ("", ""),
    ],
)
def test_fold_makes_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other) == unicodedata.normalize("NFC", fold(other))


@pytest.mark.parametrize(("one", "other"), [("a b", "ab"), ("A", "a"), ("e", "é"), ("“a”", '"a"'), ("ё", "е")])
def test_fold_keeps_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "words", "original"),
    [
        ("one  two", "e t", "e  t"),
        ("caf\u0065\u0301 noir", "é n", "e\u0301 n"),
        ("co\u00adop", "oo", "o\u00ado"),
        ("👩‍🚀 teh", "teh", "teh"),
        ("a\u00a0b", "a b", "a\u00a0b"),
        ("x\u0323\u0301y", "y", "y"),
        ("ab\u200b", "ab", "ab"),
    ],
)
def test_span_is_where_the_words_stand_in_the_original(text: str, words: str, original: str) -> None:
    folded = Folded(text)
    at = folded.text.index(words)
    span = folded.span(at, at + len(words))
    assert span is not None
    assert text[slice(*span)] == original


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("e\u0323\u0301", "ẹ"),
        ("👩‍🚀", "👩"),
        ("👩‍🚀", "🚀"),
        ("👍🏽", "👍"),
        ("🇫🇷", "🇫"),
        ("x\u0301", "x"),
        ("क्षि", "क"),
    ],
)
def test_a_sign_is_never_taken_apart(text: str, part: str) -> None:
    folded = Folded(f"a{text}b")
    at = folded.text.index(part)
    assert folded.span(at, at + len(part)) is None


@unhurried
@given(st.text(st.sampled_from(TRICKY), max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@unhurried
@given(st.text(st.sampled_from(TRICKY), max_size=30), st.data())
def test_what_a_span_covers_folds_to_the_same_words(text: str, data: st.DataObject) -> None:
    folded = Folded(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    span = folded.span(start, end)
    if span is not None:
        assert Folded(text[slice(*span)]).text == folded.text[start:end]
        assert text[span[1] - 1].isspace() or unicodedata.category((text + " ")[span[1]])[0] != "M"
        assert (folded.folded(span[0]), folded.folded(span[1])) == (start, end)


@pytest.mark.parametrize("unit", ["a", "е\u0301", " \u200b", "e\u0301", "\u200b", "🇫", "👩\u200d", "\u00ad "])
def test_folding_a_long_text_takes_time_in_proportion(unit: str) -> None:
    started = time.perf_counter()
    Folded(unit * 100_000)
    assert time.perf_counter() - started < 5

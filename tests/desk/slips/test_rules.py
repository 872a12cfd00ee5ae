"""Sentences, rewordings and differences, in all our scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.desk.slips.rules import Passage, Rewording, passage, reworded, rewording, sentence
from wireroom.reactions.typo_reports.rules import Reading


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("One ship. Teh harbour was calm. All left.", "Teh", "Teh harbour was calm."),
        ("Teh harbour was calm", "Teh", "Teh harbour was calm"),
        ("Mr J. Smith saw teh ship. It left.", "teh", "Mr J. Smith saw teh ship."),
        ("It costs 1.5 milion. He paid.", "milion", "It costs 1.5 milion."),
        ("He said: «Мы идём.» Корабль вышил. Всё.", "вышил", "Корабль вышил."),
        ("船开了。海港很安静。没有人受伤。", "安静", "海港很安静。"),
        ("هل غادرت السفينه؟ نعم.", "السفينه", "هل غادرت السفينه؟"),
        ("One end. Two begin here.", "end. Two", "One end. Two begin here."),
    ],
)
def test_sentence_is_found_in_every_script(text: str, words: str, expected: str) -> None:
    start = text.index(words)
    first, last = sentence(text, start, start + len(words))
    assert text[first:last] == expected


def test_sentence_without_end_is_cut_at_words() -> None:
    text = "word " * 400 + "teh " + "word " * 400
    start = text.index("teh")
    first, last = sentence(text, start, start + 3)
    assert last - first < 600
    assert (text[first - 1], text[first : first + 4], text[last - 4 : last]) == (" ", "word", "word")


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_sentence_holds_the_words(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    first, last = sentence(text, start, end)
    assert 0 <= first <= start <= end <= last <= len(text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_rewording_makes_the_wanted_text(before: str, after: str) -> None:
    change = rewording(before, after)
    assert (reworded(before, change) if change else before) == after
    assert (change is None) == (before == after)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Teh harbour", "The harbour", Rewording(6, 8, "he")),
        ("aa", "aaa", Rewording(7, 7, "a")),
        ("Some 12 ships", "Some 21 ships", Rewording(10, 12, "21")),
        ("the the end", "the end", Rewording(9, 13, "")),
    ],
)
def test_rewording_is_the_smallest_change(before: str, after: str, expected: Rewording) -> None:
    assert rewording(before, after, 5) == expected


def test_passage_marks_the_words_and_what_readers_suggest() -> None:
    text = "One. In teh harbour. Two."
    assert passage(text, 8, 11) == Passage("In ", (("same", "teh"),), " harbour.")
    found = passage(text, 8, 11, Reading(5, 11, "At the", 2))
    assert found == Passage("", (("removed", "In teh"), ("added", "At the")), " harbour.")

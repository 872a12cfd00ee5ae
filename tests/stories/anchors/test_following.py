"""Words of one version in another: said to stand there only where they do."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.strategies import unhurried
from tests.stories.anchors.rewriting import LETTERS, Case, Writer, case, text_of
from tests.stories.anchors.test_finding import AMBIGUOUS, FULL, GONE, item, located, words
from wireroom.formats.newsitem import NewsItem, Paragraph, Picture, Quotation
from wireroom.stories.anchors import Found, Fragment, Outcome, Span, find, follow, parts_of
from wireroom.stories.rules import carry_ids

FIXED = Found(Outcome.ALREADY_FIXED)

FIRST = "The minister saw teh dog in the park on Monday."
SECOND = "Then he went home, and teh dog followed him all the way to Varsen."
THIRD = "Nobody else was hurt, the police said."
OLD = item(FIRST, SECOND, THIRD)
SPAN = Span("b2", 23, 26)


def after(old: NewsItem, *lines: str) -> NewsItem:
    body = carry_ids(old.body, [Paragraph(words(line)) for line in lines])
    return replace(old, body=body)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((FIRST, SECOND, THIRD), located(("b2", 23, 26))),
        ((FIRST, SECOND.replace("home", "back home"), THIRD), located(("b2", 28, 31))),
        ((FIRST, SECOND.replace("Varsen", "the harbour"), THIRD), located(("b2", 23, 26))),
        ((FIRST.replace("teh", "the"), SECOND, THIRD), located(("b2", 23, 26))),
        (("Something else was added on top.", FIRST, SECOND, THIRD), located(("b2", 23, 26))),
        ((SECOND, THIRD, FIRST), located(("b2", 23, 26))),
        ((FIRST, SECOND + " " + THIRD), located(("b2", 23, 26))),
        ((FIRST + " " + SECOND, THIRD), located(("b2", 71, 74))),
        (
            (FIRST, "Then he went home, and teh dog", "followed him all the way to Varsen.", THIRD),
            located(("b2", 23, 26)),
        ),
        ((FIRST, SECOND.replace("teh", "the"), THIRD), FIXED),
        ((FIRST, SECOND.replace("teh dog", "his dog"), THIRD), FIXED),
        ((FIRST, SECOND.replace(" teh", ""), THIRD), FIXED),
        ((FIRST, "Then he went home, and his cat followed him all the way.", THIRD), FIXED),
        ((FIRST, THIRD), GONE),
        ((FIRST, "What they ate is not known, said Ann Lee.", THIRD), GONE),
        ((FIRST, SECOND, "But there: " + SECOND, THIRD), located(("b2", 23, 26))),
        ((FIRST, SECOND + " And then: " + SECOND, THIRD), AMBIGUOUS),
        ((FIRST, SECOND.replace("teh", "the"), "Then he went home, and teh dog sat.", THIRD), FIXED),
    ],
)
def test_follow_a_word_through_one_change(lines: tuple[str, ...], found: Found) -> None:
    result = follow(OLD, [SPAN], after(OLD, *lines))
    expected = found
    if found.outcome is Outcome.LOCATED:
        (span,) = result.spans
        expected = replace(found, spans=(replace(found.spans[0], key=span.key),))
        text = next(part.text for part in parts_of(after(OLD, *lines)) if part.key == span.key)
        assert text[span.start : span.end] == "teh"
    assert result == expected


@pytest.mark.parametrize(
    ("words_", "suggestion", "new", "outcome"),
    [
        ("teh", "the", SECOND, Outcome.LOCATED),
        ("home", "home at last", SECOND.replace("home", "home at last"), Outcome.ALREADY_FIXED),
        ("him", "him home", SECOND.replace("him", "him homewards"), Outcome.LOCATED),
        ("Varsen", "Varsen.", SECOND, Outcome.ALREADY_FIXED),
        ("home", "home", SECOND, Outcome.LOCATED),
        ("the way", "way", SECOND.replace("the way", "way"), Outcome.ALREADY_FIXED),
    ],
)
def test_what_reads_as_suggested_is_fixed_already(words_: str, suggestion: str, new: str, outcome: Outcome) -> None:
    found = find(OLD, Fragment("b2", words_, "", "", SECOND.index(words_)))
    assert follow(OLD, found.spans, after(OLD, FIRST, new, THIRD), suggestion=suggestion).outcome is outcome


def test_one_of_110_like_lines_is_never_chosen_when_one_is_gone() -> None:
    old = item("A first line.", *["The same teh line."] * 110, "A last line.")
    spans = [Span("b7", 9, 12)]
    assert follow(old, spans, old) == located(("b7", 9, 12))
    assert follow(old, spans, replace(old, body=old.body[:40] + old.body[41:])) == AMBIGUOUS


def test_follow_in_every_part_that_is_no_paragraph() -> None:
    new = replace(
        FULL,
        headline="Harbor reopens",
        summary="",
        lead_picture=Picture("image:2", "", "A big ship", "WR"),
        body=tuple(
            replace(block, content=(*block.content, words("Really."))) if isinstance(block, Quotation) else block
            for block in FULL.body[1:]
        ),
    )
    assert follow(FULL, [Span("headline", 0, 7)], new) == FIXED
    assert follow(FULL, [Span("headline", 8, 15)], new) == located(("headline", 7, 14))
    assert follow(FULL, [Span("summary", 0, 5)], new) == GONE
    assert follow(FULL, [Span("b1", 0, 4)], new) == GONE
    assert follow(FULL, [Span("b3.0", 2, 5)], new) == located(("b3.0", 2, 5))
    assert follow(FULL, [Span("b3.speaker", 0, 3)], new) == located(("b3.speaker", 0, 3))
    assert follow(FULL, [Span("b3.1", 0, 6), Span("b3.speaker", 0, 3)], new).outcome is not Outcome.LOCATED
    assert follow(FULL, [Span("b3.speaker", 0, 7), Span("b3.role", 0, 5)], new) == located(
        ("b3.speaker", 0, 7), ("b3.role", 0, 5)
    )
    assert follow(FULL, [Span("b5.5", 0, 1)], new) == located(("b5.5", 0, 1))


@pytest.mark.parametrize("spans", [[], [Span("b99", 0, 3)], [Span("b2", 5, 5)]])
def test_spans_of_another_version_are_ambiguous(spans: list[Span]) -> None:
    assert follow(OLD, spans, OLD) == AMBIGUOUS


seeds = st.tuples(st.sampled_from(sorted(LETTERS)), st.integers(0, 400))


@unhurried
@given(seeds)
def test_words_are_found_when_the_sentence_before_them_is_new(seed: tuple[str, int]) -> None:
    script, number = seed
    writer = Writer(Random(number), script)
    others = [text_of(writer.line()) for _ in range(6)]
    marked = f"1906 {text_of(writer.line())} 1907"
    first, second, third = (text_of(writer.line()) for _ in range(3))
    old = item(*others[:3], f"{first} {marked} {second}", *others[3:])
    later = item(*others[1:3], f"{third} {marked} {second}", *others[3:])
    at = len(first) + 1
    found = follow(old, [Span("b4", at, at + len(marked))], later)
    assert found == located(("b3", len(third) + 1, len(third) + 1 + len(marked)))


@unhurried
@given(seeds)
def test_an_edit_inside_the_words_is_never_overlooked(seed: tuple[str, int]) -> None:
    script, number = seed
    writer = Writer(Random(number), script)
    lines = [text_of(writer.line()) for _ in range(7)]
    lines[3] = f"{text_of(writer.line())} 1906 {text_of(writer.line())}"
    at = lines[3].index("1906")
    old = item(*lines)
    for changed in ("190", "19067", "1916", "", "9061"):
        later = item(*lines[:3], lines[3][:at] + changed + lines[3][at + 4 :], *lines[4:])
        assert follow(old, [Span("b4", at, at + 4)], later) == FIXED


def verdicts(script: str, seeds: range) -> Counter[str]:
    return Counter(verdict(case(seed, script)) for seed in seeds)


def verdict(one: Case) -> str:
    return one.verdict(follow(one.old, [one.span], one.new))


@pytest.mark.parametrize("script", sorted(LETTERS))
def test_random_edits_never_lead_to_a_wrong_place(script: str) -> None:
    """Words typed over, copied with their surroundings, moved, repeated: as hard as it gets, so many are unsure."""
    found = verdicts(script, range(300))
    assert found["wrong"] == 0
    assert found["missed"] <= 3
    assert found["right"] >= 220


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a" * 100_000, "a" * 100_001),
        ("ab " * 30_000, "ba " + "ab " * 30_000),
        ("e\u0301" * 50_000, "e\u0301" * 50_001),
        ("word " * 40_000 + "end", "other " + "word " * 40_000),
    ],
)
def test_following_in_a_repetitive_text_ends_soon(old: str, new: str) -> None:
    one, other = item(old.strip()), item(new.strip())
    started = time.perf_counter()
    result = follow(one, [Span("b1", 400, 600)], other)
    assert result == AMBIGUOUS
    assert time.perf_counter() - started < 5

"""What counts as long, quoted, negated: pure decisions about reports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.formats.newsitem import NewsItem, Paragraph, Quotation, Run
from wireroom.reactions.typo_reports.rules import (
    Preset,
    Reading,
    difference,
    is_quoted,
    length,
    overlaps,
    preset,
    quoted_stretches,
    readings,
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("word", 4),
        ("e\u0301", 1),  # composed by NFC
        ("й", 1),
        ("и\u0306", 1),
        ("👩\u200d👩\u200d👧", 5),  # code points, as in the browser
        ("中文", 2),
    ],
)
def test_length_counts_code_points_after_nfc(text: str, count: int) -> None:
    assert length(text) == count


def test_readings_are_ordered_by_how_many_suggest_them() -> None:
    sent = [(3, 6, "the"), (3, 6, "then"), (3, 6, "the"), (3, 6, ""), (3, 8, "the sea")]
    assert readings(sent) == (Reading(3, 6, "the", 2), Reading(3, 6, "then", 1), Reading(3, 8, "the sea", 1))


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [((0, 3), (3, 6), False), ((0, 4), (3, 6), True), ((2, 3), (0, 9), True), ((5, 9), (0, 5), False)],
)
def test_overlaps(one: tuple[int, int], other: tuple[int, int], together: bool) -> None:
    assert overlaps(one, other) is together


def preset_for(before: str, after: str, *, language: str = "en", in_quotation: bool = False) -> Preset:
    """The preset of the smallest change that leads from one text to the other."""
    start = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    end = max(start + 1, len(before) - (len(after) - start))
    return preset(before, after, start=start, end=min(end, len(before)), in_quotation=in_quotation, language=language)


@pytest.mark.parametrize(
    ("language", "before", "after", "expected"),
    [
        ("en", "Teh sea is calm.", "The sea is calm.", Preset("refile", ())),
        ("en", "The sea , calm.", "The sea, calm.", Preset("refile", ())),
        ("en", "Some 12 ships left.", "Some 21 ships left.", Preset("correction", ("figure",))),
        ("en", "Some 1000 ships left.", "Some 1,000 ships left.", Preset("refile", ())),
        ("en", "It rose by 1.5 percent.", "It rose by 15 percent.", Preset("correction", ("figure",))),
        ("en", "He did agree.", "He did not agree.", Preset("correction", ("negation",))),
        ("en", "He doesn't agree.", "He does agree.", Preset("correction", ("negation",))),
        ("en", "They met Jhon there.", "They met John there.", Preset("refile", ("name",))),
        ("en", "“Teh sea,” he said.", "“The sea,” he said.", Preset("correction", ("quotation",))),
        ("en", "“The sea, he said.", "“The sea,” he said.", Preset("refile", ())),
        ("en", "The harbour's edeg.", "The harbour's edge.", Preset("refile", ())),
        ("ru", "Он согласился.", "Он не согласился.", Preset("correction", ("negation",))),
        ("ru", "«Мы превет» и ушли.", "«Мы привет» и ушли.", Preset("correction", ("quotation",))),
        ("ru", "В порту кораблть.", "В порту корабль.", Preset("refile", ())),
        ("fr", "Il a viendra.", "Il n’a pas viendra.", Preset("correction", ("negation",))),
        ("es", "Él vino nunca.", "Él vino.", Preset("correction", ("negation",))),
        ("ar", "وافق الوزير", "لم وافق الوزير", Preset("correction", ("negation",))),
        ("zh-Hans", "他同意了。", "他没同意了。", Preset("correction", ("negation",))),
        ("ar", "وصلت ١٢ سفينة", "وصلت ١٣ سفينة", Preset("correction", ("figure",))),
        ("ar", "وصلت ١٢ سفينة", "وصلت 12 سفينة", Preset("refile", ())),
    ],
)
def test_preset_follows_what_changes(language: str, before: str, after: str, expected: Preset) -> None:
    assert preset_for(before, after, language=language) == expected


def test_preset_of_a_stray_mark_inside_a_quotation_is_a_refile() -> None:
    assert preset_for("We sail at dawn.”", "We sail at dawn.", in_quotation=True) == Preset("refile", ())
    assert preset_for("We sial at dawn.", "We sail at dawn.", in_quotation=True) == Preset("correction", ("quotation",))


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("no quotation", []),
        ("“one” and “two”", ["one", "two"]),
        ("«наш „дом“ тут» и всё", ["наш „дом“ тут"]),
        ("it's the captain's", []),
        ('the "plain" kind', ["plain"]),
        ("an “open one", ["open one"]),
        ("「風」です", ["風"]),
    ],
)
def test_quoted_stretches(text: str, inside: list[str]) -> None:
    assert [text[start:end] for start, end in quoted_stretches(text)] == inside


def test_is_quoted_is_the_words_of_a_quotation_not_its_speaker() -> None:
    words = (Run("We sail."),)
    item = NewsItem("g", "en", "H", body=(Paragraph(words, "b1"), Quotation((words,), "Ada", "captain", "b2")))
    assert [is_quoted(part, item) for part in ("b2.0", "b2.speaker", "b1", "headline")] == [True, False, False, False]


@given(st.text(max_size=40), st.text(max_size=40))
def test_difference_holds_both_texts(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(text for mark, text in pieces if mark != "added") == before
    assert "".join(text for mark, text in pieces if mark != "removed") == after


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("was recieved", "was received", (("same", "was "), ("removed", "recieved"), ("added", "received"))),
        ("teh big shp", "the big ship", (("removed", "teh"), ("added", "the"), ("same", " big "))),
        ("in teh harbor here", "in the harbour here", (("same", "in "), ("removed", "teh harbor"))),
        ("海港很安静", "海港很平静", (("same", "海港很"), ("removed", "安"), ("added", "平"), ("same", "静"))),
        ("same", "same", (("same", "same"),)),
    ],
)
def test_difference_is_in_whole_words(before: str, after: str, expected: tuple[tuple[str, str], ...]) -> None:
    assert difference(before, after)[: len(expected)] == expected

"""A reader's selection in the very version that they read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.stories.anchors.rewriting import EMPTY
from wireroom.formats.newsitem import (
    Block,
    Heading,
    Inline,
    LinkCard,
    ListBlock,
    NewsItem,
    Paragraph,
    Picture,
    Quotation,
    Run,
    Table,
)
from wireroom.stories.anchors import Found, Fragment, Outcome, Part, Span, find, parts_of

GONE, AMBIGUOUS = Found(Outcome.GONE), Found(Outcome.AMBIGUOUS)


def words(text: str) -> Inline:
    return (Run(text),)


def item(*lines: str | Block, **fields: object) -> NewsItem:
    body = [
        replace(Paragraph(words(line)) if isinstance(line, str) else line, id=f"b{number}")
        for number, line in enumerate(lines, start=1)
    ]
    return replace(EMPTY, body=tuple(body), **fields)


def located(*spans: tuple[str, int, int]) -> Found:
    return Found(Outcome.LOCATED, tuple(Span(*span) for span in spans))


FULL = item(
    Heading(words("What happened")),
    (Paragraph((Run("It was "), Run("bold", "b"), Run(".")))),
    Quotation((words("I saw it."), words("Twice.")), "Ann Lee", "mayor"),
    ListBlock((words("one"), words("two"))),
    Table(((words("a"), ()), ((), words("d"))), (words("A"), words("B")), "Figures"),
    Picture("image:1", "never shown", "The harbour", "Ada/WR"),
    LinkCard("https://v.example/", "The film", "A note"),
    headline="Harbour reopens",
    summary="Ships are back.",
    dateline="VARSEN, Nov. 24",
    lead_picture=Picture("image:2", "", "A ship", "WR"),
)


def test_parts_are_all_words_of_ours_in_reading_order() -> None:
    assert parts_of(FULL) == (
        Part("headline", "Harbour reopens"),
        Part("summary", "Ships are back."),
        Part("lead.caption", "A ship"),
        Part("lead.credit", "WR"),
        Part("dateline", "VARSEN, Nov. 24"),
        Part("b1", "What happened"),
        Part("b2", "It was bold."),
        Part("b3.0", "I saw it."),
        Part("b3.1", "Twice."),
        Part("b3.speaker", "Ann Lee"),
        Part("b3.role", "mayor"),
        Part("b4.0", "one"),
        Part("b4.1", "two"),
        Part("b5.caption", "Figures"),
        Part("b5.0", "A"),
        Part("b5.1", "B"),
        Part("b5.2", "a"),
        Part("b5.5", "d"),
        Part("b6.caption", "The harbour"),
        Part("b6.credit", "Ada/WR"),
        Part("b7.title", "The film"),
        Part("b7.note", "A note"),
    )


def test_pictures_beside_the_text_are_parts_too() -> None:
    lead = Picture("image:2", "", "A ship", "WR")
    beside = replace(EMPTY, lead_picture=lead, pictures=(lead, Picture("image:3", "", "A crane")))
    assert [part.key for part in parts_of(beside)] == ["lead.caption", "lead.credit", "beside1.caption"]


@pytest.mark.parametrize(
    ("fragment", "found"),
    [
        (Fragment("headline", "reopens"), located(("headline", 8, 15))),
        (Fragment("lead", "ship"), located(("lead.caption", 2, 6))),
        (Fragment("", "saw it"), located(("b3.0", 2, 8))),
        (Fragment("b3", "I saw it.\n\nTwice."), located(("b3.0", 0, 9), ("b3.1", 0, 6))),
        (Fragment("b3", "Ann Leemayor"), located(("b3.speaker", 0, 7), ("b3.role", 0, 5))),
        (Fragment("b5", "A\tB"), located(("b5.0", 0, 1), ("b5.1", 0, 1))),
        (Fragment("b2", "bold"), located(("b2", 7, 11))),
        (Fragment("b2", "  bold\u00a0"), located(("b2", 7, 11))),
        (Fragment("b2", "nowhere"), GONE),
        (Fragment("b2", "B old"), GONE),
        (Fragment("b2", ""), GONE),
        (Fragment("b2", "\u200b \u00ad"), GONE),
        (Fragment("b2", "\x02"), GONE),
        (Fragment("b2", "never shown"), GONE),
        (Fragment("b2", "x" * 100_000), GONE),
        (Fragment("b99", "Harbour"), located(("headline", 0, 7))),
    ],
)
def test_find_in_every_kind_of_part(fragment: Fragment, found: Found) -> None:
    assert find(FULL, fragment) == found


TWICE = item("He saw teh dog and then teh cat.", "A lady saw teh dog.")


@pytest.mark.parametrize(
    ("fragment", "found"),
    [
        (Fragment("", "teh"), AMBIGUOUS),
        (Fragment("b1", "teh"), AMBIGUOUS),
        (Fragment("b2", "teh"), located(("b2", 11, 14))),
        (Fragment("", "teh", "He saw ", ""), located(("b1", 7, 10))),
        (Fragment("", "teh", "and then ", ""), located(("b1", 24, 27))),
        (Fragment("", "teh", "", " cat."), located(("b1", 24, 27))),
        (Fragment("b1", "teh", "", "", 24), located(("b1", 24, 27))),
        (Fragment("b1", "teh", "", "", 8), AMBIGUOUS),
        (Fragment("b1", "teh", "", "", 11), AMBIGUOUS),
        (Fragment("b2", "teh", "not so at all", "nor so"), located(("b2", 11, 14))),
        (Fragment("b2", "teh", "and then ", " cat."), located(("b1", 24, 27))),
        (Fragment("b1", "teh", "He\u00a0saw  ", "\u00a0do\u00adg"), located(("b1", 7, 10))),
    ],
)
def test_surroundings_then_block_then_offset_decide(fragment: Fragment, found: Found) -> None:
    assert find(TWICE, fragment) == found


def test_words_that_stand_110_times_are_ambiguous_without_more() -> None:
    many = item(*["The same teh line."] * 110)
    assert find(many, Fragment("", "teh", "The same ", " line.")) == AMBIGUOUS
    assert find(many, Fragment("b50", "teh", "The same ", " line.")) == located(("b50", 9, 12))
    assert find(item("teh " * 110), Fragment("b1", "teh", "teh teh ", " teh teh")) == AMBIGUOUS
    assert find(item("a" * 200_000), Fragment("b1", "a" * 200, "", "", 77)) == AMBIGUOUS


@pytest.mark.parametrize(
    ("line", "quote", "start", "end"),
    [
        ("Он увидел сабаку в парке.", "сабаку", 10, 16),
        ("وصل الوزير إلى المدينه صباحا.", "المدينه", 15, 22),
        ("国务院总理在京会见外宾。", "会见", 7, 9),
        ("👩‍🚀👍🏽 “teh” dog", "“teh”", 6, 11),
        ("un cafe\u0301 noir", "café", 3, 8),
        ("un café noir", "cafe\u0301", 3, 7),
        ("co\u00adope\u00adration, 10\u00a0kg", "cooperation, 10 kg", 0, 20),
        ("שלום עולם", "\u202bעולם\u202c", 5, 9),
        ("\u202eabc\u202c def", "abc", 1, 4),
    ],
)
def test_find_in_every_script(line: str, quote: str, start: int, end: int) -> None:
    assert find(item(line), Fragment("b1", quote)) == located(("b1", start, end))


@pytest.mark.parametrize(("line", "quote"), [("café", "caf"), ("x\u0301y", "x"), ("👩‍🚀", "👩"), ("🇫🇷🇩🇪", "🇷🇩")])
def test_a_part_of_a_sign_is_not_found(line: str, quote: str) -> None:
    expected = located(("b1", 0, 3)) if quote == "caf" else GONE
    assert find(item(line), Fragment("b1", quote)) == expected

"""The front's order and what changed between versions, without a database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from wireroom.formats.newsitem import Byline, Credit, NewsItem, Paragraph, Picture, Run
from wireroom.website.rules import (
    Difference,
    Piece,
    Released,
    Shown,
    by_weight,
    compare_words,
    differences,
    history,
    without_old_wording,
)

NOON = datetime(2026, 11, 14, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    name: str
    priority: int
    first_published_at: datetime | None


def paragraph(id_: str, text: str) -> Paragraph:
    return Paragraph((Run(text),), id_)


def item(headline: str = "Bridge opens", *paragraphs: str) -> NewsItem:
    texts = paragraphs or ("It opened today.", "Ferries stop.")
    body = tuple(paragraph(f"b{n}", text) for n, text in enumerate(texts, 1))
    return NewsItem(guid="g", language="en", headline=headline, body=body)


def test_of_equally_urgent_stories_the_youngest_leads() -> None:
    told = [Told("old", 5, NOON - timedelta(hours=1)), Told("young", 5, NOON)]
    assert [story.name for story in by_weight(told)] == ["young", "old"]


def test_a_flash_leads_for_hours_but_not_for_ever() -> None:
    flash = Told("flash", 1, NOON)
    assert [s.name for s in by_weight([Told("later", 5, NOON + timedelta(hours=11)), flash])] == ["flash", "later"]
    assert [s.name for s in by_weight([Told("later", 5, NOON + timedelta(hours=13)), flash])] == ["later", "flash"]


def test_a_story_without_a_time_comes_last() -> None:
    assert [s.name for s in by_weight([Told("never", 1, None), Told("now", 9, NOON)])] == ["now", "never"]


def test_compare_words_keeps_what_stayed() -> None:
    assert compare_words("as much as 140,000 households use", "as much as 410,000 households use") == (
        Piece("same", "as much as "),
        Piece("removed", "140,000 "),
        Piece("added", "410,000 "),
        Piece("same", "households use"),
    )


def test_space_after_changed_words_is_no_part_of_them() -> None:
    assert [(piece.words, piece.space) for piece in compare_words("a big bad wolf", "a good wolf")] == [
        ("a", " "),
        ("big bad", " "),
        ("good", " "),
        ("wolf", ""),
    ]


def test_compare_words_of_equal_texts_is_one_piece() -> None:
    assert compare_words("same", "same") == (Piece("same", "same"),)
    assert compare_words("", "") == ()


def test_compare_words_takes_chinese_by_the_character() -> None:
    assert compare_words("港口大桥通车", "港口新桥通车") == (
        Piece("same", "港口"),
        Piece("removed", "大"),
        Piece("added", "新"),
        Piece("same", "桥通车"),
    )


def test_compare_words_gives_up_on_very_long_texts() -> None:
    old, new = "word " * 2000, "other " * 2000
    assert compare_words(old, new) == (Piece("removed", old), Piece("added", new))


@pytest.mark.parametrize("text", ["one two", "раз два", "واحد اثنان", "一二三", "a\u00a0b  c"])
def test_compare_words_loses_nothing(text: str) -> None:
    pieces = compare_words(text, f"{text} more")
    assert "".join(p.text for p in pieces if p.mark != "removed") == f"{text} more"


def test_differences_name_the_changed_parts_in_reading_order() -> None:
    old = item()
    new = replace(
        item("Bridge is open", "It opened today.", "Ferries have stopped."),
        bylines=(Byline("Ada"),),
        credits=(Credit("Harbour Radio"),),
        lead_picture=Picture("image:1", caption="The bridge", credit="Us"),
    )
    assert [change.part for change in differences(old, new)] == ["headline", "byline", "credits", "picture", "text"]


def test_differences_follow_paragraphs_by_their_ids() -> None:
    old = replace(item(), body=(paragraph("b1", "First."), paragraph("b2", "Second."), paragraph("b3", "Third.")))
    new = replace(old, body=(paragraph("b3", "Third."), paragraph("b4", "Fresh."), paragraph("b1", "First now.")))
    texts = [change.pieces for change in differences(old, new)]
    assert (Piece("added", "Fresh."),) in texts
    assert (Piece("removed", "Second."),) in texts
    assert (Piece("same", "First"), Piece("added", " now"), Piece("same", ".")) in texts or any(
        [piece.mark for piece in pieces if "now" in piece.text] == ["added"] for pieces in texts
    )
    assert not any("Third." in piece.text for pieces in texts for piece in pieces)


def test_without_old_wording_shows_only_what_is_there_now() -> None:
    found = (
        Difference("text", (Piece("same", "He is "), Piece("removed", "guilty"), Piece("added", "accused"))),
        Difference("text", (Piece("removed", "Gone altogether."),)),
    )
    assert without_old_wording(found) == (Difference("text", (Piece("same", "He is "), Piece("added", "accused"))),)


def told(*versions: Released) -> list[tuple[int, str]]:
    return [(shown.number, shown.showing) for shown in history(versions)]


def test_history_counts_versions_from_one_and_compares_neighbours() -> None:
    first, second = item(), item("Bridge is open")
    shown = history((Released("new", first), Released("update", second), Released("refile", second)))
    assert [(one.number, one.showing) for one in shown] == [(1, "first"), (2, "changes"), (3, "nothing")]
    assert shown[1].changes == differences(first, second)


def test_history_of_a_withdrawn_story_shows_no_text_at_all() -> None:
    versions = (Released("new", item()), Released("update", item("Other")), Released("withdrawal", item("Other")))
    assert history(versions) == (Shown(1, "withdrawn"), Shown(2, "withdrawn"), Shown(3, "withdrawn"))


def test_history_of_a_reinstated_story_compares_over_the_withdrawal() -> None:
    first, back = item(), item("Bridge is open")
    versions = (Released("new", first), Released("withdrawal", first), Released("reinstatement", back))
    assert told(*versions) == [(1, "first"), (2, "withdrawn"), (3, "changes")]
    assert history(versions)[2].changes == differences(first, back)


def test_history_withholds_all_wording_before_a_correction_that_withholds() -> None:
    versions = (
        Released("new", item("He is guilty")),
        Released("update", item("He is guilty, judge says")),
        Released("correction", item("He is accused"), withholds=True),
        Released("update", item("He is accused, judge says")),
    )
    shown = history(versions)
    assert [one.showing for one in shown] == ["withheld", "withheld", "changes", "changes"]
    said = "".join(piece.text for one in shown for change in one.changes for piece in change.pieces)
    assert "guilty" not in said


def test_history_says_when_a_payload_is_gone() -> None:
    versions = (Released("new", None), Released("update", item()), Released("update", item("Bridge is open")))
    assert told(*versions) == [(1, "expunged"), (2, "alone"), (3, "changes")]
    assert told(Released("new", None), Released("withdrawal", item())) == [(1, "expunged"), (2, "withdrawn")]

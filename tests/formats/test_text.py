"""Clean text, safe addresses, language tags and times."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.strategies import dirty_texts, hrefs, unhurried
from wireroom.formats.newsitem import Run
from wireroom.formats.text import (
    MAX_COMBINING,
    MAX_HREF,
    clean,
    few_lines,
    inline_text,
    is_blank,
    join_inlines,
    language_tag,
    moment,
    normalise,
    one_line,
    safe_href,
)


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("a\x00b\x1bc", "abc"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("\ufeffmark\uffff", "mark"),
        ("e\u0301", "é"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("no\u00a0break", "no\u00a0break"),
    ],
)
def test_clean_keeps_only_text(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


def test_clean_cuts_piles_of_marks() -> None:
    assert clean("a" + "\u0316" * 500 + "b") == "a" + "\u0316" * MAX_COMBINING + "b"


def test_clean_cuts_piles_that_normalising_makes() -> None:
    piled = "x" + "\u0344" * (MAX_COMBINING - 1)
    assert clean(clean(piled)) == clean(piled)


@unhurried
@given(dirty_texts())
def test_clean_gives_text_in_nfc_that_utf8_can_hold(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.normalize("NFC", cleaned.encode().decode()) == cleaned


@unhurried
@given(dirty_texts())
def test_one_line_twice_is_one_line(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)


def test_one_line_folds_breaking_space_and_keeps_no_break_spaces() -> None:
    assert one_line(" a \r\n\u2028 b\u00a0: c\x85") == "a b\u00a0: c"


def test_few_lines_keeps_lines_and_one_blank_between() -> None:
    assert few_lines("\r\n one  two \r three\n\n\n\nfour\n") == "one two\nthree\n\nfour"


@pytest.mark.parametrize("text", ["", " ", "\u00a0\u3000", "\u200b\u200d\u2060", "\u00ad"])
def test_is_blank_where_nothing_is_seen(text: str) -> None:
    assert is_blank(text)


def test_is_blank_not_for_an_emoji_or_letter() -> None:
    assert not is_blank("\u200b❗")


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("HTTPS://Example.org", "https://Example.org"),
        ("//example.org/x", "https://example.org/x"),
        (" https://example.org/a b\n", "https://example.org/a%20b"),
        ("https://example.org/100%#a#b", "https://example.org/100%25#a%23b"),
        ("https://пример.испытание/ж", "https://xn--e1afmkfd.xn--80akhbyknj4f/%D0%B6"),
        ("https://[::1]:8000/", "https://[::1]:8000/"),
        ("https://[::::]/", ""),
        ("https://example.org:65535", "https://example.org:65535"),
        ("https://example.org:65536", ""),
        ("mailto:desk@example.org", "mailto:desk@example.org"),
        ("mailto:", ""),
        ("javascript:alert(1)", ""),
        ("javascript://example.org/%0Aalert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("\x01javascript:alert(1)", ""),
        ("data:text/html,<script>", ""),
        ("vbscript:x", ""),
        ("/relative", ""),
        ("#part", ""),
        ("https:example.org", ""),
        ("https://", ""),
        ("https:///path", ""),
        ("https://user:word@example.org/", ""),
        ("https://exa mple.org/", ""),
        ("https://example.org\\@evil.example/", ""),
        ("https://%65vil.example/", ""),
        ("https://a" + "." * 70 + "ж/", ""),
        ("https://example.org/" + "a" * MAX_HREF, ""),
        ("", ""),
    ],
)
def test_safe_href_keeps_only_absolute_addresses(href: str, expected: str) -> None:
    assert safe_href(href) == expected


@unhurried
@given(st.one_of(hrefs(), dirty_texts().map("https://{}".format)))
def test_safe_href_is_ascii_and_settled(href: str) -> None:
    safe = safe_href(href)
    assert safe_href(safe) == safe
    assert safe.isascii()
    assert not set(safe) & set(" \"'<>\\^`{|}") - {"'"}


def test_normalise_merges_neighbours_and_folds_over_bounds() -> None:
    runs = [Run(" a "), Run(" b", "b"), Run("c", "b"), Run(" ", "b"), Run(" d ")]
    assert normalise(runs) == (Run("a "), Run("bc ", "b"), Run("d"))


def test_normalise_composes_letters_over_merged_bounds() -> None:
    assert normalise([Run("e"), Run("\u0301")]) == (Run("é"),)


def test_normalise_drops_what_cannot_be_seen() -> None:
    assert normalise([Run("\u200b"), Run("\u00a0", "b")]) == ()


def test_normalise_drops_unsafe_links() -> None:
    assert normalise([Run("x", "", "javascript:alert(1)")]) == (Run("x"),)


@unhurried
@given(st.lists(st.builds(Run, dirty_texts(), st.sampled_from(["", "b", "bi"]), st.just("")), max_size=6))
def test_normalise_twice_is_once(runs: list[Run]) -> None:
    assert normalise(normalise(runs)) == normalise(runs)


def test_join_inlines_puts_a_space_between() -> None:
    assert inline_text(join_inlines([(Run("a"),), (), (Run("b", "i"),)])) == "a b"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("zh", "zh"),
        ("ZH-hans", "zh-Hans"),
        ("nb_NO", "nb-NO"),
        (" en ", "en"),
        ("sr-latn-rs", "sr-Latn-RS"),
        ("", "und"),
        ("english language", "und"),
        ("x" * 40, "und"),
    ],
)
def test_language_tag_is_spelled_as_usual(tag: str, expected: str) -> None:
    assert language_tag(tag) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-02-18T21:35:43+04:00", datetime(2018, 2, 18, 17, 35, 43, tzinfo=UTC)),
        ("2024-05-01T10:00:00.000001Z", datetime(2024, 5, 1, 10, 0, 0, 1, tzinfo=UTC)),
        ("2024-05-01", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024-05-01 10:00", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("0001-01-01T00:00:00+05:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_moment_reads_iso_times(text: str, expected: datetime | None) -> None:
    assert moment(text) == expected

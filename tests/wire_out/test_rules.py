"""The decisions of the wire out that ask no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.formats.newsitem import Credit, Kind, NewsItem, Paragraph, Run, Subject
from wireroom.formats.release import Carried
from wireroom.wire_out.rules.carrying import carried
from wireroom.wire_out.rules.owing import Terms, is_owed
from wireroom.wire_out.rules.products import Candidate, Wanted, matches, may_pass_on, takes
from wireroom.wire_out.rules.retries import (
    FIRST_PAUSE,
    GIVES_UP_AFTER,
    LONGEST_PAUSE,
    LONGEST_RETRY_AFTER,
    Answer,
    gives_up,
    of_status,
    parse_retry_after,
    pause,
    rest,
)

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
BRIDGE = NewsItem(
    guid="urn:one",
    language="en",
    headline="Harbour bridges reopen",
    section="world",
    priority=4,
    body=(Paragraph((Run("The mayor of Varsen opened them on Monday."),)),),
    subjects=(Subject("tag:harbour"), Subject("medtop:20000002")),
    credits=(Credit("TASS", "tass"),),
)

codes = st.sampled_from(["a", "b", "c", "d"])
code_sets = st.frozensets(codes, max_size=3)
items = st.builds(
    lambda language, section, topics, sources, priority: NewsItem(
        guid="urn:x",
        language=language,
        headline="Harbour",
        section=section,
        priority=priority,
        subjects=tuple(Subject(code) for code in sorted(topics)),
        credits=tuple(Credit(code, code) for code in sorted(sources)),
    ),
    st.sampled_from(["en", "zh-Hans"]),
    codes,
    code_sets,
    code_sets,
    st.integers(1, 9),
)
filters = st.builds(
    Wanted,
    languages=st.frozensets(st.sampled_from(["en", "zh-hans"]), max_size=2),
    sections=code_sets,
    topics=code_sets,
    sources=code_sets,
    priority=st.integers(1, 9),
)


@given(filters, items)
def test_takes_means_every_part_that_says_something_agrees(wanted: Wanted, item: NewsItem) -> None:
    topics, sources = {s.code for s in item.subjects}, {c.code for c in item.credits}
    expected = (
        (not wanted.languages or item.language.lower() in wanted.languages)
        and (not wanted.sections or item.section in wanted.sections)
        and (not wanted.topics or bool(wanted.topics & topics))
        and (not wanted.sources or bool(wanted.sources & sources))
        and item.priority <= wanted.priority
    )
    assert takes(wanted, Candidate(item)) is expected


@given(filters, items, code_sets)
def test_matches_never_passes_on_a_closed_source(wanted: Wanted, item: NewsItem, closed: frozenset[str]) -> None:
    found = matches({1: wanted, 2: Wanted()}, item, closed)
    if any(credit.code in closed for credit in item.credits):
        assert found == []
    else:
        assert found == ([1] if takes(wanted, Candidate(item)) else []) + [2]


def test_an_empty_filter_takes_everything() -> None:
    assert takes(Wanted(), Candidate(BRIDGE))
    assert may_pass_on(BRIDGE, ())


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        (("bridge",), True),  # as readers search: other forms of the word count
        (("varsen",), True),
        (('"mayor of Varsen"',), True),
        (('"Varsen mayor"',), False),
        (("bridge tunnel",), False),
        (("tunnel", "bridge"), True),
        (("bridge -varsen",), False),
        (("",), False),
        (('<script> "',), False),
    ],
)
def test_words_are_searches_of_which_one_must_find(words: tuple[str, ...], taken: bool) -> None:
    assert takes(Wanted(words=words), Candidate(BRIDGE)) is taken


def test_words_find_in_a_script_without_spaces() -> None:
    item = replace(BRIDGE, language="zh-Hans", headline="港口大桥重新开放", body=())
    assert takes(Wanted(words=("大桥",)), Candidate(item))
    assert not takes(Wanted(words=("隧道",)), Candidate(item))


NEW, UPDATE, ADVICE = Carried("new", 1), Carried("update", 2), Carried("advisory", 2, "Pictures at noon.")
CORRECTION, WITHDRAWAL = Carried("correction", 2, "200 m, not 300."), Carried("withdrawal", 2, "Wrong.")
REINSTATEMENT = Carried("reinstatement", 3)


@pytest.mark.parametrize(
    ("kind", "swallowed", "goes_along"),
    [
        ("update", [], ()),
        ("update", [NEW, UPDATE], ()),
        ("update", [NEW, CORRECTION, ADVICE], (CORRECTION, ADVICE)),
        ("refile", [REINSTATEMENT, CORRECTION], (REINSTATEMENT, CORRECTION)),
        ("correction", [CORRECTION, CORRECTION], (CORRECTION, CORRECTION)),
        ("update", [Carried("update", 2, "Adds the mayor.")], (Carried("update", 2, "Adds the mayor."),)),
        ("advisory", [NEW, UPDATE], (NEW,)),
        ("reinstatement", [WITHDRAWAL, CORRECTION], (CORRECTION,)),
        ("withdrawal", [CORRECTION, ADVICE], ()),
    ],
)
def test_what_goes_along_with_the_version_that_takes_their_place(
    kind: Kind, swallowed: list[Carried], goes_along: tuple[Carried, ...]
) -> None:
    assert carried(kind, swallowed) == goes_along


@given(
    st.sampled_from(["new", "update", "correction", "refile", "withdrawal", "reinstatement", "advisory"]),
    st.sampled_from(["public", "advance", "archive"]),
    st.builds(Terms, st.booleans(), st.booleans(), st.booleans()),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_owing_keeps_its_promises(
    kind: str, audience: str, terms: Terms, carries: bool, holds: bool, waits: bool
) -> None:
    owed = is_owed(kind, audience, terms, carries=carries, holds=holds, waits=waits)
    if audience == "archive" or not (carries or holds):
        assert not owed
    elif kind == "withdrawal" and holds:
        assert owed
    elif not terms.is_served or (audience == "advance" and not terms.takes_embargoed):
        assert not owed
    elif carries and not (kind == "refile" and terms.skips_refiles):
        assert owed


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 0),
        ("Sun, 01 Mar 2026 12:01:00 GMT", 60),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("99999999999999999999", LONGEST_RETRY_AFTER.total_seconds()),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_RETRY_AFTER.total_seconds()),
    ],
)
def test_retry_after_is_read_in_both_forms(text: str, seconds: float) -> None:
    assert parse_retry_after(text, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "-5", "soon", "1.5", "٣", "0x10", "Sun, 99 Foo 2026"])
def test_what_is_no_retry_after_is_none(text: str) -> None:
    assert parse_retry_after(text, NOW) is None


@given(st.text(max_size=80))
def test_retry_after_is_never_negative_endless_or_an_error(text: str) -> None:
    wait = parse_retry_after(text, NOW)
    assert wait is None or timedelta(0) <= wait <= LONGEST_RETRY_AFTER


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (200, Answer.ACCEPTED),
        (204, Answer.ACCEPTED),
        (301, Answer.FAILED),
        (400, Answer.REFUSED),
        (401, Answer.REFUSED),
        (404, Answer.REFUSED),
        (408, Answer.FAILED),
        (410, Answer.GONE),
        (422, Answer.REFUSED),
        (429, Answer.BUSY),
        (500, Answer.FAILED),
        (503, Answer.FAILED),
    ],
)
def test_what_a_status_means(code: int, answer: Answer) -> None:
    assert of_status(code, now=NOW).answer is answer


def test_503_with_retry_after_asks_us_to_wait() -> None:
    outcome = of_status(503, retry_after="30", now=NOW)
    assert (outcome.answer, outcome.retry_after) == (Answer.BUSY, timedelta(seconds=30))


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_pauses_double_within_their_bounds(attempts: int, chance: float) -> None:
    assert FIRST_PAUSE / 2 <= pause(attempts, chance) <= LONGEST_PAUSE
    assert pause(attempts, chance) <= pause(attempts + 1, 1)


def test_a_breaker_opens_after_five_failures_and_rests_longer_each_time() -> None:
    seconds = [wait.total_seconds() if (wait := rest(failures)) else None for failures in (0, 4, 5, 6, 7, 50)]
    assert seconds == [None, None, 10, 20, 40, 600]


def test_only_a_withdrawal_never_gives_up() -> None:
    later = NOW + GIVES_UP_AFTER
    assert gives_up(first_tried=NOW, now=later, is_withdrawal=False)
    assert not gives_up(first_tried=NOW, now=later - timedelta(seconds=1), is_withdrawal=False)
    assert not gives_up(first_tried=NOW, now=later, is_withdrawal=True)

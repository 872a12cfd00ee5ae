"""What becomes of a report: refused, joined to others, or settled at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import Newsroom
from tests.reactions.typo_reports.material import BODY, send, story_with_slips
from wireroom.formats.html import parse_blocks
from wireroom.reactions.typo_reports.chores import forget_old_traces
from wireroom.reactions.typo_reports.errors import ReportInvalid, StoryNotThere, TooManyReports
from wireroom.reactions.typo_reports.intake import MOST_OF_A_NETWORK
from wireroom.reactions.typo_reports.models import Slip, SlipState, Standing, TypoReport
from wireroom.reactions.typo_reports.rules import Reading
from wireroom.stories import actions
from wireroom.stories.body import stream_json


def test_report_is_found_in_the_released_text(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    sent = send(story, "Teh", "The", block="b1", after=" harbour", comment="Letters", email="a@example.org")
    slip = sent.slip
    assert (slip.standing, slip.state, slip.reports_count) == (Standing.LOCATED, SlipState.OPEN, 1)
    assert (slip.part, slip.start, slip.end, slip.quote, slip.words) == ("b1", 0, 3, "Teh", "Teh")
    assert slip.dispatch_id == newsroom.fresh(story).dispatch_id
    assert (sent.suggestion, sent.comment, sent.email, len(sent.token)) == ("The", "Letters", "a@example.org", 32)
    assert slip.readings == (Reading(0, 3, "The", 1),)


def test_same_slip_reported_by_many_is_one_with_a_count(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    for number in range(5):
        send(story, "Teh", "The", network=f"network {number}")
    send(story, "Teh harbour", "The harbour")
    send(story, "nobdy", "nobody")
    assert list(Slip.objects.most_pressing().values_list("quote", "reports_count")) == [("Teh", 6), ("nobdy", 1)]
    first = Slip.objects.most_pressing()[0]
    assert first.readings == (Reading(0, 3, "The", 5), Reading(0, 11, "The harbour", 1))


@pytest.mark.parametrize(
    ("quote", "field"),
    [
        ("", "quote"),
        ("   \n ", "quote"),
        ("\u200b\u200d\u2060", "quote"),
        ("x" * 201, "quote"),
        ("и\u0306" * 201, "quote"),
        ("x" * 100_000, "quote"),
        ("a\0b", "quote"),
        ("a\ud800b", "quote"),
    ],
)
def test_report_of_no_text_or_too_much_is_refused(newsroom: Newsroom, quote: str, field: str) -> None:
    story = story_with_slips(newsroom)
    with pytest.raises(ReportInvalid) as refusal:
        send(story, quote)
    assert refusal.value.field == field
    assert not TypoReport.objects.exists()


def test_limit_counts_code_points_after_nfc(newsroom: Newsroom) -> None:
    words = "и\u0306" * 200
    story = story_with_slips(newsroom, body=f"<p>{words} конец</p>")
    assert send(story, words).slip.standing == Standing.LOCATED
    with pytest.raises(ReportInvalid) as refusal:
        send(story, "x" * 201)
    assert refusal.value.message == (
        "The selected text is too long: 201 characters, at most 200. Select only the words with the mistake."
    )


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"suggestion": "x" * 401}, "suggestion"), ({"comment": "x" * 1001}, "comment"), ({"email": "nobody"}, "email")],
)
def test_other_fields_have_limits(newsroom: Newsroom, sent: dict[str, str], field: str) -> None:
    with pytest.raises(ReportInvalid) as refusal:
        send(story_with_slips(newsroom), "Teh", **sent)
    assert refusal.value.field == field


def test_words_that_do_not_stand_there_are_unverified(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    slip = send(story, "volcano", "mountain").slip
    assert (slip.standing, slip.part, slip.is_open, slip.readings) == (Standing.UNVERIFIED, "", True, ())
    assert send(story, "volcano").slip == slip


def test_words_that_stand_many_times_are_ambiguous(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom, body="<p>" + "the same again, " * 110 + "</p>")
    slip = send(story, "same").slip
    assert (slip.standing, slip.part) == (Standing.AMBIGUOUS, "")


def test_forged_version_is_refused(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    for version in (0, 2, 10**9):
        with pytest.raises(ReportInvalid):
            send(story, "Teh", version=version)


def test_withdrawn_story_is_refused(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    actions.withdraw(story, by=None, note="All wrong.")
    with pytest.raises(StoryNotThere):
        send(story, "Teh", version=1)


def test_report_about_an_old_version_is_settled_by_the_new_one(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    mended = "<p>A new opening.</p>" + BODY.replace("Teh", "The").partition("<blockquote>")[0]
    story.body = stream_json(parse_blocks(mended))
    actions.update(story, by=None)
    assert send(story, "Teh", "The", version=1).slip.state == SlipState.FIXED
    assert send(story, "We sial", version=1).slip.state == SlipState.GONE
    moved = send(story, "nobdy", "nobody", version=1).slip
    assert (moved.state, moved.standing, moved.words) == (SlipState.OPEN, Standing.LOCATED, "nobdy")


def test_withheld_wording_cannot_be_guessed_at(newsroom: Newsroom) -> None:
    """Nobody learns from what becomes of a report whether words stood in a version that is kept from readers."""
    story = story_with_slips(newsroom)
    story.body = stream_json(parse_blocks("<p>The harbour was calm on Monday.</p>"))
    actions.correct(story, by=None, note="We named somebody wrongly.", withhold=True)
    for guess in ("nobdy", "volcano"):
        assert send(story, guess, version=1).slip.standing == Standing.UNVERIFIED
    assert send(story, "Monday", version=2).slip.standing == Standing.LOCATED


def test_address_is_not_kept_where_no_thanks_can_follow(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    story.body = stream_json(())
    actions.update(story, by=None)
    assert send(story, "Teh", version=1, email="a@example.org").email == ""


def test_flood_from_one_network_is_asked_to_wait(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    for _number in range(MOST_OF_A_NETWORK):
        send(story, "Teh", network="here")
    with pytest.raises(TooManyReports):
        send(story, "Teh", network="here")
    assert send(story, "Teh", network="elsewhere").slip.reports_count == MOST_OF_A_NETWORK + 1


def test_old_traces_are_forgotten(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    old, older = send(story, "Teh", network="n", email="a@example.org"), send(story, "nobdy", email="b@example.org")
    TypoReport.objects.filter(pk=old.pk).update(reported_at=timezone.now() - timedelta(days=2))
    TypoReport.objects.filter(pk=older.pk).update(reported_at=timezone.now() - timedelta(days=31))
    assert forget_old_traces() == 2
    traces = TypoReport.objects.order_by("pk").values_list("network", "email")
    assert list(traces) == [("", "a@example.org"), ("", "")]


def test_markup_in_a_report_is_kept_as_text(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom, body="<p>He wrote &lt;script&gt;alert(1)&lt;/script&gt; there.</p>")
    sent = send(story, "<script>alert(1)</script>", "<img src=x onerror=alert(1)>")
    assert sent.slip.quote == "<script>alert(1)</script>"
    assert sent.suggestion == "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    ("body", "quote", "words"),
    [
        ("<p>Le caf\u00e9 est ferm\u00e9.</p>", "cafe\u0301", "caf\u00e9"),
        ("<p>Der Donau\u00addampfer kam.</p>", "Donaudampfer", "Donau\u00addampfer"),
        ("<p>Some 5\u00a0000 people.</p>", "5 000", "5\u00a0000"),
        ("<p>👩\u200d🚀 Teh sea.</p>", "Teh", "Teh"),
        ("<p>قال الوزير إن السفينه وصلت.</p>", "السفينه", "السفينه"),
        ("<p>今天天汽很好。</p>", "天汽", "天汽"),
    ],
)
def test_words_are_found_in_any_script(newsroom: Newsroom, body: str, quote: str, words: str) -> None:
    slip = send(story_with_slips(newsroom, body=body), quote).slip
    assert (slip.standing, slip.words) == (Standing.LOCATED, words)

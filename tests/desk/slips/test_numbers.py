"""Reports in numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.desk.house import sign_in
from tests.factories import Newsroom
from tests.reactions.typo_reports.material import decision, send, story_with_slips
from wireroom.core import clock
from wireroom.desk.slips.numbers import percent, span
from wireroom.reactions.typo_reports import actions
from wireroom.reactions.typo_reports.overview import WEEKS, numbers

ADDRESS = "/desk/errors/numbers/"
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
"""A Wednesday."""


def busy_weeks(newsroom: Newsroom) -> None:
    """Three slips: one mended after two hours, one after four, one rejected; a fourth waits."""
    story = story_with_slips(newsroom)
    slips = {}
    for days, quote, suggestion in ((0, "nobdy", ""), (8, "Teh", "The"), (8, "12", ""), (9, "sial", "sail")):
        with clock.at(NOW - timedelta(days=days)):
            slips[quote] = send(story, quote, suggestion, email="ada@example.org").slip
    with clock.at(NOW - timedelta(days=9) + timedelta(hours=2)):
        actions.accept(slips["sial"], decision(slips["sial"], "sail"), by=None)
    with clock.at(NOW - timedelta(days=8) + timedelta(hours=4)):
        slips["Teh"].dispatch = newsroom.fresh(story).dispatch
        slips["Teh"].save()
        actions.accept(slips["Teh"], decision(slips["Teh"], "The"), by=None)
        actions.reject(slips["12"], by=None, reason="It was 12.")


def test_numbers_count_weeks_decisions_and_time(newsroom: Newsroom) -> None:
    busy_weeks(newsroom)
    found = numbers(NOW)
    assert (len(found.weeks), [count for _week, count in found.weeks][-3:]) == (WEEKS, [0, 3, 1])
    assert found.weeks[-1][0] == datetime(2026, 3, 2, tzinfo=UTC)
    assert (found.reports, found.open, found.decided, found.mended) == (4, 1, 3, 2)
    assert found.time_to_mend == timedelta(hours=3)
    assert [(tally.reports, tally.mended) for tally in found.stories] == [(4, 2)]
    assert [(tally.reports, tally.mended) for tally in found.reporters] == [(4, 2)]


def test_weeks_are_those_of_the_editors_clock(newsroom: Newsroom) -> None:
    with clock.at(datetime(2026, 3, 1, 22, tzinfo=UTC)):
        send(story_with_slips(newsroom), "Teh")
    assert numbers(NOW).weeks[-1][1] == 0
    assert numbers(NOW.astimezone(ZoneInfo("Europe/Moscow"))).weeks[-1][1] == 1


def test_page_shows_the_numbers_in_the_editors_language(newsroom: Newsroom) -> None:
    with clock.at(NOW):
        busy_weeks(newsroom)
        response = sign_in(newsroom.chief).get(ADDRESS)
    text = response.content.decode()
    assert (response.context["share"], response.context["time_to_mend"]) == ("67%", "3\xa0hours")
    assert text.count("<rect") == WEEKS
    assert "Stories with the most reports" in text
    assert "ada@example.org" not in text


def test_numbers_are_written_as_people_write_them() -> None:
    assert (percent(None), span(None), span(timedelta(seconds=20))) == ("", "", "less than a minute")
    with translation.override("ru"):
        assert percent(0.666) == "67\xa0%"


def test_nothing_reported_is_said(newsroom: Newsroom) -> None:
    text = sign_in(newsroom.chief).get(ADDRESS).content.decode()
    assert "Readers have reported nothing in twelve weeks." in text
    assert "Stories with the most reports" not in text


def test_page_costs_the_same_for_one_story_and_for_many(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    counts = []
    for more in (1, 2):
        for _round in range(more):
            send(story_with_slips(newsroom), "Teh", email=f"reader{_round}@example.org")
        client.get(ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        counts.append(len(queries))
    assert counts[0] == counts[1]

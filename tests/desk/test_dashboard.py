"""The desk's first page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk.house import decide, sign_in, story_fields
from tests.factories import Newsroom
from wireroom.accounts.models import User
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.desk import dashboard
from wireroom.desk.dashboard import Bar, bars, output_by_hour
from wireroom.stories import actions, translations
from wireroom.stories.models import Story


def headlines(panel: dashboard.LinesPanel) -> list[str]:
    return [line.story.headline for line in panel.lines()]


def page(user: User) -> str:
    response = sign_in(user).get("/desk/")
    assert response.status_code == 200
    return str(response.content.decode())


def test_empty_house_says_so_in_words(newsroom: Newsroom) -> None:
    text = page(newsroom.chief)
    for sentence in (
        "Nothing waits for your decision.",
        "You have no draft.",
        "Nothing is scheduled or under embargo.",
        "Nothing has gone out yet.",
        "No translation is behind its original.",
        "Nothing has gone out today.",
    ):
        assert sentence in text
    assert "Held back" not in text


def test_review_panel_shows_what_one_may_decide(newsroom: Newsroom) -> None:
    world, sport = newsroom.draft("In world"), newsroom.draft("In sport", section="sport")
    for story in (world, sport):
        story.get_workflow().start(story, newsroom.chief)
    editor = newsroom.person(Role.EDITOR, sections=["sport"])
    assert headlines(dashboard.ReviewPanel(editor)) == ["In sport"]
    assert headlines(dashboard.ReviewPanel(newsroom.chief)) == ["In world", "In sport"]
    assert "Waiting for your decision" not in page(newsroom.person(Role.REPORTER))


def test_own_drafts_begin_with_what_was_sent_back(newsroom: Newsroom) -> None:
    reporter = newsroom.person(Role.REPORTER)
    fields = story_fields(headline="Sent back", section=newsroom.sections["world"].pk, **{"action-submit": "1"})
    sign_in(reporter).post("/desk/stories/add/?locale=en", fields)
    newsroom.draft("Newer", by=reporter)
    newsroom.draft("Somebody else's")
    decide(sign_in(newsroom.chief), Story.objects.get(headline="Sent back"), "reject")
    panel = dashboard.MinePanel(reporter)
    assert [(line.story.headline, line.note) for line in panel.lines()] == [
        ("Sent back", "sent back"),
        ("Newer", "Draft"),
    ]


def test_schedule_panels_tell_what_comes_from_what_is_held_back(newsroom: Newsroom) -> None:
    late, soon = newsroom.draft("Late"), newsroom.draft("Soon")
    for story, hours in ((late, 1), (soon, 2)):
        actions.schedule(story, by=None, at=clock.now() + timedelta(hours=hours))
    late.revisions.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=clock.now() - timedelta(minutes=5)
    )
    assert headlines(dashboard.ComingPanel(newsroom.chief)) == ["Soon"]
    assert headlines(dashboard.HeldBackPanel(newsroom.chief)) == ["Late"]
    assert "Held back" in page(newsroom.chief)


def test_latest_panel_shows_what_readers_got(newsroom: Newsroom) -> None:
    story = newsroom.published("First")
    newsroom.published("Second")
    actions.advise(story, by=None, note="Pictures follow.")
    held = newsroom.draft("Held", embargo_until=clock.now() + timedelta(hours=1))
    actions.publish(held, by=None)
    assert headlines(dashboard.LatestPanel(newsroom.chief)) == ["Second", "First"]


def test_behind_panel_shows_ones_own_languages(newsroom: Newsroom) -> None:
    story = newsroom.published("Original")
    for code in ("ru", "fr"):
        translations.translate(story, into=newsroom.editions[code], by=newsroom.chief)
    story.headline = "Original, changed"
    actions.update(story, by=None)
    languages = [line.language for line in dashboard.BehindPanel(newsroom.chief).lines()]
    assert sorted(languages) == ["fr", "ru"]
    translator = newsroom.person(Role.EDITOR, languages=["ru"])
    assert [line.language for line in dashboard.BehindPanel(translator).lines()] == ["ru"]


def test_output_counts_the_hours_of_the_readers_own_day(newsroom: Newsroom) -> None:
    for hour in (5, 5, 6, 23):
        with clock.at(datetime(2026, 3, 1, hour, 30, tzinfo=UTC)):
            newsroom.published()
    moscow = datetime(2026, 3, 1, 20, tzinfo=ZoneInfo("Europe/Moscow"))
    counts = output_by_hour(moscow)
    assert {hour: count for hour, count in enumerate(counts) if count} == {8: 2, 9: 1}
    assert output_by_hour(moscow + timedelta(days=1))[2] == 1


def test_bars_are_as_high_as_their_share() -> None:
    drawn = bars([0, 1, 4, *[0] * 21])
    assert drawn[:3] == [Bar(0, 0, 0, 80, 0), Bar(1, 1, 26, 60, 20), Bar(2, 4, 52, 0, 80)]
    assert (len(drawn), bars([0] * 24)[5]) == (24, Bar(5, 0, 130, 80, 0))


def test_chart_can_be_read_by_machines_too(newsroom: Newsroom) -> None:
    newsroom.published()
    text = page(newsroom.chief)
    assert "Dispatches in each hour of today" in text
    assert "1 dispatch so far" in text


def test_page_costs_the_same_for_one_story_and_for_many(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    counts = []
    for more in (1, 3):
        for _round in range(more):
            newsroom.published()
            newsroom.draft(by=newsroom.chief)
            waiting = newsroom.draft()
            waiting.get_workflow().start(waiting, newsroom.chief)
            actions.schedule(newsroom.draft(), by=None, at=clock.now() + timedelta(hours=1))
        client.get("/desk/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/desk/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_menu_holds_what_an_agency_needs(newsroom: Newsroom) -> None:
    text = page(newsroom.person(Role.ADMINISTRATOR))
    for wanted in ("/desk/stories/", "/desk/images/", "/desk/users/", "/desk/editions/"):
        assert wanted in text
    for unwanted in ("/desk/pages/", "/desk/documents/", "/desk/sites/", "/desk/workflows/", "/desk/reports/"):
        assert f'"url": "{unwanted}"' not in text

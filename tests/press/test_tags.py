"""What must be dropped with what, where it is easily forgotten; `test_everything` looks at all the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories import Newsroom
from wireroom.core import clock
from wireroom.formats.html import parse_blocks
from wireroom.formats.newsitem import NewsItem
from wireroom.press.printing import plan, print_page
from wireroom.press.rules import Address
from wireroom.reactions.ratings.actions import rate
from wireroom.reactions.readers import Reader
from wireroom.stories.actions import publish, reinstate, update, withdraw
from wireroom.stories.bulk import Intake, Pace, Registry, take_in
from wireroom.stories.models import Edition, StaticPage, Story
from wireroom.website.feeds import items
from wireroom.website.ratings import RECENT

from .conftest import SITE, Press, path_of
from .oracle import Oracle, of_story, surfaces


@pytest.fixture
def oracle(press: Press) -> Oracle:
    """For an agency of two editions: the others have nothing that these have not."""
    Edition.objects.exclude(locale__language_code__in=("en", "ru")).update(is_open=False)
    return Oracle(press.store, SITE)


def changed(story: Story, **fields: Any) -> None:
    draft = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        getattr(draft, name).set(value) if name == "topics" else setattr(draft, name, value)
    update(draft, by=None)


@pytest.mark.parametrize("page", ["", "rss.xml"])
def test_a_topic_whose_last_story_goes_in_another_edition_leads_nowhere_in_all(
    press: Press, racing_newsroom: Newsroom, page: str
) -> None:
    topic = racing_newsroom.topic("tag:harbour")
    story = racing_newsroom.published(language="ru", topics=[topic])
    assert press.get(f"/en/topic/tag-harbour/{page}").status_code == 200
    withdraw(story, by=None, note="It never happened.")
    assert press.get(f"/en/topic/tag-harbour/{page}").status_code == 404


@pytest.mark.parametrize("what", ["topics", "section"])
def test_a_story_sorted_otherwise_stands_beside_others_at_once(
    press: Press, racing_newsroom: Newsroom, what: str
) -> None:
    topic = racing_newsroom.topic()
    other = racing_newsroom.published(topics=[topic])
    story = racing_newsroom.published(headline="Comes beside", section="sport")
    assert b"Comes beside" not in press.get(path_of(other)).content
    fields = {"topics": [topic]} if what == "topics" else {"section": racing_newsroom.sections["world"]}
    changed(story, headline="Comes beside it", **fields)
    assert b"Comes beside it" in press.get(path_of(other)).content


def old(number: int, *, section: str, day: datetime) -> NewsItem:
    body = tuple(parse_blocks("<p>As it came.</p>"))
    return NewsItem(
        guid=f"urn:test:{number}",
        version=1,
        kind="new",
        language="en",
        headline=f"Number {number}",
        body=body,
        section=section,
        first_created=day,
        version_created=day,
    )


def test_a_story_that_goes_from_among_many_lets_others_stand_beside_each_other(
    press: Press, oracle: Oracle, racing_newsroom: Newsroom
) -> None:
    """What is beside a story is looked for among 120 before it: one less, and one more comes into view."""
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    sections = ["sport", "world", *["sport"] * 119, "world"]
    items = [old(number, section=name, day=begin + timedelta(hours=number)) for number, name in enumerate(sections)]
    take_in(items, Registry(), Intake(publish=True, as_of_item_date=True), Pace())
    story = Story.objects.get(guid="urn:test:121")
    paths = list(of_story(story, "en"))[:1]
    assert oracle.look(paths) == []
    assert b"Number 1<" not in press.get(paths[0]).content
    withdraw(Story.objects.get(guid="urn:test:60"), by=None, note="It never happened.")
    assert b"Number 1<" in press.get(paths[0]).content


def test_after_a_move_to_another_time_zone_archive_days_are_dropped_by_the_new_one(
    oracle: Oracle, racing_newsroom: Newsroom
) -> None:
    story = racing_newsroom.published()
    edition = racing_newsroom.editions["en"]
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # of which one has another day now
        edition.time_zone = zone
        edition.save()
        local = story.first_published_at.astimezone(edition.zone)
        days = [f"/en/archive/{local:%Y/%m/%d}/", f"/en/archive/{local:%Y/%m}/", f"/en/archive/{local:%Y}/"]
        assert oracle.look(days) == []
        changed(story, headline=f"Moved to {zone}")
        assert oracle.look(days) == []


@pytest.mark.parametrize("count", [1, 5])
def test_an_import_drops_what_it_changes(press: Press, oracle: Oracle, racing_newsroom: Newsroom, count: int) -> None:
    racing_newsroom.published()
    assert oracle.look(surfaces()) == []
    items = [old(number, section="world", day=datetime(2020, 1, 1, tzinfo=UTC)) for number in range(count)]
    take_in(items, Registry(), Intake(publish=True), Pace())
    assert oracle.look(surfaces()) == []


def test_a_static_page_in_the_making_drops_nothing(press: Press, racing_newsroom: Newsroom) -> None:
    page = StaticPage(locale=racing_newsroom.editions["en"].locale, slug="about", title="About us", body="<p>We.</p>")
    page.save()
    page.save_revision().publish()
    assert b"About us" in press.get("/en/").content
    page.title = "About you"
    revision = page.save_revision()
    press.get("/en/")
    assert press.rendered.count("/en/") == 1
    revision.publish()
    assert b"About you" in press.get("/en/").content


def test_the_best_rated_run_out_when_the_oldest_of_them_is_no_longer_recent(
    press: Press, racing_newsroom: Newsroom, settings: Any
) -> None:
    settings.RATINGS_SHOWN_FROM = 1
    story = racing_newsroom.published()
    rate(story, reader=Reader("somebody"), stars=5)
    planned = plan("/en/best-rated/")
    assert planned is not None
    printed, may_be_stored = print_page(press.front._django, Address(SITE, "/en/best-rated/"), planned)
    assert may_be_stored
    assert printed.expires == (story.first_published_at + RECENT).timestamp()


def test_nothing_held_back_is_ever_in_the_folder(press: Press, oracle: Oracle, racing_newsroom: Newsroom) -> None:
    """Drafts, scheduled and embargoed stories, and looking at them, leave no word among the stored pages."""
    racing_newsroom.published()
    racing_newsroom.draft("Secretdraft", summary="Secretdraft")
    later = datetime.now(UTC) + timedelta(hours=1)
    for held in ("go_live_at", "embargo_until"):
        draft = racing_newsroom.draft("Secretheld", summary="Secretheld")
        setattr(draft, held, later)
        publish(draft, by=None)
    live = racing_newsroom.published()
    newer = live.get_latest_revision_as_object()
    newer.headline = "Secretnewer"
    newer.save_revision()
    for _again in range(2):
        assert oracle.look(surfaces()) == []
        racing_newsroom.published()
    for story in Story.objects.filter(url_date=None):
        press.get(f"/en/s/{story.pk}/")
        press.get(f"/desk/stories/story/preview/{story.pk}/")
    files = [file for file in press.store.root.rglob("*") if file.is_file()]
    assert len(files) > 50
    assert [file for file in files if b"Secret" in file.read_bytes()] == []


@pytest.mark.parametrize("apart", [1, 60, 2000])
def test_older_pages_of_a_feed_stay_until_a_story_of_their_days_moves(
    press: Press, racing_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, apart: int
) -> None:
    monkeypatch.setattr(items, "LENGTH", 2)
    told = []
    for number in range(6):
        with clock.at(datetime(2026, 11, 1, tzinfo=UTC) - timedelta(days=apart * (6 - number))):
            told.append(racing_newsroom.published(f"S{number}"))
    path = f"/en/atom.xml?before={told[4].pk}"

    def stays() -> bool:
        press.rendered.clear()
        assert press.get(path).status_code == 200
        return not press.rendered

    stays()
    racing_newsroom.published("News")
    changed(told[5], headline="On the page above")
    assert stays()
    withdraw(Story.objects.get(pk=told[2].pk), by=None, note="It never happened.")
    assert not stays()
    assert b"S2" not in press.get(path).content
    reinstate(Story.objects.get(pk=told[2].pk), by=None, note="It did.")
    assert not stays()
    assert b"S2" in press.get(path).content

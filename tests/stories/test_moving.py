"""A house's own archive: what it names comes along, what was not public stays a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.factories import Newsroom
from wireroom.formats.newsitem import HELD, Byline, NewsItem, Paragraph, Picture, Run, Subject
from wireroom.stories import actions
from wireroom.stories.bulk import Intake, Outcome, Pace, Registry, take_in
from wireroom.stories.chain import flaws
from wireroom.stories.models import Author, Dispatch, Section, Story, Topic

MOVING = Intake(publish=True, moving=True)
THEN = datetime(2019, 5, 4, 10, 30, tzinfo=UTC)
LATER = datetime(2021, 1, 1, tzinfo=UTC)
MOVED = NewsItem(
    guid="https://old.example/?p=7",
    language="en",
    headline="Ferry returns",
    version=26_000_000,
    body=(Paragraph((Run("The ferry is back."),)),),
    bylines=(Byline("Ann Oak"),),
    section="harbour",
    subjects=(Subject("tag:harbour", "The Harbour"), Subject("tag:бури", "Бури"), Subject("tag:—", "—")),
    first_created=THEN,
    version_created=LATER,
    extra=(("link", "https://old.example/7/"),),
)


def take(*items: NewsItem, intake: Intake = MOVING) -> list[Outcome]:
    return take_in(items, Registry(), intake, Pace())


def moved(intake: Intake = MOVING, **fields: Any) -> Story:
    (outcome,) = take(replace(MOVED, **fields), intake=intake)
    assert outcome.result == "filed"
    return Story.objects.get()


def test_a_story_keeps_the_date_of_its_first_publication(newsroom: Newsroom) -> None:
    story = moved()
    assert (story.first_published_at, str(story.url_date), story.is_archive) == (THEN, "2019-05-04", False)
    assert (story.dispatch.version, story.incoming_version, story.dispatch.audience) == (1, 26_000_000, "public")
    assert story.dispatch.item.extra == MOVED.extra
    assert list(flaws()) == []


def test_as_archive_it_is_in_the_archive_only(newsroom: Newsroom) -> None:
    story = moved(replace(MOVING, as_of_item_date=True))
    assert (story.first_published_at, story.is_archive, story.dispatch.audience) == (THEN, True, "archive")


def test_section_topics_and_author_are_made_once(newsroom: Newsroom) -> None:
    story = moved()
    take(replace(MOVED, guid="https://old.example/?p=8"))
    assert (story.section.code, story.section.names) == ("harbour", {"en": "The Harbour"})
    assert [(topic.code, topic.names) for topic in story.topics.all()] == [("tag:buri", {"en": "Бури"})]
    assert [(author.code, author.names) for author in story.authors.all()] == [("ann-oak", {"en": "Ann Oak"})]
    assert story.byline == ""
    assert story.dispatch.item.bylines == (Byline("Ann Oak", "ann-oak"),)
    assert story.dispatch.item.subjects == (Subject("tag:buri", "Бури"),)
    assert (Section.objects.filter(code="harbour").count(), Topic.objects.count(), Author.objects.count()) == (1, 1, 1)


def test_a_section_that_is_there_is_taken(newsroom: Newsroom) -> None:
    before = Section.objects.count()
    assert moved(section="world", subjects=(Subject("tag:world", "Whole World"),)).section == newsroom.sections["world"]
    assert Section.objects.count() == before


def test_new_sections_stand_after_the_others(newsroom: Newsroom) -> None:
    moved()
    assert [section.code for section in Section.objects.all()][-1] == "harbour"


@pytest.mark.parametrize("section", ["", "—"])
def test_without_a_name_it_is_news(newsroom: Newsroom, section: str) -> None:
    assert moved(section=section, subjects=()).section.code == "news"


def test_a_draft_is_a_draft_like_any_other(newsroom: Newsroom) -> None:
    story = moved(embargo_until=HELD)
    assert (story.live, story.embargo_until, story.go_live_at, Dispatch.objects.count()) == (False, None, None, 0)
    dispatch = actions.publish(story, by=newsroom.chief)
    assert dispatch is not None
    assert dispatch.audience == "public"


def test_a_post_that_was_public_keeps_its_date_when_it_is_published_by_hand(newsroom: Newsroom) -> None:
    story = moved(Intake(moving=True))
    assert (story.live, story.url_date, Story.objects.once_released().count()) == (False, None, 0)
    actions.publish(story, by=newsroom.chief)
    story = Story.objects.get()
    assert (story.first_published_at, str(story.url_date), story.slug) == (THEN, "2019-05-04", "ferry-returns")
    assert story.dispatch.item.first_created == THEN


@pytest.mark.parametrize("intake", [MOVING, Intake(moving=True)])
@pytest.mark.parametrize("year", [1, 1899, 2999])
def test_an_impossible_date_fails_alone(newsroom: Newsroom, year: int, intake: Intake) -> None:
    bad = replace(MOVED, guid="urn:x:bad", first_created=datetime(year, 1, 1, tzinfo=UTC))
    assert [outcome.result for outcome in take(bad, MOVED, intake=intake)] == ["failed", "filed"]


def test_a_planned_draft_is_scheduled_once_somebody_publishes_it(newsroom: Newsroom) -> None:
    at = timezone.now() + timedelta(days=2)
    story = moved(embargo_until=HELD, first_created=at, extra=(("planned-for", at.isoformat()),))
    assert (story.live, story.go_live_at, Dispatch.objects.count()) == (False, at, 0)
    assert actions.publish(story, by=newsroom.chief) is None
    assert Dispatch.objects.count() == 0


def test_a_plan_for_the_year_9999_is_none(newsroom: Newsroom) -> None:
    assert moved(embargo_until=HELD, extra=(("planned-for", "9999-12-31T23:00:00+00:00"),)).go_live_at is None


def test_an_archive_without_a_language_is_in_the_only_edition(newsroom: Newsroom) -> None:
    silent = replace(MOVED, language="und")
    assert take(silent)[0].reason == "It does not say its language: name an edition (--edition)."
    registry = Registry()
    registry.editions = {"ru": newsroom.editions["ru"]}
    assert take_in([silent], registry, MOVING, Pace())[0].result == "filed"
    assert Story.objects.get().edition == newsroom.editions["ru"]
    assert take_in([replace(silent, guid="urn:x:2")], registry, Intake(), Pace())[0].result == "failed"


def test_coming_again_changes_nothing_until_it_was_changed_there(newsroom: Newsroom) -> None:
    moved()
    newer = replace(MOVED, version=26_000_001, headline="Ferry is back", bylines=(Byline("Bo Elm"),), subjects=())
    assert [outcome.result for outcome in take(MOVED, newer, newer)] == ["skipped", "updated", "skipped"]
    story = Story.objects.get()
    assert (story.headline, story.first_published_at) == ("Ferry is back", THEN)
    assert [author.code for author in story.authors.all()] == ["bo-elm"]
    assert [(d.kind, d.version) for d in Dispatch.objects.all()] == [("new", 1), ("update", 2)]


def test_what_was_taken_back_there_stays_out_here_as_a_draft(newsroom: Newsroom) -> None:
    moved()
    assert take(replace(MOVED, version=26_000_001, headline="Oops", embargo_until=HELD))[0].result == "updated"
    story = Story.objects.get()
    assert (story.live, story.headline, Dispatch.objects.count()) == (True, "Ferry returns", 1)


def test_a_picture_of_ours_is_public_with_the_story(newsroom: Newsroom) -> None:
    image = newsroom.image()
    lead, inside = Picture(f"image:{image.pk}", "A ferry", "In port"), Picture(f"image:{newsroom.image().pk}", "B")
    story = moved(lead_picture=lead, body=(inside, *MOVED.body))
    assert (story.picture, story.picture_alt, story.picture_caption) == (image, "A ferry", "In port")
    assert story.dispatch.item.lead_picture == lead
    assert image.public_pictures.count() > 0


def test_a_picture_of_a_draft_is_not_public(newsroom: Newsroom) -> None:
    image = newsroom.image()
    moved(embargo_until=HELD, lead_picture=Picture(f"image:{image.pk}"))
    assert image.public_pictures.count() == 0

"""Taking in many items: the invariants of single publication, at the rate of an archive."""

from __future__ import annotations

import gc
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories import Newsroom
from wireroom.formats.newsitem import HELD, Byline, Credit, NewsItem, Paragraph, Picture, Run, Subject
from wireroom.stories.bulk import Intake, Outcome, Pace, Registry, take_in
from wireroom.stories.chain import flaws
from wireroom.stories.models import Dispatch, Story

PUBLISH = Intake(publish=True)
ARCHIVE = Intake(publish=True, as_of_item_date=True)


def item(guid: str = "urn:x:1", headline: str = "Ship docks", **fields: Any) -> NewsItem:
    fields.setdefault("body", (Paragraph((Run("The ship has docked."),)),))
    return NewsItem(guid=guid, language=fields.pop("language", "en"), headline=headline, **fields)


def take(*items: NewsItem, intake: Intake = PUBLISH) -> list[Outcome]:
    return take_in(items, Registry(), intake, Pace())


def results(*items: NewsItem, intake: Intake = PUBLISH) -> list[str]:
    return [outcome.result for outcome in take(*items, intake=intake)]


def test_items_are_published_in_order_with_one_dispatch_each(newsroom: Newsroom) -> None:
    assert results(item("urn:x:1"), item("urn:x:2"), item("urn:x:3", "Другое", language="ru")) == ["filed"] * 3
    assert list(Dispatch.objects.values_list("seq", "guid", "kind", "audience", "language")) == [
        (1, "urn:x:1", "new", "public", "en"),
        (2, "urn:x:2", "new", "public", "en"),
        (3, "urn:x:3", "new", "public", "ru"),
    ]
    assert list(flaws()) == []
    story = Story.objects.get(guid="urn:x:3")
    assert (story.live, story.edition.code, story.section.code, story.is_archive) == (True, "ru", "news", False)


def test_unpublished_items_are_drafts(newsroom: Newsroom) -> None:
    assert results(item(), intake=Intake()) == ["filed"]
    assert (Dispatch.objects.count(), Story.objects.get().live) == (0, False)


def test_archive_items_keep_their_date_and_stay_out_of_the_news(newsroom: Newsroom) -> None:
    date = datetime(1987, 2, 26, 15, 1, tzinfo=UTC)
    assert results(item(version_created=date), intake=ARCHIVE) == ["filed"]
    story = Story.objects.get()
    assert (story.first_published_at, str(story.url_date), story.is_archive) == (date, "1987-02-26", True)
    assert Dispatch.objects.get().audience == "archive"
    assert not Story.objects.news().exists()


@pytest.mark.parametrize("year", [1899, 2999])
def test_impossible_date_fails_alone(newsroom: Newsroom, year: int) -> None:
    bad = item("urn:x:bad", version_created=datetime(year, 1, 1, tzinfo=UTC))
    outcomes = take(item("urn:x:1"), bad, item("urn:x:2"), intake=ARCHIVE)
    assert [outcome.result for outcome in outcomes] == ["filed", "failed", "filed"]
    assert outcomes[1].reason == f"Its date {year}-01-01 cannot be right."
    assert list(flaws()) == []


def test_same_version_is_skipped_and_a_newer_one_is_an_update(newsroom: Newsroom) -> None:
    take(item(version=2))
    assert results(item(version=2), item(version=1)) == ["skipped", "skipped"]
    assert results(item(version=3, headline="Ship docks late")) == ["updated"]
    story = Story.objects.get()
    assert (story.headline, story.incoming_version) == ("Ship docks late", 3)
    assert list(Dispatch.objects.values_list("kind", "version")) == [("new", 2), ("update", 3)]


def test_versions_of_one_item_in_one_batch_come_in_order(newsroom: Newsroom) -> None:
    first, second = item(version=1), item(version=2, headline="Ship docks late")
    assert results(first, second, first) == ["filed", "updated", "skipped"]
    assert [d.kind for d in Dispatch.objects.all()] == ["new", "update"]


def test_correction_keeps_its_note_and_withdrawal_takes_back(newsroom: Newsroom) -> None:
    take(item())
    corrected = item(version=2, headline="Ship leaves", kind="correction", public_note="It left.")
    killed = item(version=3, kind="withdrawal", public_note="It never was.")
    assert results(corrected, killed) == ["updated", "withdrawn"]
    assert [(d.kind, d.note) for d in Dispatch.objects.all()] == [
        ("new", ""),
        ("correction", "It left."),
        ("withdrawal", "It never was."),
    ]


def test_withdrawal_of_something_never_received_is_reported(newsroom: Newsroom) -> None:
    [outcome] = take(item(kind="withdrawal", public_note="Gone."))
    assert outcome == Outcome("urn:x:1", "failed", "It withdraws a story that was never received.")


def test_language_without_an_edition_is_reported(newsroom: Newsroom) -> None:
    [outcome] = take(item(language="tlh"))
    assert outcome.reason == "There is no edition in the language “tlh”."
    assert results(item("urn:x:2", language="zh"), item("urn:x:3", language="en-GB")) == ["filed", "filed"]


def test_credit_author_section_and_topics_are_kept(newsroom: Newsroom) -> None:
    author, topic = newsroom.author("Ada Writer"), newsroom.topic("tag:ships")
    take(
        item(
            section="Economy",
            credits=(Credit("Harbour Radio"),),
            bylines=(Byline("Ada Writer", author.code), Byline("Somebody Else")),
            subjects=(Subject("tag:ships"), Subject("tag:unknown")),
        )
    )
    story = Story.objects.get()
    assert (story.section.code, story.byline, list(story.topics.all())) == ("economy", "Somebody Else", [topic])
    assert [source.code for source in story.sources.all()] == ["harbour-radio"]
    assert [credit.name for credit in story.dispatch.item.credits] == ["Harbour Radio"]


def test_forbidden_source_is_not_published(newsroom: Newsroom) -> None:
    newsroom.source("secret-wire", may_publish=False)
    [outcome] = take(item(credits=(Credit("Secret Wire"),)))
    assert (outcome.result, Story.objects.count()) == ("failed", 0)


def test_embargoed_item_is_sent_in_advance_only(newsroom: Newsroom) -> None:
    until = timezone.now() + timedelta(hours=2)
    assert results(item(embargo_until=until)) == ["filed"]
    assert [d.audience for d in Dispatch.objects.all()] == ["advance"]
    assert not Story.objects.get().live


def test_item_held_without_a_time_stays_a_draft(newsroom: Newsroom) -> None:
    assert results(item(embargo_until=HELD)) == ["filed"]
    assert (Dispatch.objects.count(), Story.objects.get().live) == (0, False)


def test_picture_that_claims_to_be_ours_is_dropped(newsroom: Newsroom) -> None:
    ours, theirs = Picture("image:1", alt="Secret"), Picture("https://example.org/a.jpg", alt="Open")
    take(item(body=(ours, theirs), lead_picture=ours, pictures=(ours,)))
    released = Story.objects.get().dispatch.item
    assert [getattr(block, "ref", "") for block in released.body] == ["https://example.org/a.jpg"]
    assert (released.lead_picture, released.pictures) == (None, ())


def test_no_break_spaces_of_a_headline_are_kept(newsroom: Newsroom) -> None:
    take(item(headline="Où va-t-on\u00a0?"))
    assert Story.objects.get().headline == "Où va-t-on\u00a0?"


def test_equal_headlines_on_one_day_get_different_addresses(newsroom: Newsroom) -> None:
    take(item("urn:x:1"), item("urn:x:2"))
    take(item("urn:x:3"))
    assert len(set(Story.objects.values_list("slug", flat=True))) == 3


def test_item_without_headline_is_called_by_its_first_words(newsroom: Newsroom) -> None:
    take(item(headline=""))
    assert Story.objects.get().headline == "The ship has docked."


def test_pace_grows_slowly_and_shrinks_at_once() -> None:
    pace = Pace(size=10)
    pace.note(0.001)
    assert pace.size == 12
    pace.note(0.24)
    assert pace.size == pace.floor


def test_cost_of_a_batch_does_not_grow_with_its_size_in_queries(
    newsroom: Newsroom, django_assert_max_num_queries: Any
) -> None:
    take(item("urn:x:0", credits=(Credit("Harbour Radio"),)))
    batch = [item(f"urn:x:{n}", f"Ship {n}", credits=(Credit("Harbour Radio"),)) for n in range(1, 9)]
    names = Registry()
    with django_assert_max_num_queries(18):
        take_in(batch, names, PUBLISH, Pace())


def test_nothing_is_collected_while_the_writer_is_held(racing_newsroom: Newsroom) -> None:
    """Python's collector stops everything for as long as it takes to look at all that is loaded."""
    collected: list[bool] = []

    def note(phase: str, _counts: dict[str, int]) -> None:
        if phase == "start":
            collected.append(connection.in_atomic_block)

    before = gc.get_threshold()
    gc.callbacks.append(note)
    gc.set_threshold(5)
    try:
        assert results(item("urn:x:1"), item("urn:x:2")) == ["filed"] * 2
        assert results(item("urn:x:1", "Ship sails", version=2)) == ["updated"]
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(note)
    assert set(collected) == {False}
    assert gc.isenabled()

"""The index says what is out and what the desk has written: no more, no less, at any moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from tests.factories import Newsroom
from tests.stories.test_actions import make_due
from wireroom.formats.html import parse_blocks
from wireroom.formats.newsitem import NewsItem
from wireroom.search.models import DeskEntry, SearchEntry
from wireroom.search.positions import PER_SECOND
from wireroom.search.query import desk_search, search
from wireroom.stories import actions
from wireroom.stories.body import stream_json
from wireroom.stories.bulk import Intake, Pace, Registry, take_in
from wireroom.stories.models import Story
from wireroom.stories.schedule import release_due


def found(newsroom: Newsroom, text: str, language: str = "en") -> list[str]:
    """What readers find, newest first."""
    return [story.headline for story in search(text, newsroom.editions[language], newest=True).stories()]


def at_the_desk(text: str) -> list[str]:
    return [story.headline for story in desk_search(text, Story.objects.order_by("pk"))]


def words_kept() -> int:
    """How many texts lie in the index, whether or not anybody could find them."""
    if connection.vendor == "postgresql":
        return SearchEntry.objects.count() + DeskEntry.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM search_text) + (SELECT count(*) FROM search_desktext)")
        return int(cursor.fetchone()[0])


def test_draft_is_found_at_the_desk_alone(newsroom: Newsroom) -> None:
    newsroom.draft("Secret harbour")
    assert found(newsroom, "harbour") == []
    assert at_the_desk("harbour") == ["Secret harbour"]


def test_published_story_is_found_by_both(newsroom: Newsroom) -> None:
    newsroom.published("Harbours open", body="<p>Ships are sailing.</p>")
    assert found(newsroom, "harbour") == found(newsroom, "ship sail") == ["Harbours open"]
    assert at_the_desk("harbour") == ["Harbours open"]
    assert (SearchEntry.objects.count(), DeskEntry.objects.count()) == (1, 0)


def test_update_replaces_the_words(newsroom: Newsroom) -> None:
    story = newsroom.published("Harbour opens")
    story.headline = "Airport opens"
    actions.update(story, by=None)
    assert (found(newsroom, "harbour"), found(newsroom, "airport")) == ([], ["Airport opens"])
    assert words_kept() == 1


def test_newer_draft_is_found_at_the_desk_and_the_released_text_by_readers(newsroom: Newsroom) -> None:
    story = newsroom.published("Harbour opens")
    story.headline = "Airport opens"
    story.save_revision()
    assert (found(newsroom, "harbour"), found(newsroom, "airport")) == (["Harbour opens"], [])
    assert (at_the_desk("harbour"), at_the_desk("airport")) == ([], ["Harbour opens"])
    actions.update(story, by=None)
    assert found(newsroom, "airport") == at_the_desk("airport") == ["Airport opens"]
    assert DeskEntry.objects.count() == 0


def test_release_of_an_older_revision_leaves_the_newer_draft_at_the_desk(newsroom: Newsroom) -> None:
    story = newsroom.published("Harbour opens")
    story.headline = "Harbour opens early"
    older = story.save_revision()
    story.headline = "Airport opens"
    story.save_revision()
    actions.release_revision(older, by=None, change=actions.Change("update"))
    assert found(newsroom, "early") == ["Harbour opens early"]
    assert at_the_desk("airport") == ["Harbour opens early"]


def test_withdrawn_story_is_gone_for_readers_until_it_is_back(newsroom: Newsroom) -> None:
    story = newsroom.published("Doubtful harbour", section="world")
    actions.withdraw(story, by=None, note="It was false.")
    assert found(newsroom, "harbour") == []
    assert at_the_desk("harbour") == ["Doubtful harbour"]
    assert words_kept() == 1
    actions.reinstate(newsroom.fresh(story), by=None)
    assert found(newsroom, "harbour") == at_the_desk("harbour") == ["Doubtful harbour"]
    assert words_kept() == 1


def test_withdrawal_leaves_the_newer_draft_at_the_desk(newsroom: Newsroom) -> None:
    story = newsroom.published("Harbour opens")
    story.headline = "Airport opens"
    story.save_revision()
    actions.withdraw(newsroom.fresh(story), by=None, note="It was false.")
    assert (at_the_desk("harbour"), at_the_desk("airport")) == ([], ["Harbour opens"])


def test_advisory_changes_nothing(newsroom: Newsroom) -> None:
    story = newsroom.published("Harbour opens")
    actions.advise(story, by=None, note="Pictures of the lighthouse follow.")
    assert (found(newsroom, "harbour"), found(newsroom, "lighthouse")) == (["Harbour opens"], [])


def test_embargoed_story_is_found_by_readers_only_from_its_time(newsroom: Newsroom) -> None:
    story = newsroom.draft("Harbour secret", embargo_until=timezone.now() + timedelta(hours=1))
    actions.publish(story, by=None)
    assert found(newsroom, "harbour") == []
    assert at_the_desk("harbour") == ["Harbour secret"]
    make_due(story)
    assert release_due() == 1
    assert found(newsroom, "harbour") == ["Harbour secret"]


def test_withdrawn_advance_is_never_found_by_readers(newsroom: Newsroom) -> None:
    story = newsroom.draft("Harbour secret", embargo_until=timezone.now() + timedelta(hours=1))
    actions.publish(story, by=None)
    actions.withdraw(newsroom.fresh(story), by=None, note="Not after all.")
    assert found(newsroom, "harbour") == []
    assert at_the_desk("harbour") == ["Harbour secret"]


def test_failed_release_leaves_the_index_as_it_was(newsroom: Newsroom) -> None:
    story = newsroom.draft("Harbour opens")
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012 - what fails is the transaction
        actions.publish(story, by=None)
        assert found(newsroom, "harbour") == ["Harbour opens"]
        raise ZeroDivisionError
    assert found(newsroom, "harbour") == []


def test_deleted_draft_leaves_no_words(newsroom: Newsroom) -> None:
    newsroom.draft("Harbour").delete()
    assert at_the_desk("harbour") == []
    assert words_kept() == 0


def test_bulk_intake_is_found_whether_published_or_draft(newsroom: Newsroom) -> None:
    def item(number: int, headline: str) -> NewsItem:
        body = parse_blocks("<p>Text.</p>")
        return NewsItem(guid=f"urn:x:{number}", language="en", headline=headline, body=body)

    take_in([item(1, "Harbour one"), item(2, "Harbour two")], Registry(), Intake(publish=True), Pace())
    take_in([item(3, "Airport three")], Registry(), Intake(), Pace())
    assert found(newsroom, "harbour") == ["Harbour two", "Harbour one"]
    assert found(newsroom, "airport") == []
    assert at_the_desk("airport") == ["Airport three"]


def test_archive_is_found_at_its_age(newsroom: Newsroom) -> None:
    old = timezone.now() - timedelta(days=4000)
    item = NewsItem(guid="urn:x:old", language="en", headline="Harbour long ago", version_created=old)
    newsroom.published("Harbour today")
    take_in([item], Registry(), Intake(publish=True, as_of_item_date=True), Pace())
    assert found(newsroom, "harbour") == ["Harbour today", "Harbour long ago"]


def test_stories_of_one_second_stand_side_by_side(newsroom: Newsroom) -> None:
    same = timezone.now() - timedelta(days=5)
    items = [
        NewsItem(guid=f"urn:x:{n}", language="en", headline=f"Harbour {n}", version_created=same) for n in range(3)
    ]
    take_in(items, Registry(), Intake(publish=True, as_of_item_date=True), Pace())
    assert found(newsroom, "harbour") == ["Harbour 2", "Harbour 1", "Harbour 0"]


def test_taken_place_gives_way_to_the_next_second(newsroom: Newsroom) -> None:
    one, other = newsroom.published("Harbour one"), newsroom.draft("Harbour other")
    entry = SearchEntry.objects.get(story=one)
    second = int(timezone.now().timestamp())
    for later in range(10):
        position = (second + later) * PER_SECOND + other.pk % PER_SECOND
        if later == 0:
            SearchEntry.objects.filter(pk=entry.pk).update(story=one, position=position)
        else:
            SearchEntry.objects.create(position=position, story=newsroom.draft(f"Filler {later}"))
    actions.publish(other, by=None)
    assert SearchEntry.objects.get(story=other).position == (second + 10) * PER_SECOND + other.pk % PER_SECOND


def test_editions_do_not_find_each_others_words(newsroom: Newsroom) -> None:
    newsroom.published("COVID 2026", language="en")
    newsroom.published("COVID 2026 снова", language="ru")
    assert found(newsroom, "covid 2026", "en") == ["COVID 2026"]
    assert found(newsroom, "covid 2026", "ru") == ["COVID 2026 снова"]
    assert found(newsroom, "covid", "fr") == []


def test_very_long_text_of_long_words_is_published_and_found(newsroom: Newsroom) -> None:
    words = " ".join(f"{'щ' * 36}{chr(1072 + n % 30)}{chr(1072 + n // 30 % 30)}{n}" for n in range(12_000))
    story = newsroom.published("Длинная повесть", language="ru", body=f"<p>{words}</p>")
    assert story.live
    assert found(newsroom, "повести", "ru") == ["Длинная повесть"]


HOSTILE = "'; \\ \" \x00 :* & | ! ( ) NEAR -- {headline}: ^ \ud800 \u202e 'a':1A AND OR NOT é"


def test_hostile_text_is_indexed_and_asked_for_literally(newsroom: Newsroom) -> None:
    newsroom.published("It's \\ 'quoted' & | ! NEAR(x) {y}: AND OR NOT * --")
    assert found(newsroom, "quoted near x y and or not") == ["It's \\ 'quoted' & | ! NEAR(x) {y}: AND OR NOT * --"]
    assert found(newsroom, HOSTILE) == []
    assert at_the_desk(HOSTILE) == []


def test_reindex_mends_whatever_was_lost(newsroom: Newsroom) -> None:
    kept = newsroom.published("Harbour opens")
    changed = newsroom.published("Bridge opens")
    changed.headline = "Bridge closes"
    changed.save_revision()
    gone = newsroom.published("Ferry sinks")
    actions.withdraw(gone, by=None, note="It floats.")
    newsroom.draft("Airport planned")
    before = dict(SearchEntry.objects.values_list("story_id", "position"))
    SearchEntry.objects.all().delete()
    DeskEntry.objects.all().delete()
    assert (found(newsroom, "harbour"), at_the_desk("airport")) == ([], [])
    SearchEntry.objects.create(story=gone)
    call_command("reindex")
    assert found(newsroom, "opens") == ["Bridge opens", "Harbour opens"]
    assert (found(newsroom, "ferry"), at_the_desk("ferry")) == ([], ["Ferry sinks"])
    assert at_the_desk("closes") == ["Bridge opens"]
    assert at_the_desk("airport") == ["Airport planned"]
    assert dict(SearchEntry.objects.values_list("story_id", "position")) == before
    assert newsroom.fresh(kept).live
    assert words_kept() == 5


def test_reindex_twice_changes_nothing(newsroom: Newsroom) -> None:
    newsroom.published("Harbour opens")
    newsroom.draft("Airport planned")
    call_command("reindex")
    call_command("reindex")
    assert words_kept() == 2
    assert found(newsroom, "harbour") == ["Harbour opens"]


@pytest.mark.parametrize("number", [1, 3])
def test_release_of_many_costs_the_same_queries(
    newsroom: Newsroom, number: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    from wireroom.search.index import index_released
    from wireroom.stories.facts import Released

    stories = [newsroom.published(f"Harbour {n}") for n in range(number)]
    rows = list(Story.objects.select_related("locale", "dispatch").filter(pk__in=[story.pk for story in stories]))
    queries = 4 if connection.vendor == "postgresql" else 5
    facts = [Released(story, story.dispatch, None) for story in rows if story.dispatch]
    with django_assert_num_queries(queries):
        index_released(facts)


def test_stream_of_the_draft_is_read_as_the_released_one_is(newsroom: Newsroom) -> None:
    blocks = parse_blocks("<h2>Quayside</h2><p>Text</p><ul><li>Crane</li></ul><blockquote>Said so</blockquote>")
    story = newsroom.draft("Harbour", dateline="VARSEN", byline="Ada Pilot")
    story.body = stream_json(blocks)
    story.save_revision()
    for word in ("quayside", "crane", "said", "varsen", "pilot"):
        assert at_the_desk(word) == ["Harbour"]
    actions.publish(story, by=None)
    for word in ("quayside", "crane", "said", "varsen", "pilot"):
        assert found(newsroom, word) == ["Harbour"]

"""Finding: filters, order, paging, phrases, exclusions, and the desk's list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories import Newsroom
from wireroom.formats.newsitem import NewsItem
from wireroom.search import query as query_module
from wireroom.search.query import Results, desk_search, search
from wireroom.search.types import Found
from wireroom.stories.bulk import Intake, Pace, Registry, take_in
from wireroom.stories.models import Section, Story

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def file(*headlines: str, at: datetime = NOON, step: timedelta = timedelta(hours=1)) -> None:
    """Takes in English archive stories, an hour apart."""
    items = [
        NewsItem(guid=f"urn:x:{headline}", language="en", headline=headline, version_created=at + number * step)
        for number, headline in enumerate(headlines)
    ]
    outcomes = take_in(items, Registry(), Intake(publish=True, as_of_item_date=True), Pace())
    assert {outcome.result for outcome in outcomes} == {"filed"}


def headlines(results: Results) -> list[str]:
    return [story.headline for story in results.stories()]


def test_words_must_all_be_there(newsroom: Newsroom) -> None:
    file("Oil and gas", "Oil", "Gas")
    assert headlines(search("oil gas", newsroom.editions["en"])) == ["Oil and gas"]


def test_phrase_must_stand_together(newsroom: Newsroom) -> None:
    file("The price of oil", "Oil of the price")
    english = newsroom.editions["en"]
    assert headlines(search('"price of oil"', english)) == ["The price of oil"]
    assert len(search("price of oil", english).hits) == 2


def test_phrase_never_spans_headline_and_text(newsroom: Newsroom) -> None:
    newsroom.published("Price of", summary="oil rises", body="<p>again</p>")
    assert search('"of oil"', newsroom.editions["en"]).hits == ()
    assert search('"rises again"', newsroom.editions["en"]).hits == ()


def test_exclusion_keeps_words_and_phrases_out(newsroom: Newsroom) -> None:
    file("Oil at sea", "Oil on land", "Oil sea at")
    english = newsroom.editions["en"]
    assert headlines(search("oil -sea", english)) == ["Oil on land"]
    assert headlines(search('oil -"at sea"', english, newest=True)) == ["Oil sea at", "Oil on land"]


def test_chinese_is_found_by_parts_of_a_run(newsroom: Newsroom) -> None:
    newsroom.published("北京大学开学", language="zh-hans")
    chinese = newsroom.editions["zh-hans"]
    for text in ("北京", "大学", "北京大学", "学", '"北京大学"', "开学 -上海"):
        assert headlines(search(text, chinese)) == ["北京大学开学"]
    for text in ("大北", '"北京开学"', "北京 -大学"):
        assert search(text, chinese).hits == ()


def test_accents_and_inflection_are_forgiven(newsroom: Newsroom) -> None:
    newsroom.published("Élections européennes", language="fr")
    newsroom.published("Наводнения в берёзовых рощах", language="ru")
    newsroom.published("وزير في الحكومة", language="ar")
    assert len(search("election europeen", newsroom.editions["fr"]).hits) == 1
    assert len(search("наводнение березовая", newsroom.editions["ru"]).hits) == 1
    assert len(search("الوزير حكومة", newsroom.editions["ar"]).hits) == 1


def test_headline_weighs_more_than_text_and_newer_breaks_ties(newsroom: Newsroom) -> None:
    newsroom.published("Harbour news", body="<p>Nothing else.</p>")
    newsroom.published("Other news", body="<p>The harbour is far.</p>")
    newsroom.published("Harbour news", body="<p>Nothing else.</p>")
    english = newsroom.editions["en"]
    first, second, third = Story.objects.order_by("pk").values_list("pk", flat=True)
    assert search("harbour", english).hits == (third, first, second)
    assert search("harbour", english, newest=True).hits == (third, second, first)


def test_about_equal_matches_stand_newest_first() -> None:
    found = Found(4, ((4, 7.99), (3, 2.0), (2, 8.0), (1, 2.1)))
    assert query_module._best(found) == [4, 2, 1, 3]


def test_section_filter_takes_the_parts_of_a_section_in(newsroom: Newsroom) -> None:
    part = Section.objects.create(code="europe", names={"en": "Europe"}, parent=newsroom.sections["world"])
    newsroom.sections["europe"] = part
    newsroom.published("Harbour one", section="world")
    newsroom.published("Harbour two", section="europe")
    newsroom.published("Harbour three", section="sport")
    english = newsroom.editions["en"]
    world = search("harbour", english, section=newsroom.sections["world"], newest=True)
    assert headlines(world) == ["Harbour two", "Harbour one"]
    assert headlines(search("harbour", english, section=part)) == ["Harbour two"]


def test_source_filter(newsroom: Newsroom) -> None:
    radio, paper = newsroom.source("radio"), newsroom.source("paper")
    newsroom.published("Harbour one", sources=[radio, paper])
    newsroom.published("Harbour two", sources=[paper])
    english = newsroom.editions["en"]
    assert headlines(search("harbour", english, source=radio)) == ["Harbour one"]
    assert headlines(search("harbour", english, source=paper, newest=True)) == ["Harbour two", "Harbour one"]


def test_dates_bound_the_results(newsroom: Newsroom) -> None:
    file("Oil 1", "Oil 2", "Oil 3")
    english = newsroom.editions["en"]
    hour = timedelta(hours=1)
    assert headlines(search("oil", english, since=NOON + hour, newest=True)) == ["Oil 3", "Oil 2"]
    assert headlines(search("oil", english, until=NOON + hour)) == ["Oil 1"]
    assert headlines(search("oil", english, since=NOON + hour, until=NOON + 2 * hour)) == ["Oil 2"]


def test_stories_of_before_1970_have_their_place(newsroom: Newsroom) -> None:
    file("Oil found", at=datetime(1931, 1, 1, tzinfo=UTC))
    file("Oil lost")
    english = newsroom.editions["en"]
    assert headlines(search("oil", english, newest=True)) == ["Oil lost", "Oil found"]
    assert headlines(search("oil", english, until=datetime(1970, 1, 1, tzinfo=UTC))) == ["Oil found"]


def test_pages_follow_each_other(newsroom: Newsroom) -> None:
    file(*[f"Oil {n}" for n in range(5)])
    english = newsroom.editions["en"]
    pages = [search("oil", english, newest=True, page=page, per_page=2) for page in (1, 2, 3, 4)]
    assert [headlines(page) for page in pages] == [["Oil 4", "Oil 3"], ["Oil 2", "Oil 1"], ["Oil 0"], []]
    assert [(page.total, page.pages, page.is_more) for page in pages] == [(5, 3, False)] * 4


def test_older_matches_follow_the_weighed_ones_by_age(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_module, "MOST_WEIGHED", 3)
    file("Oil oil", *[f"Oil and water {n}" for n in range(3)], "Oil")
    english = newsroom.editions["en"]
    pages = [headlines(search("oil", english, page=page, per_page=2)) for page in (1, 2, 3)]
    assert pages == [["Oil", "Oil and water 2"], ["Oil and water 1", "Oil and water 0"], ["Oil oil"]]


@pytest.mark.parametrize("page", [0, -1, 501, 10**12])
def test_absurd_pages_are_no_error(newsroom: Newsroom, page: int) -> None:
    file("Oil")
    results = search("oil", newsroom.editions["en"], page=page)
    assert headlines(results) == (["Oil"] if page < 1 else [])


@pytest.mark.parametrize("text", ["", "   ", "-oil", '"', "\x00", "*", "—"])
def test_empty_queries_find_nothing(newsroom: Newsroom, text: str) -> None:
    file("Oil")
    results = search(text, newsroom.editions["en"])
    assert (results.hits, results.total, results.pages) == ((), 0, 0)


@pytest.mark.parametrize("number", [1, 3])
def test_search_costs_the_same_queries_for_many_hits(
    newsroom: Newsroom, number: int, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    file(*[f"Oil {n}" for n in range(number)])
    with django_assert_max_num_queries(6):
        assert len(search("oil", newsroom.editions["en"]).stories()) == number


def test_desk_finds_in_every_language_and_keeps_the_order(newsroom: Newsroom) -> None:
    newsroom.draft("Наводнения на юге", language="ru")
    newsroom.published("Наводнение отступает", language="ru")
    newsroom.draft("Floods in the south")
    assert [s.headline for s in desk_search("наводнение", Story.objects.order_by("-pk"))] == [
        "Наводнение отступает",
        "Наводнения на юге",
    ]
    assert [s.headline for s in desk_search("flood", Story.objects.order_by("pk"))] == ["Floods in the south"]


def test_desk_finds_by_slugline_and_readers_do_not(newsroom: Newsroom) -> None:
    newsroom.published("Harbour opens", slugline="VARSEN-BRIDGE/LEAD")
    newsroom.draft("Harbour plans", slugline="VARSEN-BRIDGE/PLAN")
    assert search("varsen", newsroom.editions["en"]).hits == ()
    assert desk_search("varsen bridge", Story.objects.all()).count() == 2
    assert [s.headline for s in desk_search("varsen plan", Story.objects.all())] == ["Harbour plans"]


def test_desk_search_narrows_what_it_is_given(newsroom: Newsroom) -> None:
    newsroom.published("Harbour one", section="world")
    newsroom.published("Harbour two", section="sport")
    stories = Story.objects.filter(section__code="sport")
    assert [s.headline for s in desk_search("harbour", stories)] == ["Harbour two"]
    assert desk_search(" ", stories).count() == 1
    assert desk_search("-harbour", stories).count() == 0
    assert desk_search('"', stories).count() == 0


def test_desk_phrase_and_exclusion(newsroom: Newsroom) -> None:
    newsroom.draft("The price of oil")
    newsroom.published("Oil of the price")
    stories = Story.objects.order_by("pk")
    assert [s.headline for s in desk_search('"price of oil"', stories)] == ["The price of oil"]
    assert [s.headline for s in desk_search('oil -"price of"', stories)] == ["Oil of the price"]

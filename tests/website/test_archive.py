"""The archive by year, month and day."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.factories import Newsroom
from tests.flows.reader import Page, Reader
from tests.website.material import one, words
from wireroom.core import clock
from wireroom.stories.models import Story


def at(newsroom: Newsroom, headline: str, moment: datetime, language: str = "en") -> Story:
    with clock.at(moment):
        return newsroom.published(headline, language=language)


def moment(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def links(page: Page, tag: str, **attributes: str) -> list[str | None]:
    return [a.get("href") for a in one(page, tag, **attributes).iter("a")]


def test_archive_goes_back_to_the_first_story(newsroom: Newsroom, reader: Reader) -> None:
    at(newsroom, "Old", moment(2024, 3, 1))
    at(newsroom, "New", moment(2026, 11, 14))
    assert links(reader.get("/en/archive/"), "ul", class_="spans") == [
        "/en/archive/2026/",
        "/en/archive/2025/",
        "/en/archive/2024/",
    ]


def test_archive_begins_with_the_newest_month(newsroom: Newsroom, reader: Reader) -> None:
    for day in (1, 14, 14):
        at(newsroom, "New", moment(2026, 11, day))
    at(newsroom, "Old", moment(2026, 10, 31))
    page = reader.get("/en/archive/")
    assert links(page, "table", class_="month") == ["/en/archive/2026/11/01/", "/en/archive/2026/11/14/"]
    assert links(page, "h2", class_="month-name") == ["/en/archive/2026/11/"]
    assert "2 stories" not in page.text  # it is dropped only with a day's first story


def test_archive_without_stories_says_so(newsroom: Newsroom, reader: Reader) -> None:
    assert "still empty" in reader.get("/en/archive/").text
    assert reader.get("/en/archive/2026/").status == 404


def test_archive_year_counts_its_months(newsroom: Newsroom, reader: Reader) -> None:
    at(newsroom, "One", moment(2026, 3, 1))
    at(newsroom, "Two", moment(2026, 3, 31))
    at(newsroom, "Three", moment(2026, 11, 14))
    months = [words(li) for li in one(reader.get("/en/archive/2026/"), "ul", class_="spans").iter("li")]
    assert (months[2], months[10], months[0]) == ("March 2 stories", "November 1 story", "January")


def test_archive_month_is_a_calendar(newsroom: Newsroom, reader: Reader) -> None:
    at(newsroom, "One", moment(2026, 11, 14))
    page = reader.get("/en/archive/2026/11/")
    table = one(page, "table", class_="month")
    assert links(page, "table", class_="month") == ["/en/archive/2026/11/14/"]
    assert [len(list(row)) for row in table.iter("tr")] == [7] * 7
    assert words(page.tree.find(".//h1")) == "November 2026"


def test_archive_day_lists_its_stories_and_leads_to_its_neighbours(newsroom: Newsroom, reader: Reader) -> None:
    at(newsroom, "Before", moment(2026, 11, 2))
    at(newsroom, "Morning", moment(2026, 11, 14, 8))
    at(newsroom, "Evening", moment(2026, 11, 14, 20))
    at(newsroom, "After", moment(2026, 11, 20))
    page = reader.get("/en/archive/2026/11/14/")
    lines = [words(li) for li in one(page, "ol", class_="day").iter("li")]
    assert lines == ["20:00 Evening World", "08:00 Morning World"]
    assert links(page, "nav", class_="neighbours") == ["/en/archive/2026/11/02/", "/en/archive/2026/11/20/"]


def test_archive_days_are_those_of_the_editions_zone(newsroom: Newsroom, reader: Reader) -> None:
    at(newsroom, "Late in London", moment(2026, 11, 14, 22))
    at(newsroom, "Ночью в Москве", moment(2026, 11, 14, 22), language="ru")
    assert "Late in London" in reader.get("/en/archive/2026/11/14/").text
    assert "Ночью в Москве" in reader.get("/ru/archive/2026/11/15/").text
    assert reader.get("/ru/archive/2026/11/14/").status == 404


def test_archive_of_impossible_times_is_not_found(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.published()
    paths = ("0000/", "9999/", "2026/00/", "2026/13/", "2026/02/30/", "1850/", "9999/12/", "9999/12/31/")
    assert {reader.get(f"/en/archive/{path}").status for path in paths} == {404}

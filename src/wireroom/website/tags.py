"""The tags that pages bear and purges name: what on a page can change."""

from __future__ import annotations

from datetime import date, timedelta

MOST_DAYS = 40
"""A page that shows a longer time bears tags of months, then of years."""


def edition(code: str) -> str:
    """Every page of an edition."""
    return f"edition:{code}"


def story(guid: str) -> str:
    """Pages that show anything of the story."""
    return f"story:{guid}"


def group(key: object) -> str:
    """Pages that link to the other languages of a story."""
    return f"group:{key}"


def related(guid: str) -> str:
    """The story's page for the sake of the stories beside it."""
    return f"related:{guid}"


def news(code: str) -> str:
    """Front and feeds of an edition."""
    return f"news:{code}"


def section(code: str, name: str) -> str:
    return f"section:{code}/{name}"


def topic(code: str, slug: str) -> str:
    """By the topic's code as it stands in addresses. Here as with authors and sources no edition's code means that of
    any: an edition without a story on the topic has a page of it as long as another has one.
    """
    return f"topic:{code}/{slug}"


def author(code: str, name: str) -> str:
    return f"author:{code}/{name}"


def source(code: str, name: str) -> str:
    return f"source:{code}/{name}"


def archive(code: str) -> str:
    """Every page of an edition's archive."""
    return f"archive:{code}"


def archive_of(code: str, day: date) -> tuple[str, str, str]:
    """The archive's pages of a day, its month and its year."""
    return f"day:{code}/{day:%Y-%m-%d}", f"month:{code}/{day:%Y-%m}", f"year:{code}/{day:%Y}"


def archive_span(code: str, first: date, last: date) -> set[str]:
    """What a page bears that shows stories of these days and all between, in as few tags as will do."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if (last - first).days <= MOST_DAYS:
        return {archive_of(code, first + timedelta(days=number))[0] for number in range((last - first).days + 1)}
    if months <= MOST_DAYS:
        starts = (divmod(first.year * 12 + first.month - 1 + number, 12) for number in range(months + 1))
        return {archive_of(code, date(year, month + 1, 1))[1] for year, month in starts}
    return {archive_of(code, date(year, 1, 1))[2] for year in range(first.year, last.year + 1)}


def corrections(code: str) -> str:
    return f"corrections:{code}"


def comments(guid: str) -> str:
    """Pages that show comments on the story, or how many there are."""
    return f"comments:{guid}"


COMMENT_FEEDS = "comment-feeds"


def rating(guid: str) -> str:
    """Pages that show the story's score."""
    return f"rating:{guid}"


BEST_RATED = "best-rated"
SITEMAP_INDEX = "sitemap"
NEWS_SITEMAP = "news-sitemap"


def sitemap(share: int) -> str:
    return f"sitemap:{share}"

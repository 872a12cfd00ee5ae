"""Every public address of the reader's side, written once; stable for ever."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from wireroom.stories.models import Story

FEEDS = (("rss.xml", "application/rss+xml", "RSS"), ("atom.xml", "application/atom+xml", "Atom"))
JSON_FEED = ("feed.json", "application/feed+json", "JSON Feed")


def front(edition: str) -> str:
    return f"/{edition}/"


def live(edition: str, guid: str = "") -> str:
    """The stream of what goes out while a page is open, of one story if named; `website.live` answers it."""
    return f"/{edition}/live" + (f"?{urlencode({'story': guid})}" if guid else "")


def story(edition: str, day: date, slug: str) -> str:
    return f"/{edition}/{day:%Y/%m/%d}/{slug}/"


def of(edition: str, released: Story) -> str:
    """Where a released story stands; a constraint of the database gives every one its address."""
    if released.url_date is None:
        raise ValueError(f"{released.guid} was never released")
    return story(edition, released.url_date, released.slug)


def history(story_path: str) -> str:
    return f"{story_path}history/"


def rating(story_path: str) -> str:
    return f"{story_path}rating/"


def comments(story_path: str) -> str:
    return f"{story_path}comments/"


def comment(story_path: str, comment_id: int) -> str:
    """The permanent address of one comment."""
    return f"{comments(story_path)}{comment_id}/"


def comment_form(story_path: str, answers: int) -> str:
    """The form for a reply."""
    return f"{comments(story_path)}?answers={answers}#comment-form"


def my_comments(edition: str) -> str:
    return f"/{edition}/my-comments/"


def notices(edition: str, token: str) -> str:
    """Where the owner of an address confirms notices of replies, or ends them."""
    return f"/{edition}/notices/{token}/"


def comment_feed(edition: str) -> str:
    """The newest comments of an edition, as Atom."""
    return f"/{edition}/comments/atom.xml"


def report(story_path: str) -> str:
    """The form for errors in a story."""
    return f"{story_path}report/"


def report_status(edition: str, token: str) -> str:
    """What has become of a reader's report; nobody can guess it."""
    return f"/{edition}/reports/{token}/"


def short(edition: str, story_id: int) -> str:
    """The permanent short address."""
    return f"/{edition}/s/{story_id}/"


def section(edition: str, code: str) -> str:
    return f"/{edition}/{code}/"


def topic(edition: str, slug: str) -> str:
    return f"/{edition}/topic/{slug}/"


def author(edition: str, code: str) -> str:
    return f"/{edition}/author/{code}/"


def source(edition: str, code: str) -> str:
    return f"/{edition}/source/{code}/"


def page(edition: str, slug: str) -> str:
    return f"/{edition}/{slug}/"


def archive(edition: str, year: int = 0, month: int = 0, day: int = 0) -> str:
    """Archive of a day, month or year; without arguments its entrance."""
    parts = [f"{year:04}"] if year else []
    parts += [f"{month:02}"] if month else []
    parts += [f"{day:02}"] if day else []
    return f"/{edition}/archive/" + "".join(f"{part}/" for part in parts)


def archive_day(edition: str, day: date) -> str:
    return archive(edition, day.year, day.month, day.day)


def best_rated(edition: str) -> str:
    return f"/{edition}/best-rated/"


def search(edition: str, **query: str) -> str:
    return f"/{edition}/search/" + (f"?{urlencode(query)}" if query else "")


def corrections(edition: str) -> str:
    return f"/{edition}/corrections/"


def numbered(path: str, number: int, **query: str) -> str:
    """Page `number` of the list at `path`; the first has no number."""
    wanted = {name: value for name, value in query.items() if value}
    if number > 1:
        wanted["page"] = str(number)
    return f"{path}?{urlencode(wanted)}" if wanted else path

"""Searching what is out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wireroom.formats.html import plain_text
from wireroom.formats.newsitem import LinkCard, Table
from wireroom.press.declaring import stored
from wireroom.search.query import Results, search
from wireroom.search.rules import Marked, snippet
from wireroom.stories.models import Section, Source, Story
from wireroom.website import addresses
from wireroom.website.layout import Head, Layout
from wireroom.website.lists import Entry, Page, entry, page_number
from wireroom.website.story_page import newest_dispatch, trail_of
from wireroom.website.views.pages import edition_page, show, titled

PER_PAGE = 20
DEEPEST = 500
LONGEST = 200
LOOKED_AT = 2000
"""The sources of so many of the newest stories can be chosen from a list."""


@dataclass(frozen=True, slots=True)
class Hit:
    entry: Entry
    pieces: Sequence[Marked]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader asks for; whatever cannot be read is as if it had not been said."""

    text: str
    section: Section | None
    source: Source | None
    since: date | None
    until: date | None
    newest: bool

    def query(self) -> tuple[tuple[str, str], ...]:
        """The same as parameters of an address, without what was left open."""
        said = {
            "q": self.text,
            "section": self.section.code if self.section else "",
            "source": self.source.code if self.source else "",
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "sort": "newest" if self.newest else "",
        }
        return tuple((name, value) for name, value in said.items() if value)


@stored("q", "section", "source", "since", "until", "sort", "page", seconds=10)
@edition_page
def results(request: HttpRequest, layout: Layout) -> HttpResponse:
    wish = _wish(request, layout)
    number = page_number(request.GET.get("page", ""), deepest=DEEPEST)
    found = _search(layout, wish, number) if wish.text else None
    hits = [_hit(layout, story, found) for story in found.stories()] if found else []
    if number > 1 and not hits:
        raise Http404(str(number))
    path = addresses.search(layout.code)
    pages = found.pages if found else 0
    page = Page((), number, path, has_next=number < min(pages, DEEPEST), query=wish.query())
    title = _("Search")
    head = Head(titled(layout, wish.text, title), page.own, indexed=False, previous=page.previous, next=page.next)
    context = {
        "title": title,
        "trail": trail_of(layout, None),
        "wish": wish,
        "found": found,
        "hits": hits,
        "page": page,
        "sources": _sources(layout),
        "longest": LONGEST,
        "searches": True,
    }
    return show(request, layout, "website/search.html", head, context)


def _wish(request: HttpRequest, layout: Layout) -> Wish:
    asked = request.GET
    code = asked.get("source", "")
    return Wish(
        text=" ".join(asked.get("q", "")[:LONGEST].replace("\0", "").split()),
        section=layout.by_code.get(asked.get("section", "")),
        source=Source.objects.filter(code=code).first() if code and code.isprintable() else None,
        since=_date(asked.get("since", "")),
        until=_date(asked.get("until", "")),
        newest=asked.get("sort", "") == "newest",
    )


def _date(value: str) -> date | None:
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if date(1900, 1, 1) <= found < date(9000, 1, 1) else None


def _search(layout: Layout, wish: Wish, number: int) -> Results:
    calendar = layout.calendar
    return search(
        wish.text,
        layout.edition,
        section=wish.section,
        source=wish.source,
        since=calendar.midnight(wish.since) if wish.since else None,
        until=calendar.midnight(wish.until + timedelta(days=1)) if wish.until else None,
        newest=wish.newest,
        page=number,
        per_page=PER_PAGE,
    )


def _hit(layout: Layout, story: Story, found: Results) -> Hit:
    """Prose is shown rather than figures: tables and links come last."""
    item = newest_dispatch(story).item
    body = sorted(item.body, key=lambda block: isinstance(block, Table | LinkCard))
    text = "\n".join(part for part in (item.summary, plain_text(body)) if part)
    return Hit(entry(layout, story), snippet(" ".join(text.split()), found.query, layout.code))


def _sources(layout: Layout) -> list[tuple[str, str]]:
    """Codes and names, by name, of those that the newest stories credit: who else talks to us is nobody's business."""
    newest = Story.objects.published().in_edition(layout.edition).newest().values("pk")[:LOOKED_AT]
    credited = Story.sources.through.objects.filter(story_id__in=newest).values("source_id")
    names = [(found.code, found.name_in(layout.code)) for found in Source.objects.filter(pk__in=credited)]
    return sorted(names, key=lambda pair: pair[1].casefold())

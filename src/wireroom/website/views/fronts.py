"""The front page, and the door that leads to the edition a reader can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from wireroom.core.outages import is_outage
from wireroom.formats.newsitem import Picture
from wireroom.press.declaring import declare, stored
from wireroom.stories.models import Edition, Story
from wireroom.website import addresses, tags
from wireroom.website.answers import moved, refused, with_headers
from wireroom.website.jsonld import front_graph
from wireroom.website.layout import Head, Layout, Link, edition_among
from wireroom.website.lists import Entry, entries, entry, listed
from wireroom.website.live.bar import front_bar
from wireroom.website.pictures import public_copies, shown
from wireroom.website.queries import news_of_sections
from wireroom.website.rules import by_weight
from wireroom.website.views.pages import edition_page, show

SECONDARY = 4
LATEST = 24
"""Lines of the wire column."""
WEIGHED = 40
"""The lead is chosen among so many of the newest."""
IN_A_SECTION = 5


@dataclass(frozen=True, slots=True)
class Column:
    """A section on the front with its newest stories, those above left out."""

    section: Link
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Day:
    """Lines of the wire of one day."""

    name: str
    entries: Sequence[Entry]


@csrf_exempt
def door(request: HttpRequest) -> HttpResponse:
    """Sends a reader to the edition in the first of their languages that is open; remembers nothing."""
    refusal = refused(request)
    if refusal is not None:
        return refusal
    editions = _open_editions()
    if not editions:
        raise Http404("no edition is open")
    edition = preferred(editions, request.headers.get("Accept-Language", ""))
    response = moved(addresses.front(edition.code), permanently=False)
    patch_vary_headers(response, ["Accept-Language"])
    return with_headers(response)


_known: list[Edition] = []


def _open_editions() -> Sequence[Edition]:
    """As the database says; while it is away as it said last, since what the editions show is stored."""
    try:
        _known[:] = Edition.objects.open()
    except DatabaseError as error:
        if not (_known and is_outage(error)):
            raise
    return tuple(_known)


def preferred(editions: Sequence[Edition], accepted: str) -> Edition:
    """The edition for an Accept-Language header: exact, else of the same primary language, else the first."""
    for language, _quality in parse_accept_lang_header(accepted.lower()):
        exact = edition_among(editions, language)
        primary = language.partition("-")[0]
        found = exact or next((e for e in editions if e.code.partition("-")[0] == primary), None)
        if found is not None:
            return found
    return editions[0]


@stored()
@edition_page
def front(request: HttpRequest, layout: Layout) -> HttpResponse:
    edition = layout.edition
    declare(tags.news(edition.code))
    news = Story.objects.published().news().in_edition(edition)
    newest = list(listed(news).newest()[:WEIGHED])
    leads = by_weight(newest)[: 1 + SECONDARY]
    columns = _columns(layout, exclude={story.pk for story in leads})
    top = _with_pictures(layout, leads)
    wire = list(listed(news).latest_moved()[:LATEST])
    head = Head(
        title=f"{edition.name} — {edition.tagline}" if edition.tagline else edition.name,
        path=addresses.front(edition.code),
        description=edition.tagline or _("News from %(agency)s") % {"agency": edition.name},
        alternates=layout.everywhere(addresses.front(edition.code)),
    )
    context = {
        "lead": top[0] if top else None,
        "secondary": top[1:],
        "columns": columns,
        "wire": _days(layout, entries(layout, wire)),
        "graph": front_graph(layout),
        "live": front_bar(layout, max(wire, key=lambda story: story.dispatch_id or 0, default=None)),
    }
    moved_at = wire[0].last_published_at if wire else None
    return show(request, layout, "website/front.html", head, context, modified=moved_at)


def _with_pictures(layout: Layout, stories: Sequence[Story]) -> list[Entry]:
    copies = public_copies(story.picture_id for story in stories if story.picture_id)
    return [
        entry(layout, story, picture=shown(copies.get(story.picture_id or 0, ()), Picture(ref=""))) for story in stories
    ]


def _columns(layout: Layout, *, exclude: set[int]) -> list[Column]:
    """The newest stories of each section of the first level, its parts included, in one query."""
    sections = [section.pk for section in layout.sections]
    found = news_of_sections(layout.edition, sections, upto=IN_A_SECTION + len(exclude))
    by_section: dict[str, list[Entry]] = {}
    for story in found:
        if story.pk not in exclude:
            top = layout.top_of(layout.by_id[story.section_id])
            by_section.setdefault(top.code, []).append(entry(layout, story, kind=story.kind))
    return [
        Column(link, by_section[link.code][:IN_A_SECTION]) for link in layout.section_links() if link.code in by_section
    ]


def _days(layout: Layout, lines: Sequence[Entry]) -> list[Day]:
    calendar = layout.calendar
    days = groupby(lines, key=lambda line: calendar.local_date(line.moved))
    return [Day(calendar.weekday(day), tuple(group)) for day, group in days]

"""The archive: years, months, days, back to the first story."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Min, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wireroom.press.declaring import declare, stored
from wireroom.stories.models import Story
from wireroom.stories.querysets import StoryQuerySet
from wireroom.website import addresses, tags
from wireroom.website.jsonld import list_graph
from wireroom.website.layout import Head, Layout, Link
from wireroom.website.lists import page_number, page_of
from wireroom.website.story_page import trail_of
from wireroom.website.views.pages import edition_page, show, titled

PER_DAY_PAGE = 100
DEEPEST_DAY = 1000


@dataclass(frozen=True, slots=True)
class Span:
    """A year, a month or a day: how many stories it has (None: nobody counted) and where they are."""

    name: str
    url: str
    count: int | None = None
    label: str = ""


def _stories(layout: Layout) -> StoryQuerySet:
    return Story.objects.published().in_edition(layout.edition)


def _between(layout: Layout, start: date, end: date) -> StoryQuerySet:
    """Stories first published on local days from `start` to before `end`."""
    return _stories(layout).first_released_between(layout.calendar.midnight(start), layout.calendar.midnight(end))


def _counts(layout: Layout, spans: Sequence[tuple[date, date]]) -> dict[date, int]:
    """How many stories each span has, by its first day; one query along the index."""
    counted = [
        _between(layout, start, end)
        .order_by()
        .annotate(span=Value(start.isoformat()))
        .values("span")
        .annotate(count=Count("pk"))
        .values_list("span", "count")
        for start, end in spans
    ]
    rows = counted[0].union(*counted[1:], all=True)
    return {date.fromisoformat(span): count for span, count in rows if count}


def _span(layout: Layout) -> tuple[date, date] | None:
    """The local days of the first and the newest story."""
    newest = _stories(layout).newest()
    last = newest.values_list("first_published_at", flat=True).first()
    first = newest.reverse().values_list("first_published_at", flat=True).first()
    if first is None or last is None:
        return None
    return layout.calendar.local_date(first), layout.calendar.local_date(last)


def _trail(layout: Layout, *steps: Link) -> list[Link]:
    return [*trail_of(layout, None), *steps]


def _archive_link(layout: Layout) -> Link:
    return Link(_("Archive"), addresses.archive(layout.code))


@stored()
@edition_page
def entrance(request: HttpRequest, layout: Layout) -> HttpResponse:
    """The days of the newest month, and every year since the first story."""
    declare(tags.archive(layout.code))
    span = _span(layout)
    years = range(span[1].year, span[0].year - 1, -1) if span else ()
    spans = [Span(f"{year:04}", addresses.archive(layout.code, year)) for year in years]
    newest = span[1].replace(day=1) if span else None
    weeks = _weeks(layout, newest, _days_with_stories(layout, newest), counted=False) if newest else ()
    title, path = _("Archive"), addresses.archive(layout.code)
    return _show(request, layout, title, path, _trail(layout), spans=spans, weeks=weeks, month=newest)


@stored()
@edition_page
def year(request: HttpRequest, layout: Layout, year: int) -> HttpResponse:
    months = [date(_checked(year), month, 1) for month in range(1, 13)]
    declare(tags.archive(layout.code), tags.archive_of(layout.code, months[0])[2])
    counts = _counts(layout, [(month, _next_month(month)) for month in months])
    spans = [
        Span(
            layout.calendar.month_name(month),
            addresses.archive(layout.code, month.year, month.month) if counts.get(month) else "",
            counts.get(month, 0),
        )
        for month in months
    ]
    if not counts:
        raise Http404(str(year))
    path = addresses.archive(layout.code, year)
    trail = _trail(layout, _archive_link(layout))
    return _show(request, layout, f"{year:04}", path, trail, spans=spans)


@stored()
@edition_page
def month(request: HttpRequest, layout: Layout, year: int, month: int) -> HttpResponse:
    first = _date(year, month, 1)
    declare(tags.archive(layout.code), tags.archive_of(layout.code, first)[1])
    counts = _days_with_stories(layout, first)
    if not counts:
        raise Http404(f"{year}-{month}")
    weeks = _weeks(layout, first, counts)
    path = addresses.archive(layout.code, year, month)
    trail = _trail(layout, _archive_link(layout), Link(f"{year:04}", addresses.archive(layout.code, year)))
    return _show(request, layout, layout.calendar.month(first), path, trail, weeks=weeks)


def _days_of(first: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range(calendar.monthrange(first.year, first.month)[1])]


def _days_with_stories(layout: Layout, first: date) -> dict[date, int]:
    return _counts(layout, [(day, day + timedelta(days=1)) for day in _days_of(first)])


def _weeks(layout: Layout, first: date, counts: dict[date, int], *, counted: bool = True) -> list[list[Span]]:
    """The month that begins with `first` as a calendar; what is not `counted` changes only with a day's first story."""
    cells = [
        Span(
            str(day.day),
            addresses.archive_day(layout.code, day) if day in counts else "",
            counts.get(day, 0) if counted else None,
            layout.calendar.date(day),
        )
        for day in _days_of(first)
    ]
    blank = Span("", "")
    cells = [*[blank] * first.weekday(), *cells]
    cells += [blank] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


@stored("page")
@edition_page
def day(request: HttpRequest, layout: Layout, year: int, month: int, day: int) -> HttpResponse:
    wanted = _date(year, month, day)
    path = addresses.archive_day(layout.code, wanted)
    declare(tags.archive(layout.code), tags.archive_of(layout.code, wanted)[0])
    page = page_of(
        layout,
        [_between(layout, wanted, wanted + timedelta(days=1))],
        path=path,
        number=page_number(request.GET.get("page", ""), deepest=DEEPEST_DAY),
        per_page=PER_DAY_PAGE,
        deepest=DEEPEST_DAY,
    )
    if not page.entries:
        raise Http404(path)
    trail = _trail(
        layout,
        _archive_link(layout),
        Link(f"{year:04}", addresses.archive(layout.code, year)),
        Link(layout.calendar.month(wanted), addresses.archive(layout.code, year, month)),
    )
    title = layout.calendar.date(wanted)
    head = Head(
        titled(layout, title, _("Archive")),
        page.own,
        indexed=page.number == 1,
        previous=page.previous,
        next=page.next,
    )
    before, after = _neighbours(layout, wanted)
    context = {
        "title": title,
        "trail": trail,
        "page": page,
        "before": before,
        "after": after,
        "graph": list_graph(layout, trail, title),
    }
    return show(request, layout, "website/archive_day.html", head, context)


def _neighbours(layout: Layout, wanted: date) -> tuple[Link | None, Link | None]:
    """The nearest days with stories before and after."""
    start, end = layout.calendar.midnight(wanted), layout.calendar.midnight(wanted + timedelta(days=1))
    before = _stories(layout).filter(first_published_at__lt=start).aggregate(day=Max("first_published_at"))["day"]
    after = _stories(layout).filter(first_published_at__gte=end).aggregate(day=Min("first_published_at"))["day"]

    def link(moment: object) -> Link | None:
        if moment is None:
            return None
        found = layout.calendar.local_date(moment)  # type: ignore[arg-type]  # aggregates are typed as object
        return Link(layout.calendar.date(found), addresses.archive_day(layout.code, found))

    return link(before), link(after)


def _show(
    request: HttpRequest,
    layout: Layout,
    title: str,
    path: str,
    trail: list[Link],
    *,
    spans: Sequence[Span] = (),
    weeks: Sequence[Sequence[Span]] = (),
    month: date | None = None,
) -> HttpResponse:
    """A page of the archive; `month` is the one whose calendar stands on the page of something else."""
    titles = (title,) if title == _("Archive") else (title, _("Archive"))
    entrance = addresses.archive(layout.code)
    head = Head(
        titled(layout, *titles),
        path,
        alternates=layout.everywhere(path) if path == entrance else {},
    )
    context = {
        "title": title,
        "trail": trail,
        "spans": spans,
        "weeks": weeks,
        "month": Link(layout.calendar.month(month), addresses.archive(layout.code, month.year, month.month))
        if month
        else None,
        "weekdays": layout.calendar.weekday_names(),
        "graph": list_graph(layout, trail, title),
    }
    return show(request, layout, "website/archive.html", head, context)


def _checked(year: int) -> int:
    if not 1 <= year < date.max.year:
        raise Http404(str(year))
    return year


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(_checked(year), month, day)
    except ValueError as error:
        raise Http404(f"{year}-{month}-{day}") from error


def _next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)

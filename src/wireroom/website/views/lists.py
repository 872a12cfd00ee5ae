"""Lists of stories: by section, topic, author and source, and the corrections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from wireroom.core import clock
from wireroom.press.declaring import declare, expire, stored
from wireroom.reactions.ratings.rules import Figures
from wireroom.stories.models import Author, Dispatch, Section, Source, StaticPage, Story, Topic
from wireroom.website import addresses, tags
from wireroom.website.jsonld import list_graph
from wireroom.website.labels import Text, kind_name
from wireroom.website.layout import Head, Layout
from wireroom.website.lists import (
    DEEPEST,
    PER_PAGE,
    Entry,
    Page,
    entry,
    has_stories,
    linked,
    of_section,
    page_number,
    page_of,
)
from wireroom.website.ratings import RECENT, figures_of
from wireroom.website.ratings import best_rated as best
from wireroom.website.story_page import trail_of
from wireroom.website.views.pages import edition_page, show, titled


def _head(layout: Layout, page: Page, *titles: str, description: str = "", feeds: bool = True) -> Head:
    number = _("Page %(number)s") % {"number": layout.calendar.number(page.number)} if page.number > 1 else ""
    return Head(
        title=titled(layout, *titles, number),
        path=page.own,
        description=description if page.number == 1 else "",
        alternates=layout.everywhere(page.path) if page.number == 1 else {},
        feeds=page.path if feeds else "",
        indexed=page.number == 1,
        previous=page.previous,
        next=page.next,
    )


@stored("page")
@edition_page
def section_or_page(request: HttpRequest, layout: Layout, code: str) -> HttpResponse:
    """A section, or else a static page of that name."""
    section = layout.by_code.get(code)
    if section is not None:
        return _section(request, layout, section)
    page = get_object_or_404(StaticPage.objects.open().in_edition(layout.edition), slug=code)
    page_number(request.GET.get("page", ""), deepest=1)
    return static_page(request, layout, page)


def _section(request: HttpRequest, layout: Layout, section: Section) -> HttpResponse:
    stories = Story.objects.published().in_edition(layout.edition)
    declare(tags.section(layout.code, section.code))
    page = page_of(
        layout,
        of_section(stories, layout, section),
        path=addresses.section(layout.code, section.code),
        number=page_number(request.GET.get("page", "")),
    )
    name = section.name_in(layout.code)
    top = layout.top_of(section)
    titles = [name] if top == section else [name, top.name_in(layout.code)]
    context = {
        "title": name,
        "trail": trail_of(layout, top if top != section else None),
        "parts": layout.section_link(top, section.code).parts,
        "page": page,
        "own_section": section.code,
    }
    return _list(request, layout, page, titles, context, section=top.code)


def _list(
    request: HttpRequest, layout: Layout, page: Page, titles: list[str], context: dict[str, Any], *, section: str = ""
) -> HttpResponse:
    description = _("%(subject)s: the latest news from %(agency)s") % {
        "subject": titles[0],
        "agency": layout.edition.name,
    }
    head = _head(layout, page, *titles, description=description)
    context["graph"] = list_graph(layout, context["trail"], titles[0])
    newest = page.entries[0].moved if page.entries else None
    return show(request, layout, "website/list.html", head, context, section=section, modified=newest)


def _linked_page(request: HttpRequest, layout: Layout, relation: str, pk: int, path: str, *, elsewhere: str) -> Page:
    """`elsewhere` is the tag of what may keep the page alive though it is empty."""
    stories = linked(Story.objects.published().in_edition(layout.edition), relation, pk)
    page = page_of(layout, [stories], path=path, number=page_number(request.GET.get("page", "")))
    if not page.entries:
        declare(elsewhere)
        if not has_stories(relation, pk):
            raise Http404(path)
    return page


@stored("page")
@edition_page
def topic(request: HttpRequest, layout: Layout, slug: str) -> HttpResponse:
    scheme, _hyphen, code = slug.partition("-")
    found = get_object_or_404(Topic, code=f"{scheme}:{code}")
    declare(tags.topic(layout.code, slug))
    path, elsewhere = addresses.topic(layout.code, slug), tags.topic("", slug)
    page = _linked_page(request, layout, "topics", found.pk, path, elsewhere=elsewhere)
    name = found.name_in(layout.code)
    context = {"title": name, "trail": trail_of(layout, None), "page": page, "over": _("Topic")}
    return _list(request, layout, page, [name, _("Topic")], context)


@stored("page")
@edition_page
def author(request: HttpRequest, layout: Layout, code: str) -> HttpResponse:
    found = get_object_or_404(Author, code=code)
    declare(tags.author(layout.code, code))
    path, elsewhere = addresses.author(layout.code, code), tags.author("", code)
    page = _linked_page(request, layout, "authors", found.pk, path, elsewhere=elsewhere)
    name = found.name_in(layout.code)
    context = {
        "title": name,
        "trail": trail_of(layout, None),
        "page": page,
        "over": _("Author"),
        "about": found.about.get(layout.code, ""),
    }
    return _list(request, layout, page, [name, _("Author")], context)


@stored("page")
@edition_page
def source(request: HttpRequest, layout: Layout, code: str) -> HttpResponse:
    found = get_object_or_404(Source, code=code)
    declare(tags.source(layout.code, code))
    path, elsewhere = addresses.source(layout.code, code), tags.source("", code)
    page = _linked_page(request, layout, "sources", found.pk, path, elsewhere=elsewhere)
    name = found.name_in(layout.code)
    context = {
        "title": name,
        "trail": trail_of(layout, None),
        "page": page,
        "over": _("Source"),
        "website": found.url,
    }
    return _list(request, layout, page, [name, _("Source")], context)


def static_page(request: HttpRequest, layout: Layout, page: StaticPage) -> HttpResponse:
    return show(request, layout, "website/static_page.html", static_head(layout, page), static_context(layout, page))


def static_head(layout: Layout, page: StaticPage) -> Head:
    path = addresses.page(layout.code, page.slug)
    words = strip_tags(page.body.replace("<", " <")).split()
    about = Truncator(" ".join(words)).chars(160)
    return Head(titled(layout, page.title), path, description=about, alternates=_other_languages(layout, page))


def _other_languages(layout: Layout, page: StaticPage) -> dict[str, str]:
    codes = {edition.locale_id: edition.code for edition in layout.editions}
    rows = StaticPage.objects.open().filter(translation_key=page.translation_key)
    return {
        codes[locale]: addresses.page(codes[locale], slug)
        for locale, slug in rows.values_list("locale_id", "slug")
        if locale in codes
    }


def static_context(layout: Layout, page: StaticPage) -> dict[str, Any]:
    trail = trail_of(layout, None)
    return {"page": page, "trail": trail, "graph": list_graph(layout, trail, page.title)}


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """One line of the corrections page. A story that is withdrawn now is named by its address alone."""

    kind: str
    name: Text
    at: datetime
    note: str
    headline: str
    path: str


CORRECTIONS_PER_PAGE = 40


@stored("page")
@edition_page
def corrections(request: HttpRequest, layout: Layout) -> HttpResponse:
    number = page_number(request.GET.get("page", ""))
    declare(tags.corrections(layout.code))
    first = (number - 1) * CORRECTIONS_PER_PAGE
    rows = (
        Dispatch.objects.corrections()
        .filter(language=layout.edition.language_tag)
        .select_related("story")
        .only("kind", "note", "released_at", "story__headline", "story__live", "story__url_date", "story__slug")
        .order_by("-released_at", "-seq")
    )
    found = list(rows[first : first + CORRECTIONS_PER_PAGE + 1])
    if number > 1 and not found:
        raise Http404(str(number))
    path = addresses.corrections(layout.code)
    page = Page((), number, path, has_next=len(found) > CORRECTIONS_PER_PAGE)
    title, trail = _("Corrections"), trail_of(layout, None)
    context = {
        "title": title,
        "trail": trail,
        "corrections": [_correction(layout, dispatch) for dispatch in found[:CORRECTIONS_PER_PAGE]],
        "page": page,
        "graph": list_graph(layout, trail, title),
    }
    head = _head(layout, page, title, feeds=False)
    modified = found[0].released_at if found else None
    return show(request, layout, "website/corrections.html", head, context, modified=modified)


@dataclass(frozen=True, slots=True)
class RatedEntry:
    """One story of the best rated."""

    entry: Entry
    figures: Figures


@stored("page")
@edition_page
def best_rated(request: HttpRequest, layout: Layout) -> HttpResponse:
    """Recent stories by their Bayesian average."""
    number = page_number(request.GET.get("page", ""))
    first = (number - 1) * PER_PAGE
    declare(tags.BEST_RATED)
    stories = best(Story.objects.published().news().in_edition(layout.edition), since=clock.now() - RECENT)
    oldest = stories.aggregate(oldest=Min("first_published_at"))["oldest"]
    expire(oldest + RECENT if oldest else None)
    found = list(stories[first : first + PER_PAGE + 1])
    if number > 1 and not found:
        raise Http404(str(number))
    page = Page((), number, addresses.best_rated(layout.code), has_next=len(found) > PER_PAGE and number < DEEPEST)
    title, trail = _("Best rated"), trail_of(layout, None)
    context = {
        "title": title,
        "trail": trail,
        "rated": [RatedEntry(entry(layout, story), figures_of(story)) for story in found[:PER_PAGE]],
        "first": first + 1,
        "page": page,
        "graph": list_graph(layout, trail, title),
    }
    return show(request, layout, "website/best_rated.html", _head(layout, page, title, feeds=False), context)


def _correction(layout: Layout, dispatch: Dispatch) -> CorrectionEntry:
    story = dispatch.story
    path = addresses.of(layout.code, story)
    return CorrectionEntry(
        kind=dispatch.kind,
        name=kind_name(dispatch.kind),
        at=dispatch.released_at,
        note=dispatch.note,
        headline=story.headline if story.live else "",
        path=path,
    )

"""A story, its history, its short address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wireroom.formats.html import plain_text
from wireroom.formats.newsitem import NewsItem
from wireroom.press.declaring import declare, stored
from wireroom.reactions.comments.standing import standing
from wireroom.stories.models import Dispatch, Story
from wireroom.website import addresses, rules, tags
from wireroom.website.answers import moved
from wireroom.website.jsonld import story_graph
from wireroom.website.labels import Text, kind_name
from wireroom.website.layout import Head, Layout
from wireroom.website.live.bar import story_bar
from wireroom.website.reactions import reactions_context
from wireroom.website.story_page import (
    StoryPage,
    alternates_of,
    newest_dispatch,
    preview_page,
    story_page,
    trail_of,
    versions_at,
)
from wireroom.website.views.pages import edition_page, page_context, show, titled


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404(f"{year}-{month}-{day}") from error


def stories_at(layout: Layout, year: int, month: int, day: int, slug: str) -> list[Story]:
    """The story at the address first, then its other languages; Http404 if nothing was ever released here."""
    versions = versions_at(layout, _day(year, month, day), slug)
    if not versions:
        raise Http404(slug)
    return versions


def story_at(layout: Layout, year: int, month: int, day: int, slug: str) -> Story:
    """The story released at this address, live or withdrawn since; Http404 if there never was one."""
    return stories_at(layout, year, month, day, slug)[0]


@stored()
@edition_page
def story(request: HttpRequest, layout: Layout, year: int, month: int, day: int, slug: str) -> HttpResponse:
    versions = stories_at(layout, year, month, day, slug)
    own = versions[0]
    if not own.live:
        return gone(request, layout, own, versions)
    page = story_page(layout, own, versions)
    return show(
        request,
        layout,
        "website/story.html",
        head_of(layout, page),
        {
            **story_context(layout, page, comments=standing(own).published),
            **reactions_context(layout, own, page),
            "live": story_bar(layout, own),
        },
        modified=newest_dispatch(own).released_at,
        picture=page.picture,
        section=page.section.code if page.section else "",
    )


def head_of(layout: Layout, page: StoryPage) -> Head:
    section = page.section.name_in(layout.code) if page.section else ""
    return Head(
        title=titled(layout, page.item.headline, section),
        heading=page.item.headline,
        path=page.path,
        description=page.summary,
        alternates=page.alternates,
    )


def story_context(layout: Layout, page: StoryPage, *, comments: int | None = None) -> dict[str, Any]:
    """What the story template shows beyond the base and the reactions; `comments` is how many there are."""
    return {
        "page": page,
        "item": page.item,
        "graph": story_graph(layout, page, comments),
        "short_url": layout.absolute(page.short_path),
    }


def preview_context(layout: Layout, draft: Story, item: NewsItem) -> dict[str, Any]:
    """The whole context of the story template for a draft that is in memory only."""
    page = preview_page(layout, draft, item)
    head = head_of(layout, page)
    section = page.section.code if page.section else ""
    base = page_context(layout, head, picture=page.picture, section=section)
    return {**base, **story_context(layout, page), "is_preview": True}


def gone(request: HttpRequest, layout: Layout, own: Story, versions: list[Story]) -> HttpResponse:
    """410: the public note and nothing of the text."""
    withdrawal = newest_dispatch(own)
    path = addresses.of(layout.code, own)
    head = Head(titled(layout, _("Story withdrawn")), path, alternates=alternates_of(layout, versions), indexed=False)
    context = {
        "note": withdrawal.note,
        "withdrawn_at": withdrawal.released_at,
        "history_path": addresses.history(path),
        "trail": trail_of(layout, None),
    }
    return show(request, layout, "website/withdrawn.html", head, context, status=410)


@stored()
@edition_page
def short(request: HttpRequest, layout: Layout, story_id: int) -> HttpResponse:
    """The permanent short address leads to the story wherever it is."""
    found = (
        Story.objects.in_edition(layout.edition)
        .filter(pk=story_id, dispatch__isnull=False)
        .only("guid", "url_date", "slug")
        .first()
    )
    if found is None:
        raise Http404(str(story_id))
    declare(tags.story(found.guid))
    return moved(addresses.of(layout.code, found))


@dataclass(frozen=True, slots=True)
class Version:
    """One version in the history, ready to show."""

    shown: rules.Shown
    kind: str
    name: Text
    note: str
    at: datetime
    reason: str
    item: NewsItem | None
    text: str


@stored()
@edition_page
def history(request: HttpRequest, layout: Layout, year: int, month: int, day: int, slug: str) -> HttpResponse:
    versions = stories_at(layout, year, month, day, slug)
    own = versions[0]
    dispatches = list(Dispatch.objects.public().of(own))
    shown = rules.history([_released(dispatch) for dispatch in dispatches])
    path = addresses.of(layout.code, own)
    headline = newest_dispatch(own).item.headline if own.live else _("Story withdrawn")
    head = Head(
        titled(layout, headline, _("History of this story")),
        addresses.history(path),
        alternates={code: addresses.history(other) for code, other in alternates_of(layout, versions).items()},
        indexed=False,
    )
    section = layout.by_id.get(own.section_id) if own.live else None
    context = {
        "headline": headline,
        "is_live": own.live,
        "story_path": path,
        "trail": trail_of(layout, section),
        "versions": [_version(*pair) for pair in reversed(list(zip(shown, dispatches, strict=True)))],
    }
    return show(request, layout, "website/history.html", head, context, modified=dispatches[-1].released_at)


def _released(dispatch: Dispatch) -> rules.Released:
    item = None if dispatch.is_expunged else dispatch.item
    return rules.Released(dispatch.kind, item, withholds=dispatch.withholds)


def _version(shown: rules.Shown, dispatch: Dispatch) -> Version:
    first = dispatch.item if shown.showing == "first" else None
    return Version(
        shown=shown,
        kind=dispatch.kind,
        name=kind_name(dispatch.kind),
        note=dispatch.note,
        at=dispatch.released_at,
        reason=dispatch.expunge_reason,
        item=first,
        text=plain_text(first.body) if first else "",
    )

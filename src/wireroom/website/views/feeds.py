"""Feeds of an edition, a section, a topic, an author, a source; page by page to the oldest story (RFC 5005).

The first page changes with everything that goes out. One of older stories only with stories of its days: a chain of
pages is stored once and stays, whatever comes on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from wireroom.press.declaring import declare, pass_by, stored
from wireroom.press.headers import FEED_HEADERS
from wireroom.stories.models import Author, Source, Story, Topic
from wireroom.stories.querysets import StoryQuerySet
from wireroom.website import addresses, tags
from wireroom.website.answers import answer
from wireroom.website.assets import asset_address
from wireroom.website.feeds.items import Feed, Rows, feed_of, rows_of
from wireroom.website.feeds.json import json_feed
from wireroom.website.feeds.xml import atom, rss
from wireroom.website.layout import Layout
from wireroom.website.lists import has_stories, linked, of_section
from wireroom.website.views.pages import edition_page

# A browser shows RSS in its style sheet only if it comes as XML, and as plain text under the name of its own.
TYPES = {"rss.xml": "application/xml", "atom.xml": "application/atom+xml", "feed.json": "application/feed+json"}
LONGEST_NUMBER = 18
"""Digits of a story's number."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page of a feed, in which format; `tag` is that of the feed as a whole."""

    name: str
    tag: str
    before: Story | None

    @classmethod
    def of(cls, request: HttpRequest, layout: Layout, name: str, tag: str) -> Asked:
        """Declares the tag of a first page. Http404 for a story that was never public here."""
        value = request.GET.get("before", "")
        if not value:
            declare(tag)
            return cls(name, tag, None)
        is_number = value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER and value[0] != "0"
        known = Story.objects.in_edition(layout.edition).once_released()
        found = known.only("first_published_at").filter(pk=int(value)).first() if is_number else None
        if found is None:
            pass_by()
            raise Http404(f"before {value[:20]}")
        return cls(name, tag, found)

    def declare_older(self, layout: Layout, rows: Rows) -> None:
        """What a page of older stories changes with: those of the days from the cursor to the one after its last.

        The very last page has no such end: whatever comes into the feed at all may come after it.
        """
        if self.before is None:
            return
        if not rows.goes_on:
            declare(self.tag)
            return
        newest, oldest = (
            story.first_published_at.astimezone(layout.edition.zone).date() for story in (self.before, rows.found[-1])
        )
        declare(*tags.archive_span(layout.code, oldest, newest), *(tags.story(story.guid) for story in rows.found))


def _news(layout: Layout) -> StoryQuerySet:
    return Story.objects.published().news().in_edition(layout.edition)


@stored("before")
@edition_page
def of_edition(request: HttpRequest, layout: Layout, name: str) -> HttpResponse:
    asked = Asked.of(request, layout, name, tags.news(layout.code))
    return _answer(request, layout, asked, [_news(layout)], addresses.front(layout.code))


@stored("before")
@edition_page
def of_one_section(request: HttpRequest, layout: Layout, code: str, name: str) -> HttpResponse:
    section = layout.by_code.get(code)
    if section is None:
        raise Http404(code)
    asked = Asked.of(request, layout, name, tags.section(layout.code, code))
    branches = of_section(_news(layout), layout, section)
    path = addresses.section(layout.code, code)
    return _answer(request, layout, asked, branches, path, section.name_in(layout.code))


@stored("before")
@edition_page
def of_topic(request: HttpRequest, layout: Layout, slug: str, name: str) -> HttpResponse:
    scheme, _hyphen, code = slug.partition("-")
    topic = get_object_or_404(Topic, code=f"{scheme}:{code}")
    asked = Asked.of(request, layout, name, tags.topic(layout.code, slug))
    path, elsewhere = addresses.topic(layout.code, slug), tags.topic("", slug)
    return _of_linked(request, layout, asked, topic, "topics", path, elsewhere)


@stored("before")
@edition_page
def of_author(request: HttpRequest, layout: Layout, code: str, name: str) -> HttpResponse:
    author = get_object_or_404(Author, code=code)
    asked = Asked.of(request, layout, name, tags.author(layout.code, code))
    path, elsewhere = addresses.author(layout.code, code), tags.author("", code)
    return _of_linked(request, layout, asked, author, "authors", path, elsewhere)


@stored("before")
@edition_page
def of_source(request: HttpRequest, layout: Layout, code: str, name: str) -> HttpResponse:
    source = get_object_or_404(Source, code=code)
    asked = Asked.of(request, layout, name, tags.source(layout.code, code))
    path, elsewhere = addresses.source(layout.code, code), tags.source("", code)
    return _of_linked(request, layout, asked, source, "sources", path, elsewhere)


def _of_linked(
    request: HttpRequest,
    layout: Layout,
    asked: Asked,
    row: Topic | Author | Source,
    relation: str,
    path: str,
    elsewhere: str,
) -> HttpResponse:
    """The feed of what is linked to `row`; `elsewhere` is the tag of what may keep it alive though it is empty."""
    stories = linked(_news(layout), relation, row.pk)
    if not stories.exists():
        declare(elsewhere)
        if not has_stories(relation, row.pk):
            raise Http404(path)
    return _answer(request, layout, asked, [stories], path, row.name_in(layout.code))


def _answer(
    request: HttpRequest,
    layout: Layout,
    asked: Asked,
    branches: Sequence[StoryQuerySet],
    path: str,
    subject: str = "",
) -> HttpResponse:
    rows = rows_of(branches, asked.before)
    asked.declare_older(layout, rows)
    feed = feed_of(layout, rows, path=path, subject=subject)
    return answer(
        request,
        _written(feed, layout, asked.name),
        content_type=f"{TYPES[asked.name]}; charset=utf-8",
        language=layout.edition.language_tag,
        modified=feed.updated,
        headers=FEED_HEADERS,
    )


def _written(feed: Feed, layout: Layout, name: str) -> bytes:
    if name == "rss.xml":
        return rss(feed, stylesheet=asset_address("feed.css"))
    return atom(feed) if name == "atom.xml" else json_feed(feed)

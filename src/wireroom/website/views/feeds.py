"""Feeds of an edition, a section, a topic, an author, a source."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from wireroom.press.declaring import declare, stored
from wireroom.press.headers import FEED_HEADERS
from wireroom.stories.models import Author, Source, Story, Topic
from wireroom.stories.querysets import StoryQuerySet
from wireroom.website import addresses, tags
from wireroom.website.answers import answer
from wireroom.website.feeds.items import Feed, feed_of
from wireroom.website.feeds.json import json_feed
from wireroom.website.feeds.xml import atom, rss
from wireroom.website.layout import Layout
from wireroom.website.lists import has_stories, linked, of_section
from wireroom.website.templatetags.website import asset_address
from wireroom.website.views.pages import edition_page

# A browser shows RSS in its style sheet only if it comes as XML, and as plain text under the name of its own.
TYPES = {"rss.xml": "application/xml", "atom.xml": "application/atom+xml", "feed.json": "application/feed+json"}


def _news(layout: Layout) -> StoryQuerySet:
    return Story.objects.published().news().in_edition(layout.edition)


@stored()
@edition_page
def of_edition(request: HttpRequest, layout: Layout, name: str) -> HttpResponse:
    declare(tags.news(layout.code))
    return _answer(request, layout, name, [_news(layout)], addresses.front(layout.code))


@stored()
@edition_page
def of_one_section(request: HttpRequest, layout: Layout, code: str, name: str) -> HttpResponse:
    section = layout.by_code.get(code)
    if section is None:
        raise Http404(code)
    declare(tags.section(layout.code, code))
    branches = of_section(_news(layout), layout, section)
    path = addresses.section(layout.code, code)
    return _answer(request, layout, name, branches, path, section.name_in(layout.code))


@stored()
@edition_page
def of_topic(request: HttpRequest, layout: Layout, slug: str, name: str) -> HttpResponse:
    scheme, _hyphen, code = slug.partition("-")
    topic = get_object_or_404(Topic, code=f"{scheme}:{code}")
    declare(tags.topic(layout.code, slug))
    path, elsewhere = addresses.topic(layout.code, slug), tags.topic("", slug)
    return _of_linked(request, layout, name, topic, "topics", path, elsewhere)


@stored()
@edition_page
def of_author(request: HttpRequest, layout: Layout, code: str, name: str) -> HttpResponse:
    author = get_object_or_404(Author, code=code)
    declare(tags.author(layout.code, code))
    path, elsewhere = addresses.author(layout.code, code), tags.author("", code)
    return _of_linked(request, layout, name, author, "authors", path, elsewhere)


@stored()
@edition_page
def of_source(request: HttpRequest, layout: Layout, code: str, name: str) -> HttpResponse:
    source = get_object_or_404(Source, code=code)
    declare(tags.source(layout.code, code))
    path, elsewhere = addresses.source(layout.code, code), tags.source("", code)
    return _of_linked(request, layout, name, source, "sources", path, elsewhere)


def _of_linked(
    request: HttpRequest,
    layout: Layout,
    name: str,
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
    return _answer(request, layout, name, [stories], path, row.name_in(layout.code))


def _answer(
    request: HttpRequest,
    layout: Layout,
    name: str,
    branches: Sequence[StoryQuerySet],
    path: str,
    subject: str = "",
) -> HttpResponse:
    feed = feed_of(layout, branches, path=path, subject=subject)
    return answer(
        request,
        _written(feed, layout, name),
        content_type=f"{TYPES[name]}; charset=utf-8",
        language=layout.edition.language_tag,
        modified=feed.updated,
        headers=FEED_HEADERS,
    )


def _written(feed: Feed, layout: Layout, name: str) -> bytes:
    if name == "rss.xml":
        return rss(feed, stylesheet=asset_address("feed.css"))
    return atom(feed) if name == "atom.xml" else json_feed(feed)

"""Feeds of comments, as Atom: of one story, of one edition."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wireroom.formats.newsitem import Byline
from wireroom.press.declaring import declare, stored
from wireroom.press.headers import FEED_HEADERS
from wireroom.reactions.comments.models import Comment
from wireroom.reactions.comments.querysets import CommentQuerySet
from wireroom.website import addresses, tags
from wireroom.website.answers import answer
from wireroom.website.assets import asset_address
from wireroom.website.feeds.items import LENGTH, Feed, FeedItem
from wireroom.website.feeds.xml import atom
from wireroom.website.layout import Layout
from wireroom.website.story_page import newest_dispatch
from wireroom.website.views.feeds import TYPES
from wireroom.website.views.pages import edition_page
from wireroom.website.views.stories import gone, stories_at

_UNUSED = ("story__body", "story__editor_note", "story__rights")


@stored()
@edition_page
def of_story(request: HttpRequest, layout: Layout, year: int, month: int, day: int, slug: str) -> HttpResponse:
    versions = stories_at(layout, year, month, day, slug)
    story = versions[0]
    if not story.live:
        return gone(request, layout, story, versions)
    path = addresses.of(layout.code, story)
    declare(tags.comments(story.guid))
    newest = _newest(Comment.objects.of(story.pk).published())
    headline = newest_dispatch(story).item.headline
    address = f"{addresses.comments(path)}atom.xml"
    return _answer(request, layout, _("Comments: %(headline)s") % {"headline": headline}, path, address, newest)


@stored()
@edition_page
def of_edition(request: HttpRequest, layout: Layout) -> HttpResponse:
    declare(tags.COMMENT_FEEDS, tags.news(layout.code))
    live = Comment.objects.in_language(layout.code).published().filter(story__live=True)
    newest = _newest(live)
    home, address = addresses.front(layout.code), addresses.comment_feed(layout.code)
    return _answer(request, layout, _("Comments"), home, address, newest)


def _newest(comments: CommentQuerySet) -> Iterable[Comment]:
    return comments.latest_published().select_related("story").defer(*_UNUSED)[:LENGTH]


def _answer(
    request: HttpRequest, layout: Layout, title: str, home: str, address: str, comments: Iterable[Comment]
) -> HttpResponse:
    items = [_item(layout, comment) for comment in comments]
    agency = layout.edition.name
    feed = Feed(
        title=f"{title} — {agency}",
        description=_("What readers say"),
        about=("", ""),
        home=layout.absolute(home),
        path=layout.absolute(address).removesuffix("atom.xml"),
        language=layout.edition.language_tag,
        agency=agency,
        icon=layout.absolute(asset_address("icon-512.png")),
        updated=max((item.updated for item in items), default=None),
        items=items,
    )
    return answer(
        request,
        atom(feed),
        content_type=f"{TYPES['atom.xml']}; charset=utf-8",
        language=layout.edition.language_tag,
        modified=feed.updated,
        headers=FEED_HEADERS,
    )


def _item(layout: Layout, comment: Comment) -> FeedItem:
    """Name and text go as text: Atom's summary is plain, and readers escape it."""
    path = layout.absolute(addresses.comment(addresses.of(layout.code, comment.story), comment.pk))
    published = comment.published_at or comment.created_at
    return FeedItem(
        guid=path,
        url=path,
        title=_("%(name)s on “%(headline)s”") % {"name": comment.name, "headline": comment.story.headline},
        summary=comment.text,
        published=published,
        updated=max(published, comment.edited_at or published),
        authors=[Byline(comment.name)],
        credits=[],
        section="",
        topics=[],
        rights="",
        picture=None,
        printed=layout.calendar.short(published),
    )

"""What a feed holds, whatever its format: a channel and its newest stories, as their dispatches say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from wireroom.formats.newsitem import Byline, Credit
from wireroom.stories.models import Story
from wireroom.stories.newsitems import summary_of
from wireroom.stories.querysets import StoryQuerySet
from wireroom.website import addresses
from wireroom.website.assets import asset_address
from wireroom.website.layout import Layout
from wireroom.website.lists import any_of
from wireroom.website.pictures import ShownPicture, own_ref, public_copies, shown

LENGTH = 50


@dataclass(frozen=True, slots=True)
class FeedItem:
    guid: str
    url: str
    title: str
    summary: str
    published: datetime
    updated: datetime
    authors: Sequence[Byline]
    credits: Sequence[Credit]
    section: str
    topics: Sequence[str]
    rights: str
    picture: ShownPicture | None
    printed: str
    """The time of publication as people of the edition write it."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One channel; addresses are absolute. `path` is where its formats lie, `home` the page for people.

    It is paged by RFC 5005, part 3: `before` is the story that this page goes on after, 0 for the first, and `older`
    the one that the next page goes on after, 0 at the end.
    """

    title: str
    description: str
    about: tuple[str, str]
    """For people who come upon the feed: what this is, and what it is good for."""
    home: str
    path: str
    language: str
    agency: str
    icon: str
    updated: datetime | None
    items: Sequence[FeedItem]
    before: int = 0
    older: int = 0

    def address(self, name: str) -> str:
        """Of the feed as a whole: its first page."""
        return f"{self.path}{name}"

    def own(self, name: str) -> str:
        return self._page(name, self.before)

    def next(self, name: str) -> str:
        """Of the page of older stories, or nothing."""
        return self._page(name, self.older) if self.older else ""

    def _page(self, name: str, before: int) -> str:
        return f"{self.address(name)}?before={before}" if before else self.address(name)


@dataclass(frozen=True, slots=True)
class Rows:
    """The stories of one page of a feed, and whether there are older ones; `before` is the one they come after."""

    found: Sequence[Story]
    before: Story | None

    @property
    def shown(self) -> Sequence[Story]:
        return self.found[:LENGTH]

    @property
    def goes_on(self) -> bool:
        return len(self.found) > LENGTH


def rows_of(branches: Sequence[StoryQuerySet], before: Story | None) -> Rows:
    """The newest stories of `branches`, or those older than `before`; one query."""
    if before is not None:
        branches = [branch.older_than(before) for branch in branches]
    newest = any_of(branches, LENGTH + 1) if len(branches) > 1 else None
    stories = branches[0] if newest is None else Story.objects.filter(newest)
    wanted = stories.select_related("dispatch").defer("body", "editor_note", "rights").newest()
    return Rows(list(wanted[: LENGTH + 1]), before)


def feed_of(layout: Layout, page: Rows, *, path: str, subject: str = "") -> Feed:
    """One query, for the pictures."""
    rows = page.shown
    agency = layout.edition.name
    return Feed(
        title=f"{subject} — {agency}" if subject else agency,
        description=layout.edition.tagline or _("News from %(agency)s") % {"agency": agency},
        about=(
            _("Feed"),
            _("This is a feed: put its address into a feed reader, and new stories come to you."),
        ),
        home=layout.absolute(path),
        path=layout.absolute(path),
        language=layout.edition.language_tag,
        agency=agency,
        icon=layout.absolute(asset_address("icon-512.png")),
        updated=max((row.last_published_at or row.first_published_at for row in rows), default=None),
        items=_items(layout, rows),
        before=page.before.pk if page.before else 0,
        older=rows[-1].pk if page.goes_on else 0,
    )


def _items(layout: Layout, rows: Sequence[Story]) -> list[FeedItem]:
    released = [(row, row.dispatch.item) for row in rows if row.dispatch]
    copies = public_copies(own_ref(item.lead_picture) for _row, item in released)
    items = []
    for row, item in released:
        section = layout.by_code.get(item.section)
        lead = item.lead_picture
        items.append(
            FeedItem(
                guid=item.guid,
                url=layout.absolute(addresses.of(layout.code, row)),
                title=item.headline,
                summary=summary_of(item),
                published=row.first_published_at,
                updated=row.last_published_at or row.first_published_at,
                authors=[line for line in item.bylines if line.name],
                credits=item.credits,
                section=section.name_in(layout.code) if section else "",
                topics=[subject.name for subject in item.subjects if subject.name],
                rights=item.rights,
                printed=layout.calendar.short(row.first_published_at),
                picture=_absolute(layout, shown(copies.get(own_ref(lead), ()), lead, weigh=True)) if lead else None,
            )
        )
    return items


def _absolute(layout: Layout, picture: ShownPicture | None) -> ShownPicture | None:
    return replace(picture, src=layout.absolute(picture.src)) if picture else None

"""Stories as lists show them, and how lists are read so that they stay fast in a large archive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from wireroom.stories.models import Section, Story
from wireroom.stories.querysets import StoryQuerySet
from wireroom.website import addresses
from wireroom.website.labels import Label, label_of
from wireroom.website.layout import Layout, Link
from wireroom.website.pictures import ShownPicture

PER_PAGE = 30
DEEPEST = 50
"""Lists are cut after this many pages; what lies below is found in the archive."""
POPULAR = 2000
"""A topic with more stories than this is looked for along the time line instead of being sorted."""

ENTRY_COLUMNS = (
    "headline",
    "summary",
    "section_id",
    "locale_id",
    "priority",
    "slug",
    "url_date",
    "first_published_at",
    "last_published_at",
    "picture_id",
    "dispatch__kind",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One story in a list."""

    url: str
    headline: str
    summary: str
    section: Link
    published: datetime
    moved: datetime
    priority: int
    label: Label | None
    language: str = ""
    picture: ShownPicture | None = None

    @property
    def first_published_at(self) -> datetime:
        return self.published


def entry(layout: Layout, story: Story, *, kind: str = "", picture: ShownPicture | None = None) -> Entry:
    """`kind` is that of the story's dispatch, where it is known without it."""
    kind = kind or (story.dispatch.kind if story.dispatch else "new")
    published = story.first_published_at
    section = layout.by_id[story.section_id]
    return Entry(
        url=addresses.of(layout.code, story),
        headline=story.headline,
        summary=story.summary,
        section=Link(section.name_in(layout.code), addresses.section(layout.code, section.code), code=section.code),
        published=published,
        moved=story.last_published_at or published,
        priority=story.priority,
        label=label_of(kind, story.priority),
        picture=picture,
    )


def entries(layout: Layout, stories: Iterable[Story]) -> list[Entry]:
    return [entry(layout, story) for story in stories]


def listed(stories: StoryQuerySet) -> StoryQuerySet:
    """Only the columns that an entry needs."""
    return stories.select_related("dispatch").only(*ENTRY_COLUMNS)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `goes_on` says that the list is longer than its pages: the rest is in the archive."""

    entries: Sequence[Entry]
    number: int
    path: str
    has_next: bool
    goes_on: bool = False
    query: tuple[tuple[str, str], ...] = ()

    @property
    def previous(self) -> str:
        return self._path(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        return self._path(self.number + 1) if self.has_next else ""

    @property
    def own(self) -> str:
        return self._path(self.number)

    def _path(self, number: int) -> str:
        return addresses.numbered(self.path, number, **dict(self.query))


def page_number(value: str, *, deepest: int = DEEPEST) -> int:
    """The number of the page asked for; Http404 if there can be no such page."""
    if not value:
        return 1
    is_number = value.isascii() and value.isdigit() and len(value) <= 9 and value[0] != "0"
    if not is_number or int(value) > deepest:
        raise Http404(f"page {value[:20]}")
    return int(value)


def page_of(
    layout: Layout,
    branches: Sequence[StoryQuerySet],
    *,
    path: str,
    number: int,
    per_page: int = PER_PAGE,
    deepest: int = DEEPEST,
) -> Page:
    """Page `number` of the stories of all `branches` together, newest first; Http404 if it would be empty."""
    first = (number - 1) * per_page
    found = list(newest_of(branches, upto=first + per_page + 1)[first : first + per_page + 1])
    if number > 1 and not found:
        raise Http404(f"page {number}")
    more = len(found) > per_page
    return Page(
        entries=entries(layout, found[:per_page]),
        number=number,
        path=path,
        has_next=more and number < deepest,
        goes_on=more and number == deepest,
    )


def newest_of(branches: Sequence[StoryQuerySet], *, upto: int) -> StoryQuerySet:
    """The newest `upto` stories of each branch, together and in order.

    A branch is a queryset that an index can read in time order; together they would have to be sorted as a whole.
    """
    if len(branches) == 1:
        return listed(branches[0]).newest()
    return listed(Story.objects.filter(any_of(branches, upto))).newest()


def any_of(branches: Sequence[StoryQuerySet], upto: int) -> Q:
    wanted = Q(pk__in=[])
    for branch in branches:
        wanted |= Q(pk__in=branch.newest().values("pk")[:upto])
    return wanted


def of_section(stories: StoryQuerySet, layout: Layout, section: Section) -> list[StoryQuerySet]:
    """One branch for the section and one for each of its parts."""
    return [stories.filter(section=part) for part in (section, *layout.parts_of(section))]


def has_stories(relation: str, pk: int) -> bool:
    """Whether any live story is linked to row `pk`: what only drafts use is nothing to readers yet."""
    return Story.objects.published().filter(**{relation: pk}).exists()


def linked(stories: StoryQuerySet, relation: str, pk: int) -> StoryQuerySet:
    """Those of `stories` (in one edition) that are linked to row `pk` by `relation`: topics, authors or sources.

    Rare ones are looked up and sorted; popular ones are met soon enough by walking down the time line.
    """
    through = getattr(Story, relation).through
    column = {"topics": "topic_id", "authors": "author_id", "sources": "source_id"}[relation]
    links = through.objects.filter(**{column: pk})
    if links[: POPULAR + 1].count() > POPULAR:
        return stories.filter(Exists(links.filter(story_id=OuterRef("pk"))))
    return stories.filter(pk__in=links.values("story_id"))

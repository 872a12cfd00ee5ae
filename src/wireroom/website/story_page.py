"""The story page: a projection of the newest public dispatch, never of a draft's columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Subquery
from django.http import Http404

from wireroom.core import clock
from wireroom.core.text import ascii_slug
from wireroom.formats.newsitem import Heading, Inline, ListBlock, NewsItem, Paragraph, Picture, Quotation
from wireroom.press.declaring import declare
from wireroom.reactions.comments.standing import with_standing
from wireroom.stories.models import Dispatch, Section, Story
from wireroom.stories.newsitems import summary_of
from wireroom.website import addresses, tags
from wireroom.website.bodies import ShownBlock, pictures_of, shown_blocks
from wireroom.website.labels import Label, Text, kind_name, label_of
from wireroom.website.layout import Layout, Link
from wireroom.website.lists import Entry, entry
from wireroom.website.pictures import ShownPicture, desk_copies, own_ref, public_copies, shown
from wireroom.website.queries import around, related_stories
from wireroom.website.ratings import TALLY_COLUMNS, with_ratings

STORY_COLUMNS = (
    "guid",
    "translation_key",
    "live",
    "locale_id",
    "section_id",
    "slug",
    "url_date",
    "first_published_at",
    "dispatch__seq",
    "dispatch__guid",
    "dispatch__kind",
    "dispatch__language",
    "dispatch__version",
    "dispatch__note",
    "dispatch__payload",
    "dispatch__released_at",
    *TALLY_COLUMNS,
)
UPDATED_AFTER = timedelta(minutes=1)
UNFOLDED = 3
"""Corrections of a story that nobody has to open."""

DATELINE_JOINS = {"ru": ". ", "zh-hans": "\u3000"}
"""What stands between a dateline and the text; elsewhere a dash."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a later version said about itself to readers."""

    kind: str
    name: Text
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Everything the story template shows. `updated` is None for a story that is as it first was."""

    item: NewsItem
    path: str
    short_path: str
    section: Section | None
    trail: Sequence[Link]
    label: Label | None
    published: datetime
    updated: datetime | None
    summary: str
    dateline: str
    dateline_join: str
    bylines: Sequence[Link]
    credits: Sequence[Link]
    topics: Sequence[Link]
    picture: ShownPicture | None
    blocks: Sequence[ShownBlock]
    notes: Sequence[Note]
    mended: Sequence[Note]
    related: Sequence[Entry]
    alternates: dict[str, str]
    versions: int

    @property
    def newest_notes(self) -> Sequence[Note]:
        """Those that stand above the text; who has read so many may open the rest."""
        return self.notes[:UNFOLDED]

    @property
    def older_notes(self) -> Sequence[Note]:
        return self.notes[UNFOLDED:]

    @property
    def opens_with_text(self) -> bool:
        return bool(self.blocks) and self.blocks[0].kind == "paragraph"

    @property
    def section_name(self) -> str:
        return self.trail[-1].text

    @property
    def history_path(self) -> str:
        return addresses.history(self.path)

    @property
    def words(self) -> int:
        """How many words the text has; of a script without spaces, characters."""
        return sum(len("".join(run.text for run in content).split()) for content in _inlines(self.item))


def _inlines(item: NewsItem) -> Iterable[Inline]:
    for block in item.body:
        match block:
            case Paragraph(content) | Heading(content):
                yield content
            case Quotation(content):
                yield from content
            case ListBlock(items):
                yield from items


def versions_at(layout: Layout, day: date, slug: str) -> list[Story]:
    """The released story at this address and its versions in other languages, itself first; one query."""
    group = (
        Story.objects.in_edition(layout.edition)
        .filter(url_date=day, slug=slug, dispatch__isnull=False)
        .values("translation_key")[:1]
    )
    rows = Story.objects.filter(translation_key=Subquery(group), dispatch__isnull=False)
    rows = with_standing(with_ratings(rows.select_related("dispatch"))).only(*STORY_COLUMNS)
    versions = sorted(rows, key=lambda story: story.locale_id != layout.edition.locale_id)
    if versions:
        declare(tags.story(versions[0].guid), tags.group(versions[0].translation_key))
    return versions


def newest_dispatch(story: Story) -> Dispatch:
    """The dispatch that a released story shows; Http404 for one that was never released."""
    dispatch: Dispatch | None = story.dispatch
    if dispatch is None:
        raise Http404(story.guid)
    return dispatch


def alternates_of(layout: Layout, versions: Iterable[Story]) -> dict[str, str]:
    """Addresses of the live versions in open editions, by edition code."""
    codes = {edition.locale_id: edition.code for edition in layout.editions}
    return {
        codes[story.locale_id]: addresses.of(codes[story.locale_id], story)
        for story in versions
        if story.live and story.locale_id in codes
    }


def notes_of(released: Sequence[Dispatch], kind: str) -> list[Note]:
    """What the versions of that kind said about themselves, the newest first."""
    return [
        Note(kind, kind_name(kind), dispatch.note, dispatch.released_at)
        for dispatch in reversed(released)
        if dispatch.kind == kind
    ]


def _byline_links(layout: Layout, item: NewsItem, known: set[tuple[str, str]]) -> list[Link]:
    lines = [line for line in item.bylines if line.name]
    urls = [addresses.author(layout.code, line.code) if ("author", line.code) in known else "" for line in lines]
    return [Link(line.name, url, code=line.code) for line, url in zip(lines, urls, strict=True)]


def _credit_links(layout: Layout, item: NewsItem, known: set[tuple[str, str]]) -> list[Link]:
    found = []
    for credit in item.credits:
        code = credit.code or ascii_slug(credit.name, 60)
        url = addresses.source(layout.code, code) if ("source", code) in known else ""
        found.append(Link(credit.name, url, code=code))
    return found


def _topic_links(layout: Layout, item: NewsItem, known: set[tuple[str, str]]) -> list[Link]:
    return [
        Link(subject.name, addresses.topic(layout.code, subject.code.replace(":", "-", 1)), code=subject.code)
        for subject in item.subjects
        if subject.name and ("topic", subject.code) in known
    ]


def trail_of(layout: Layout, section: Section | None) -> list[Link]:
    """The path to a page: the front, then the section and what it is a part of."""
    trail = [Link(layout.edition.name, addresses.front(layout.code))]
    if section is not None:
        top = layout.top_of(section)
        chain = [top] if top == section else [top, section]
        trail += [Link(part.name_in(layout.code), addresses.section(layout.code, part.code)) for part in chain]
    return trail


def story_page(layout: Layout, story: Story, versions: Sequence[Story]) -> StoryPage:
    """The page of a released story: its newest public dispatch and what stands around it. Three queries at most."""
    item = newest_dispatch(story).item
    copies = public_copies(map(own_ref, pictures_of(item)))
    surroundings = around(story)
    related = related_stories(story)
    declare(tags.related(story.guid), *(tags.story(found.guid) for found in related))
    return _page(
        layout,
        story,
        item,
        picture_of=lambda picture: shown(copies.get(own_ref(picture), ()), picture),
        known=surroundings.codes,
        released=surroundings.released,
        related=[entry(layout, found, kind=found.kind) for found in related],
        alternates=alternates_of(layout, versions),
    )


def preview_page(layout: Layout, story: Story, item: NewsItem) -> StoryPage:
    """The page of a draft in memory, with pictures that only the desk can open."""
    copies = desk_copies(pictures_of(item))
    return _page(
        layout,
        story,
        item,
        picture_of=lambda picture: copies.get(own_ref(picture)),
        known={
            *(("author", line.code) for line in item.bylines),
            *(("source", credit.code) for credit in item.credits),
            *(("topic", subject.code) for subject in item.subjects),
        },
        released=(),
        related=[],
        alternates={},
    )


def _page(
    layout: Layout,
    story: Story,
    item: NewsItem,
    *,
    picture_of: Callable[[Picture], ShownPicture | None],
    known: set[tuple[str, str]],
    released: Sequence[Dispatch],
    related: Sequence[Entry],
    alternates: dict[str, str],
) -> StoryPage:
    section = layout.by_code.get(item.section)
    moment = item.version_created or item.first_created or clock.now()
    published = story.first_published_at or item.first_created or moment
    return StoryPage(
        item=item,
        path=addresses.story(layout.code, story.url_date or layout.calendar.local_date(published), story.slug or "-"),
        short_path=addresses.short(layout.code, story.pk or 0),
        section=section,
        trail=trail_of(layout, section),
        label=label_of(item.kind, item.priority),
        published=published,
        updated=moment if moment - published >= UPDATED_AFTER else None,
        summary=summary_of(item),
        dateline=item.dateline,
        dateline_join=DATELINE_JOINS.get(layout.code, " — "),
        bylines=_byline_links(layout, item, known),
        credits=_credit_links(layout, item, known),
        topics=_topic_links(layout, item, known),
        picture=picture_of(item.lead_picture) if own_ref(item.lead_picture) and item.lead_picture else None,
        blocks=tuple(shown_blocks(item, picture_of)),
        notes=notes_of(released, "correction"),
        mended=notes_of(released, "refile"),
        related=related,
        alternates=alternates,
        versions=max(1, len(released)),
    )

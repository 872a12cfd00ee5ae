"""Many stories at once, as an archive or a wire brings them: the same invariants as `actions`, in short transactions.

Everything slow (parsing, canonical JSON, look-ups) happens before the writer is taken.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wireroom.accounts.models import User
from wireroom.core.errors import WireroomError
from wireroom.core.text import ascii_slug
from wireroom.formats.newsitem import HELD, NewsItem, Picture
from wireroom.formats.text import one_line
from wireroom.stories import chain
from wireroom.stories.actions import release_revision, withdraw
from wireroom.stories.errors import NotReady, StoryError, WrongState
from wireroom.stories.facts import Released, announce_draft, announce_released
from wireroom.stories.models import Author, Edition, Section, Source, Story, Topic
from wireroom.stories.moving import moved_in, settle_draft
from wireroom.stories.newsitems import fill
from wireroom.stories.pictures import prepare_public_pictures, shown_images
from wireroom.stories.releasing import Change
from wireroom.stories.rules import carry_ids

RowT = TypeVar("RowT")

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
DEFAULT_SECTION = "news"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: `filed`, `updated`, `withdrawn`, `skipped` (known already) or `failed`, and why."""

    guid: str
    result: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """How items are to be taken in."""

    publish: bool = False
    as_of_item_date: bool = False
    edition: Edition | None = None
    by: User | None = None
    moving: bool = False
    """It is the house's own archive out of another system: stories keep the dates that they were first published at,
    and bring sections, topics, authors and pictures (as refs of ours) along."""


@dataclass(slots=True)
class Pace:
    """How many stories one transaction takes, so that the writer is never held for more than a moment.

    A transaction has a cost of its own, so very small ones hold the writer longer in sum: hence the floor.
    """

    size: int = 4
    target: float = 0.015
    """Seconds that a transaction should take."""
    floor: int = 3
    limit: int = 200

    def note(self, seconds: float) -> None:
        """Learns from a transaction: grows slowly, shrinks at once."""
        wanted = int(self.size * self.target / max(seconds, 1e-4))
        self.size = max(self.floor, min(wanted, self.size + 2, self.limit))


@dataclass(slots=True)
class _Filing:
    """One new story on its way in."""

    story: Story
    item: NewsItem
    entry: chain.Entry | None
    sources: list[Source]
    authors: list[Author]
    topics: list[Topic]


class Registry:
    """Editions, sections, sources, authors and topics by the codes and names in items; sources are made as met."""

    def __init__(self) -> None:
        self.editions = {edition.code: edition for edition in Edition.objects.select_related("locale")}
        self.sections = {section.code: section for section in Section.objects.all()}
        self.sources = {source.code: source for source in Source.objects.all()}
        self.authors = {author.code: author for author in Author.objects.all()}
        self.topics = {topic.code: topic for topic in Topic.objects.all()}

    def edition(self, language: str) -> Edition:
        """The edition of a BCP 47 tag: exact, else by the primary language (`zh` and `zh-CN` are read as `zh-hans`)."""
        tag = language.lower()
        primary = tag.partition("-")[0]
        for code, edition in self.editions.items():
            if code == tag or code.partition("-")[0] == primary:
                return edition
        if language in ("", "und"):
            raise NotReady("It does not say its language: name an edition (--edition).")
        raise NotReady(f"There is no edition in the language “{language}”.")

    def only_edition(self) -> Edition | None:
        """That of a house with one edition."""
        return next(iter(self.editions.values())) if len(self.editions) == 1 else None

    def section(self, code: str) -> Section:
        found = self.sections.get(ascii_slug(code)) if code else None
        if found is None:
            found = self.sections.get(DEFAULT_SECTION)
        if found is None:
            found, _created = Section.objects.get_or_create(code=DEFAULT_SECTION, defaults={"names": {"en": "News"}})
            self.sections[DEFAULT_SECTION] = found
        return found

    def source(self, name: str, code: str, language: str) -> Source:
        code = code if code in self.sources else ascii_slug(name, 60)
        if code not in self.sources:
            self.sources[code], _created = Source.objects.get_or_create(code=code, defaults={"names": {language: name}})
        return self.sources[code]


def take_in(items: Sequence[NewsItem], registry: Registry, intake: Intake, pace: Pace) -> list[Outcome]:
    """Takes in `items` in order, in one short transaction for the new ones; one bad item fails alone."""
    known = _known([item.guid for item in items])
    outcomes: dict[int, Outcome] = {}
    filings: dict[int, _Filing] = {}
    fresh: set[str] = set()
    for position, item in enumerate(items):
        try:
            if item.guid in known or item.guid in fresh:
                continue
            filings[position] = _prepare(item, registry, intake)
            fresh.add(item.guid)
        except WireroomError as error:
            outcomes[position] = Outcome(item.guid, "failed", error.message)
    if filings:
        _file(list(filings.values()), pace)
        outcomes.update({position: Outcome(filing.item.guid, "filed") for position, filing in filings.items()})
    known |= _known(fresh)
    for position, item in enumerate(items):
        if position not in outcomes:
            outcomes[position] = _next_version(item, known[item.guid], registry, intake)
            known |= _known([item.guid])
    _release_embargoed(filings.values(), intake)
    return [outcomes[position] for position in range(len(items))]


def _known(guids: Iterable[str]) -> dict[str, Story]:
    return {story.guid: story for story in Story.objects.filter(guid__in=guids).select_related("locale__edition")}


def _first_time(item: NewsItem, intake: Intake) -> datetime:
    """When the story counts as first published; an undated item counts as of now."""
    now = timezone.now()
    dates = (item.version_created, item.first_created)
    date = next(filter(None, reversed(dates) if intake.moving else dates), None)
    if not (intake.as_of_item_date or intake.moving) or date is None:
        return now
    if date > now + timedelta(days=1) or date < EARLIEST:
        raise NotReady(f"Its date {date:%Y-%m-%d} cannot be right.")
    return min(date, now)


def _prepare(item: NewsItem, registry: Registry, intake: Intake) -> _Filing:
    """A new story and its log entry, without a write but for sources never met before."""
    if item.kind == "withdrawal":
        raise WrongState("It withdraws a story that was never received.")
    edition = intake.edition or _edition_of(item, registry, intake)
    item = moved_in(item, registry, edition.code) if intake.moving else without_our_images(item)
    story = Story(locale=edition.locale, section=registry.section(item.section), created_by=intake.by)
    story.guid, story.incoming_version = item.guid, item.version
    fill(story, item)
    if not story.headline:
        raise NotReady("It has neither a headline nor a text.")
    if intake.moving:
        settle_draft(story, item)
        if item.first_created and item.embargo_until != HELD:
            story.first_published_at = _first_time(item, intake)  # kept, whenever it is published here
    sources = [
        registry.source(one_line(credit.name), credit.code, edition.code) for credit in item.credits if credit.name
    ]
    refusing = next((source for source in sources if not source.may_publish), None)
    if intake.publish and refusing is not None:
        raise NotReady(f"{refusing} does not let us publish its material.")
    authors = [registry.authors[line.code] for line in item.bylines if line.code in registry.authors]
    topics = [registry.topics[subject.code] for subject in item.subjects if subject.code in registry.topics]
    filing = _Filing(story, item, None, _unique(sources), _unique(authors), _unique(topics))
    if intake.publish and not _is_embargoed(item):
        if intake.moving and shown_images(item):
            prepare_public_pictures(story)
        filing.entry = _entry(filing, edition, intake)
    return filing


def _edition_of(item: NewsItem, registry: Registry, intake: Intake) -> Edition:
    """That of the item's language; a house's own archive that does not say it is in the only one there is."""
    only = registry.only_edition() if intake.moving and item.language == "und" else None
    return only or registry.edition(item.language)


def without_our_images(item: NewsItem) -> NewsItem:
    """Whoever sends us an item cannot know our images: a picture that claims to be one is dropped."""

    def foreign(picture: Picture | None) -> bool:
        return picture is not None and not picture.ref.startswith("image:")

    return replace(
        item,
        body=tuple(block for block in item.body if not isinstance(block, Picture) or foreign(block)),
        lead_picture=item.lead_picture if foreign(item.lead_picture) else None,
        pictures=tuple(filter(foreign, item.pictures)),
    )


def _unique(rows: list[RowT]) -> list[RowT]:
    return list(dict.fromkeys(rows))


def _is_embargoed(item: NewsItem) -> bool:
    return item.embargo_until is not None and item.embargo_until > timezone.now()


def _entry(filing: _Filing, edition: Edition, intake: Intake) -> chain.Entry:
    story, item = filing.story, filing.item
    first = _first_time(item, intake)
    story.first_published_at = story.last_published_at = first
    story.url_date = first.astimezone(edition.zone).date()
    story.slug = ascii_slug(story.headline)
    story.is_archive = intake.as_of_item_date
    story.live = True
    story.embargo_until = None
    released = replace(
        item,
        kind="new",
        version=1 if intake.moving else max(1, item.version),
        language=edition.language_tag,
        headline=story.headline,
        body=carry_ids((), item.body),
        section=story.section.code,
        credits=tuple(replace(c, name=one_line(c.name)) for c in item.credits if c.name),
        first_created=first,
        version_created=first,
        embargo_until=None,
        group=str(story.translation_key),
    )
    return chain.entry(story, released, audience="archive" if intake.as_of_item_date else "public")


def _file(filings: list[_Filing], pace: Pace) -> None:
    """Writes the prepared stories and their dispatches: the only part that holds the writer."""
    with _uncollected(), transaction.atomic():
        started = perf_counter()
        out = [filing for filing in filings if filing.entry is not None]
        seq = chain.hold() if out else 0
        now = timezone.now()
        _settle_slugs([filing.story for filing in out])
        for number, filing in enumerate(out):
            filing.story.dispatch_id = seq + number
        Story.objects.bulk_create([filing.story for filing in filings])
        for name in ("sources", "authors", "topics"):
            _link(filings, name)
        dispatches = chain.append([filing.entry for filing in out if filing.entry], now=now)
        for filing in filings:
            if filing.entry is None:
                announce_draft(filing.story)
        for filing, dispatch in zip(out, dispatches, strict=True):
            filing.story.dispatch = dispatch
        if out:
            announce_released([Released(filing.story, d, None) for filing, d in zip(out, dispatches, strict=True)])
    pace.note(perf_counter() - started)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Python's collector looks at everything that is loaded, for 140 ms now and then: not while the writer is held."""
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


def _settle_slugs(stories: list[Story]) -> None:
    """Gives a story whose address is taken on its day a tail of its own."""
    wanted = Q()
    for story in stories:
        wanted |= Q(locale_id=story.locale_id, url_date=story.url_date, slug=story.slug)
    taken = set(Story.objects.filter(wanted).values_list("locale_id", "url_date", "slug")) if stories else set()
    for story in stories:
        address = (story.locale_id, story.url_date, story.slug)
        if address in taken:
            story.slug = f"{story.slug}-{hashlib.sha256(story.guid.encode()).hexdigest()[:8]}"
        taken.add((story.locale_id, story.url_date, story.slug))


def _link(filings: list[_Filing], name: str) -> None:
    through = getattr(Story, name).through
    column = {"sources": "source_id", "authors": "author_id", "topics": "topic_id"}[name]
    through.objects.bulk_create(
        [through(story_id=filing.story.pk, **{column: row.pk}) for filing in filings for row in getattr(filing, name)]
    )


def _next_version(item: NewsItem, story: Story, registry: Registry, intake: Intake) -> Outcome:
    """A later item under a guid that we have: a newer version is released, anything else skipped."""
    if item.version <= (story.incoming_version or 0):
        return Outcome(item.guid, "skipped")
    try:
        with _uncollected(), transaction.atomic():
            result = _apply_version(item, story, registry, intake)
            Story.objects.filter(pk=story.pk).update(incoming_version=item.version)
    except StoryError as error:
        return Outcome(item.guid, "failed", error.message)
    return Outcome(item.guid, result)


def _apply_version(item: NewsItem, story: Story, registry: Registry, intake: Intake) -> str:
    if item.kind == "withdrawal":
        withdraw(story, by=intake.by, note=item.public_note or item.ed_note or "Withdrawn by its source.")
        return "withdrawn"
    draft = story.get_latest_revision_as_object()
    item = moved_in(item, registry, draft.locale.language_code) if intake.moving else without_our_images(item)
    fill(draft, item)
    if intake.moving:
        settle_draft(draft, item)
        draft.authors.set([registry.authors[line.code] for line in item.bylines if line.code])
        draft.topics.set([registry.topics[subject.code] for subject in item.subjects])
    draft.section = registry.section(item.section)
    draft.sources.set(
        [registry.source(one_line(c.name), c.code, draft.locale.language_code) for c in item.credits if c.name]
    )
    revision = draft.save_revision(user=intake.by, clean=False)
    if intake.publish and item.embargo_until != HELD:
        change = Change("new")
        if story.live:
            kind = item.kind if item.kind in ("correction", "refile") else "update"
            change = Change(kind, item.public_note or (item.ed_note if kind == "correction" else ""))
        release_revision(revision, by=intake.by, change=change)
    return "updated"


def _release_embargoed(filings: Iterable[_Filing], intake: Intake) -> None:
    """Sends embargoed stories in advance; what is held without a time stays a draft until somebody has looked."""
    for filing in filings:
        if intake.publish and filing.entry is None and filing.item.embargo_until != HELD:
            release_revision(filing.story.save_revision(user=intake.by, clean=False), by=intake.by)

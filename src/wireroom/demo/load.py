"""Loading the demo: every release happens again, in the order and at the times at which it is said to have happened."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from wagtail.models import ModelLogEntry, Revision, TaskState, WorkflowState

from wireroom.accounts.models import User
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.demo import script
from wireroom.demo.agency import key_of, open_kestrel
from wireroom.demo.comments import comment_stories
from wireroom.demo.pictures import photos_of, place
from wireroom.demo.ratings import rate_stories
from wireroom.demo.reports import report_errors
from wireroom.demo.script import Tale, Text, Version
from wireroom.demo.staff import SignIn, hire
from wireroom.demo.wire import clients, open_wire
from wireroom.formats.html import parse_blocks
from wireroom.stories import actions
from wireroom.stories.body import stream_json
from wireroom.stories.models import Author, Dispatch, Edition, Photo, Section, Source, Story, Topic
from wireroom.stories.translations import translate

LAG = {"en": 0, "ru": 3, "fr": 5, "es": 6, "ar": 8, "zh-hans": 9}
"""Minutes that each language's desk is later than the original."""
STILL_BEHIND = {("ansel-flood", "es")}
"""Translations whose last version lies written but unreleased, as on any day at any agency."""
NOT_SUBMITTED = {"es", "ar"}
"""Languages whose version of a draft nobody has handed in yet."""
HELD = {"scheduled", "embargoed"}
WORKED_AHEAD = timedelta(minutes=50)
"""How long ago the desk finished what has yet to come out."""

Tick = Callable[[str, int], None]
"""Called after each step with its name and the number of steps there are."""


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """One version of one tale in one language, at its time."""

    at: datetime
    rank: int
    tale: Tale = field(compare=False)
    version: Version = field(compare=False)
    language: str = field(compare=False)
    due: datetime | None = field(compare=False)
    """When a scheduled or embargoed tale comes out."""

    @property
    def text(self) -> Text:
        return self.version.texts[self.language]


@dataclass(slots=True)
class Cast:
    """Whatever the tales refer to by code."""

    editions: dict[str, Edition]
    photos: dict[str, dict[str, Photo]]
    """By group, then scene."""
    reporter: User | None
    editor: User | None
    chief: User | None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run has done."""

    stories: int
    staff: list[SignIn]
    clients: list[SignIn]
    """How the newsrooms that take the wire come in."""


def is_loaded() -> bool:
    """Whether the demo's stories are in the house."""
    keys = [key_of(tale.group) for tale in script.tales()]
    return Story.objects.filter(translation_key__in=keys).exists()


def has_news_of_its_own() -> bool:
    """Whether a newsroom with staff is at work here, whose public log is no place for inventions."""
    return not is_loaded() and Dispatch.objects.exists() and User.objects.exists()


def load(*, size: tuple[int, int] = (1600, 1067), tick: Tick = lambda _what, _total: None) -> Loaded:
    """Opens the agency and loads whatever of the demo is not there; all stories come in one transaction or none."""
    with transaction.atomic():
        editions = open_kestrel()
        staff = hire()
    happenings = _in_order([edition.code for edition in editions])
    tales = {happening.tale.group: happening.tale for happening in happenings}
    total = len(tales) + len(happenings)
    photos = {}
    for group, tale in tales.items():
        photos[group] = dict(photos_of(tale, size))
        tick(group, total)
    cast = Cast(
        editions={edition.code: edition for edition in editions},
        photos=photos,
        reporter=_colleague("reporter", Role.REPORTER),
        editor=_colleague("editor", Role.EDITOR),
        chief=_colleague("chief", Role.CHIEF),
    )
    with transaction.atomic():
        wire = open_wire(happenings[0].at if happenings else clock.now(), by=cast.chief)
        for happening in happenings:
            _play(happening, cast)
            if wire is not None:
                wire.follow(happening.at, happening.tale, happening.language)
            tick(happening.tale.group, total)
        rate_stories()
        report_errors(by=cast.editor)
        comment_stories(cast.chief)
        if wire is not None:
            wire.close()
    stories = {(happening.tale.group, happening.language) for happening in happenings}
    return Loaded(stories=len(stories), staff=staff, clients=clients())


def _colleague(name: str, role: Role) -> User | None:
    """Who acts in a role; the house itself, if somebody else was called so before the demo came."""
    user = User.objects.filter(username=name).first()
    return user if user is not None and role in user.roles else None


def _in_order(languages: Sequence[str]) -> list[Happening]:
    """Everything that is not in the house yet, oldest first, none of it before the end of the log or after now."""
    now = clock.now()
    newest = Dispatch.objects.aggregate(newest=Max("released_at"))["newest"]
    known = set(Story.objects.values_list("translation_key", "locale__language_code"))
    happenings = [
        happening
        for tale in script.tales()
        for happening in _of_tale(tale, [language for language in tale.languages if language in languages], now)
        if (key_of(tale.group), happening.language) not in known
    ]
    return [replace(h, at=max(min(h.at, now), newest or h.at), rank=rank) for rank, h in enumerate(sorted(happenings))]


def _of_tale(tale: Tale, languages: Sequence[str], now: datetime) -> Iterator[Happening]:
    start = now - (timedelta(minutes=tale.minutes) if tale.state == "published" else WORKED_AHEAD)
    due = _full_five_minutes(now + timedelta(minutes=tale.minutes)) if tale.state in HELD else None
    for number, version in enumerate(tale.versions):
        for rank, language in enumerate(languages):
            lag = 0.0 if language == tale.languages[0] else LAG[language]
            minutes = version.minutes + (lag / 3 if version.kind == "withdrawal" else lag)
            seconds = zlib.crc32(f"{tale.group} {number} {language}".encode()) % 50
            at = start + timedelta(minutes=minutes) - timedelta(seconds=seconds)
            yield Happening(at, number * 10 + rank, tale, version, language, due)


def _full_five_minutes(time: datetime) -> datetime:
    """`time` or the next moment at which a clock's long hand stands on a number."""
    over = timedelta(minutes=time.minute % 5, seconds=time.second, microseconds=time.microsecond)
    return time + (timedelta(minutes=5) - over if over else timedelta())


def _play(happening: Happening, cast: Cast) -> None:
    with clock.at(happening.at):
        story = _existing(happening) or _begin(happening, cast)
        if happening.version.kind != "withdrawal":
            _write(story, happening, cast)
        _release(story, happening, cast)
    _date_back(story, happening.at)


def _existing(happening: Happening) -> Story | None:
    found = Story.objects.filter(
        translation_key=key_of(happening.tale.group), locale__language_code=happening.language
    ).first()
    return found and found.get_latest_revision_as_object()


def _begin(happening: Happening, cast: Cast) -> Story:
    """The story's first draft: started from its original if another language has one, else from nothing."""
    tale, edition = happening.tale, cast.editions[happening.language]
    original = Story.objects.filter(translation_key=key_of(tale.group), translated_from=None).first()
    if original is not None:
        story = translate(original, into=edition, by=cast.editor)
    else:
        story = Story(
            locale=edition.locale,
            translation_key=key_of(tale.group),
            section=Section.objects.get(code=tale.section),
            priority=tale.priority,
            created_by=cast.reporter,
            headline=happening.text.headline,
        )
        story.topics.set(Topic.objects.filter(code__in=tale.topics))
        story.sources.set(Source.objects.filter(code__in=tale.sources))
        story.authors.set(Author.objects.filter(code__in=tale.authors))
        story.save()
    story.created_at = happening.at
    Story.objects.filter(pk=story.pk).update(created_at=happening.at)
    return story


def _write(story: Story, happening: Happening, cast: Cast) -> None:
    """Puts the words of one version into the story in memory."""
    text, photos = happening.text, cast.photos[happening.tale.group]
    for name in ("headline", "slugline", "summary", "dateline", "located", "picture_alt", "picture_caption"):
        setattr(story, name, getattr(text, name))
    story.body = stream_json(parse_blocks(place(text.body, photos)))
    story.picture = photos.get(happening.tale.picture)
    story.untranslated = False
    if not story.live:
        story.save()  # lists show what an unreleased story's row says


def _release(story: Story, happening: Happening, cast: Cast) -> None:
    """Lets happen to the story what its script says."""
    tale, version = happening.tale, happening.version
    note = happening.text.public_note
    if (tale.group, happening.language) in STILL_BEHIND and version is tale.versions[-1]:
        story.change_kind = version.kind
        story.save_revision(user=cast.editor)
    elif tale.state == "draft":
        _hand_in(story, happening, cast)
    elif tale.state == "scheduled" and happening.due:
        actions.schedule(story, by=cast.editor, at=happening.due)
    elif version.kind == "new":
        story.embargo_until = happening.due
        actions.publish(story, by=cast.editor)
    elif version.kind == "update":
        actions.update(story, by=cast.editor, note=note)
    elif version.kind == "correction":
        actions.correct(story, by=cast.chief, note=note)
    elif version.kind == "refile":
        actions.refile(story, by=cast.editor, note=note)
    elif version.kind == "withdrawal":
        actions.withdraw(story, by=cast.chief, note=note)


def _hand_in(story: Story, happening: Happening, cast: Cast) -> None:
    story.save_revision(user=cast.reporter)
    workflow = story.get_workflow()
    if workflow is None or happening.language in NOT_SUBMITTED:
        return
    state = workflow.start(story, cast.reporter)
    WorkflowState.objects.filter(pk=state.pk).update(created_at=happening.at)
    TaskState.objects.filter(workflow_state=state).update(started_at=happening.at)


def _date_back(story: Story, at: datetime) -> None:
    """Moves what Wagtail has stamped with the real time to the time at which it is said to have happened."""
    Revision.objects.for_instance(story).filter(created_at__gt=at).update(created_at=at)
    ModelLogEntry.objects.for_instance(story).filter(timestamp__gt=at).update(timestamp=at)

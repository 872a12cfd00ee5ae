"""A house's own archive out of another system: the sections, topics and authors that it names come along."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Max

from wireroom.core import clock
from wireroom.core.text import ascii_slug
from wireroom.formats.archives import PLANNED_FOR
from wireroom.formats.newsitem import HELD, Byline, NewsItem, Subject
from wireroom.formats.text import moment, one_line
from wireroom.stories.models import Author, Section, Story, Topic
from wireroom.stories.models.taxonomy import Named

if TYPE_CHECKING:
    from wireroom.stories.bulk import Registry

NamedT = TypeVar("NamedT", bound=Named)

LONGEST_PLAN = timedelta(days=3653)
"""Whatever was planned for later was never to go out."""
MAX_CODE = 70
MAX_NAME = 120
_UNSPELLED = ascii_slug("")


def moved_in(item: NewsItem, registry: Registry, language: str) -> NewsItem:
    """The item with codes of ours for its section, topics and authors; those that the house has not are made."""
    names = {subject.code: subject.name for subject in item.subjects}
    section = ""
    if item.section and (code := ascii_slug(item.section, MAX_CODE)) != _UNSPELLED:
        name = names.pop(f"tag:{item.section}", "") or item.section
        if code not in registry.sections:
            last = Section.objects.aggregate(last=Max("position"))["last"] or 0
            made, _new = Section.objects.get_or_create(
                code=code, defaults={"names": _names(name, language), "position": last + 1}
            )
            registry.sections[code] = made
        section = code
    topics = (_topic(code, name, registry, language) for code, name in names.items())
    return replace(
        item,
        section=section,
        subjects=tuple(dict.fromkeys(topic for topic in topics if topic)),
        bylines=tuple(_byline(line, registry, language) for line in item.bylines),
    )


def settle_draft(story: Story, item: NewsItem) -> None:
    """A post that was not public is a draft like any other, planned for its time if it had one."""
    if item.embargo_until == HELD:
        planned = moment(dict(item.extra).get(PLANNED_FOR, ""))
        story.embargo_until = None
        story.go_live_at = planned if planned and planned < clock.now() + LONGEST_PLAN else None


def _topic(code: str, name: str, registry: Registry, language: str) -> Subject | None:
    if code not in registry.topics:
        scheme, _, spelled = code.rpartition(":")
        spelled = ascii_slug(spelled, MAX_CODE)
        if scheme != "tag" or spelled == _UNSPELLED:
            return None
        code = f"tag:{spelled}"
        _made(registry.topics, Topic, code, name, language)
    return Subject(code, registry.topics[code].name_in(language))


def _byline(line: Byline, registry: Registry, language: str) -> Byline:
    code = line.code or ascii_slug(line.name, MAX_CODE)
    if code == _UNSPELLED:
        return line
    author = _made(registry.authors, Author, code, line.name, language)
    return Byline(author.name_in(language), code)


def _made(known: dict[str, NamedT], model: type[NamedT], code: str, name: str, language: str) -> NamedT:
    if code not in known:
        known[code], _new = model._default_manager.get_or_create(code=code, defaults={"names": _names(name, language)})
    return known[code]


def _names(name: str, language: str) -> dict[str, str]:
    return {language: one_line(name)[:MAX_NAME]}

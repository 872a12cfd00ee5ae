"""Which pages change with a release, a reaction, a name: said in tags, once for every kind of change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from wireroom.core.dates import Calendar
from wireroom.core.text import ascii_slug
from wireroom.formats.newsitem import NewsItem
from wireroom.press.purging import EVERYTHING, purge, purge_soon
from wireroom.reactions.facts import EditionChanged, StoryChanged
from wireroom.stories.facts import Expunged, Released
from wireroom.stories.models import Author, Edition, Section, Source, StaticPage, Story, Topic
from wireroom.website import addresses, tags
from wireroom.website.queries import stories_beside
from wireroom.website.sitemaps import share_of

ONE_BY_ONE = 3
"""More releases in one transaction are an import: then whole editions are dropped."""


def purge_released(facts: Sequence[Released]) -> None:
    """Drops what a release changes; in its transaction."""
    shown = [fact for fact in facts if fact.dispatch.audience != "advance" and fact.dispatch.kind != "advisory"]
    if len(shown) > ONE_BY_ONE:
        found = set(_of_sitemaps(fact.story for fact in shown))
        for fact in shown:
            found |= {tags.edition(fact.story.edition.code), tags.group(fact.story.translation_key)}
            found |= _of_links(fact.dispatch.item, "")
        purge(*found)
        return
    parents = dict(Section.objects.values_list("code", "parent__code")) if shown else {}
    for fact in shown:
        purge(*tags_of(fact, parents), print_again=_asked_first(fact))


def tags_of(fact: Released, parents: Mapping[str, str | None]) -> set[str]:
    """Every tag that a release touches: of what the story is now, and of what it was before."""
    story, code = fact.story, fact.story.edition.code
    found = {tags.story(story.guid), tags.group(story.translation_key), tags.news(code), tags.BEST_RATED}
    for item in (fact.dispatch.item, fact.before.item if fact.before else None):
        if item is not None:
            found |= _of_section(item, code, parents) | _of_links(item, code) | _of_links(item, "")
    if story.first_published_at:
        day = story.first_published_at.astimezone(story.edition.zone).date()  # where the zone has changed, not that of
        found.update(tags.archive_of(code, day))  # the address
    if fact.dispatch.kind != "new":
        found.add(tags.corrections(code))
    if fact.dispatch.kind in ("new", "withdrawal", "reinstatement"):
        found |= _of_coming_and_going(fact, code)
    elif _is_sorted_otherwise(fact):
        found |= {tags.related(guid) for guid in stories_beside(story)}
    return found | set(_of_sitemaps([story]))


def _asked_first(fact: Released) -> Sequence[str]:
    """What readers will want at once: the story, and where they find it."""
    story, code = fact.story, fact.story.edition.code
    if not story.live or fact.dispatch.audience != "public":
        return ()
    return addresses.front(code), addresses.section(code, story.section.code), addresses.of(code, story)


def _of_section(item: NewsItem, code: str, parents: Mapping[str, str | None]) -> set[str]:
    parent = parents.get(item.section)
    return {tags.section(code, name) for name in (item.section, parent) if name}


def _of_links(item: NewsItem, code: str) -> set[str]:
    """Lists by topic, author and source; without a code those of editions that have no story in them."""
    found = {tags.topic(code, subject.code.replace(":", "-", 1)) for subject in item.subjects}
    found.update(tags.author(code, line.code) for line in item.bylines if line.code)
    for credit in item.credits:
        found.update((tags.source(code, credit.code), tags.source(code, ascii_slug(credit.name, 60))))
    return found


def _of_coming_and_going(fact: Released, code: str) -> set[str]:
    """A story more or less: counts, neighbours, and the lists of stories beside others."""
    story = fact.story
    is_newest = fact.dispatch.kind == "new" and fact.dispatch.audience == "public"
    found = {tags.related(guid) for guid in stories_beside(story, in_the_midst=not is_newest)}
    if story.first_published_at:
        calendar = Calendar(code, story.edition.zone)
        day = calendar.local_date(story.first_published_at)
        begins, ends = calendar.midnight(day), calendar.midnight(day + timedelta(days=1))
        same_day = Story.objects.published().in_edition(story.edition).first_released_between(begins, ends)
        if not same_day.exclude(pk=story.pk).exists():
            found.add(tags.archive(code))
    return found


def _is_sorted_otherwise(fact: Released) -> bool:
    """Whether a story goes beside others from now on."""
    item, before = fact.dispatch.item, fact.before.item if fact.before else None
    return before is None or (item.section, item.subjects) != (before.section, before.subjects)


def _of_sitemaps(stories: Iterable[Story]) -> Iterable[str]:
    """Sitemaps name the other languages of each story too, wherever these stand."""
    keys = {story.translation_key for story in stories}
    shares = {share_of(pk) for pk in Story.objects.filter(translation_key__in=keys).values_list("pk", flat=True)}
    return [tags.SITEMAP_INDEX, tags.NEWS_SITEMAP, *map(tags.sitemap, shares)]


def purge_expunged(fact: Expunged) -> None:
    purge(tags.story(fact.dispatch.guid))


def purge_reaction(fact: StoryChanged) -> None:
    """What goes must go at once; what comes may come with what follows within a second."""
    own = tags.comments(fact.guid) if fact.part == "comments" else tags.rating(fact.guid)
    shared = tags.COMMENT_FEEDS if fact.part == "comments" else tags.BEST_RATED
    if fact.is_removal:
        purge(own, shared)
    else:
        purge_soon(own, shared)


def purge_edition(fact: EditionChanged) -> None:
    purge(tags.edition(fact.code) if fact.code else EVERYTHING)


SHOWN_EVERYWHERE: tuple[type[Model], ...] = (Edition, Section, StaticPage)
NAMED: tuple[type[Model], ...] = (Author, Source, Topic)
"""A new one of these stands on no page yet, and imports make many."""


DRAFTS_ONLY = frozenset({"latest_revision", "latest_revision_id", "has_unpublished_changes"})
"""What is written of a static page when only a draft of it is saved."""


def follow_names() -> None:
    """What every page shows (names, menus, static pages) turns the whole store over when it is saved."""
    for model in SHOWN_EVERYWHERE:
        post_save.connect(_purge_everything, sender=model, dispatch_uid=f"press.{model.__name__}")
    for model in NAMED:
        post_save.connect(_purge_renamed, sender=model, dispatch_uid=f"press.{model.__name__}")
    for model in (*SHOWN_EVERYWHERE, *NAMED):
        post_delete.connect(_purge_everything, sender=model, dispatch_uid=f"press.{model.__name__}")


def _purge_everything(*, update_fields: Collection[str] | None = None, **_signal: Any) -> None:
    if update_fields is None or not DRAFTS_ONLY.issuperset(update_fields):
        purge(EVERYTHING)


def _purge_renamed(*, created: bool, **_signal: Any) -> None:
    if not created:
        purge(EVERYTHING)

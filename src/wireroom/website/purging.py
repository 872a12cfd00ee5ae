"""Which pages change with a release, a reaction, a name: said in tags, once for every kind of change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from wireroom.core.text import ascii_slug
from wireroom.formats.newsitem import NewsItem
from wireroom.press.purging import EVERYTHING, purge, purge_soon
from wireroom.press.tasks import print_again
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
        editions = {fact.story.edition.code for fact in shown}
        purge(*map(tags.edition, editions), *_of_sitemaps(fact.story for fact in shown))
        return
    parents = dict(Section.objects.values_list("code", "parent__code")) if shown else {}
    for fact in shown:
        purge(*tags_of(fact, parents))


def tags_of(fact: Released, parents: Mapping[str, str | None]) -> set[str]:
    """Every tag that a release touches: of what the story is now, and of what it was before."""
    story, code = fact.story, fact.story.edition.code
    found = {tags.story(story.guid), tags.group(story.translation_key), tags.news(code), tags.BEST_RATED}
    for item in (fact.dispatch.item, fact.before.item if fact.before else None):
        if item is not None:
            found |= _of_item(item, code, parents)
    if story.url_date:
        found.update(tags.archive_of(code, story.url_date))
    if fact.dispatch.kind != "new":
        found.add(tags.corrections(code))
    if fact.dispatch.kind in ("new", "withdrawal", "reinstatement"):
        found |= _of_coming_and_going(story, code)
    return found | set(_of_sitemaps([story]))


def _of_item(item: NewsItem, code: str, parents: Mapping[str, str | None]) -> set[str]:
    found = {tags.section(code, item.section)}
    if parent := parents.get(item.section):
        found.add(tags.section(code, parent))
    found.update(tags.topic(code, subject.code.replace(":", "-", 1)) for subject in item.subjects)
    found.update(tags.author(code, line.code) for line in item.bylines if line.code)
    for credit in item.credits:
        found.update((tags.source(code, credit.code), tags.source(code, ascii_slug(credit.name, 60))))
    return found


def _of_coming_and_going(story: Story, code: str) -> set[str]:
    """A story more or less: counts, neighbours, and the lists of stories beside others."""
    found = {tags.related(guid) for guid in stories_beside(story)}
    same_day = Story.objects.published().filter(locale_id=story.locale_id, url_date=story.url_date)
    if not same_day.exclude(pk=story.pk).exists():
        found.add(tags.archive(code))
    return found


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
        purge_soon(own)
        purge_soon(shared)


def purge_edition(fact: EditionChanged) -> None:
    purge(tags.edition(fact.code) if fact.code else EVERYTHING)


def print_released(facts: Sequence[Released]) -> None:
    """Has the worker print what readers ask for first; the task is a row that is there when the Dispatch is."""
    if len(facts) > ONE_BY_ONE:
        return
    for fact in facts:
        story = fact.story
        if story.live and fact.dispatch.audience == "public":
            code = story.edition.code
            section = addresses.section(code, story.section.code)
            print_again.enqueue([addresses.front(code), section, addresses.of(code, story)])


SHOWN_EVERYWHERE: tuple[type[Model], ...] = (Edition, Section, StaticPage)
NAMED: tuple[type[Model], ...] = (Author, Source, Topic)
"""A new one of these stands on no page yet, and imports make many."""


def follow_names() -> None:
    """What every page shows (names, menus, static pages) turns the whole store over when it is saved."""
    for model in SHOWN_EVERYWHERE:
        post_save.connect(_purge_everything, sender=model, dispatch_uid=f"press.{model.__name__}")
    for model in NAMED:
        post_save.connect(_purge_renamed, sender=model, dispatch_uid=f"press.{model.__name__}")
    for model in (*SHOWN_EVERYWHERE, *NAMED):
        post_delete.connect(_purge_everything, sender=model, dispatch_uid=f"press.{model.__name__}")


def _purge_everything(**_signal: Any) -> None:
    purge(EVERYTHING)


def _purge_renamed(*, created: bool, **_signal: Any) -> None:
    if not created:
        purge(EVERYTHING)

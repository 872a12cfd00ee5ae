"""Stories in the states that the reader's side shows, and how a page is read."""

from __future__ import annotations

from datetime import timedelta
from xml.etree.ElementTree import Element

from tests.factories import Newsroom
from tests.flows.reader import Page
from wireroom.core import clock
from wireroom.formats.newsitem import NewsItem
from wireroom.stories.actions import publish
from wireroom.stories.bulk import Intake, Pace, Registry, take_in
from wireroom.stories.models import Story
from wireroom.stories.translations import translate
from wireroom.website import addresses


def path_of(story: Story) -> str:
    return addresses.of(story.locale.language_code, story)


def words(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def one(page: Page, tag: str, **attributes: str) -> Element:
    """The only element of that tag and those attributes."""
    found = [
        e
        for e in page.tree.iter(tag)
        if all(value in (e.get(name.rstrip("_")) or "").split() for name, value in attributes.items())
    ]
    assert len(found) == 1, (tag, attributes, len(found))
    return found[0]


def translated(newsroom: Newsroom, story: Story, language: str, headline: str) -> Story:
    draft = translate(story, into=newsroom.editions[language], by=None)
    draft.headline, draft.untranslated = headline, False
    publish(draft, by=None)
    return newsroom.fresh(draft)


def again(newsroom: Newsroom, story: Story, **changes: str) -> Story:
    """A draft of a live story with something changed."""
    draft: Story = newsroom.fresh(story).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(draft, name, value)
    return draft


def archived(headline: str, *, days: int = 400, language: str = "en", section: str = "") -> Story:
    """A story from an archive, as old as said."""
    at = clock.now() - timedelta(days=days)
    item = NewsItem(f"urn:archive:{headline}", language, headline, section=section, version_created=at)
    take_in([item], Registry(), Intake(publish=True, as_of_item_date=True), Pace())
    return Story.objects.get(guid=item.guid)

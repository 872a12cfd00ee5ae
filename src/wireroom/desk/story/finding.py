"""Text search in the list of stories."""

from __future__ import annotations

from wireroom.stories.querysets import StoryQuerySet


def find(text: str, stories: StoryQuerySet) -> StoryQuerySet:
    """Those of `stories` whose headline has every word of `text`."""
    for word in text.split():
        stories = stories.filter(headline__icontains=word)
    return stories

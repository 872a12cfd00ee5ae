"""What stands below a story for readers to react: the same for everybody, since the page is stored."""

from __future__ import annotations

from typing import Any

from wireroom.stories.models import Story
from wireroom.website.comments import comments_below
from wireroom.website.layout import Layout
from wireroom.website.ratings import rating_box
from wireroom.website.story_page import StoryPage


def reactions_context(layout: Layout, story: Story, page: StoryPage) -> dict[str, Any]:
    """The parts of the story template's context that belong to ratings, reports and comments."""
    return {"rating": rating_box(layout, story), "comments": comments_below(layout, story)}

"""What stands below a story for readers to react: the same for everybody, since the page is stored."""

from __future__ import annotations

from typing import Any

from wireroom.stories.models import Story
from wireroom.website.comments import comments_below
from wireroom.website.layout import Layout
from wireroom.website.ratings import rating_box
from wireroom.website.reports import report_box
from wireroom.website.story_page import StoryPage, newest_dispatch


def reactions_context(layout: Layout, story: Story, page: StoryPage) -> dict[str, Any]:
    """The parts of the story template's context that belong to ratings, reports and comments."""
    return {
        "rating": rating_box(layout, story),
        "report": report_box(layout, page.path, newest_dispatch(story).version),
        "comments": comments_below(layout, story),
    }

"""How the comments of a story stand: what its editors set, what its edition says, what the clock has closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from wireroom.core import clock
from wireroom.reactions.comments.models import CommentPolicy
from wireroom.reactions.comments.rules import Mode
from wireroom.reactions.comments.types import Standing
from wireroom.stories.models import Story

_POLICY = CommentPolicy()
"""The defaults, for editions that have set nothing."""


def standing_of(story_id: int) -> Standing:
    """One query; the story must exist."""
    row = Story.objects.values(
        "live",
        "first_published_at",
        "discussion__mode",
        "discussion__is_closed",
        "discussion__published",
        "discussion__shown",
        "discussion__picks",
        "locale__edition__comment_policy__is_open",
        "locale__edition__comment_policy__mode",
        "locale__edition__comment_policy__closes_after",
        "locale__edition__comment_policy__words",
    ).get(pk=story_id)
    policy = {name.rpartition("__")[2]: value for name, value in row.items() if "comment_policy" in name}
    if policy["mode"] is None:
        policy = {name: getattr(_POLICY, name) for name in policy}
    closes_at = closing_time(row["first_published_at"], policy["closes_after"])
    is_past = closes_at is not None and clock.now() >= closes_at
    return Standing(
        mode=Mode(row["discussion__mode"] or policy["mode"]),
        is_live=row["live"],
        is_open=row["live"] and policy["is_open"] and not row["discussion__is_closed"] and not is_past,
        closes_at=closes_at,
        published=row["discussion__published"] or 0,
        shown=row["discussion__shown"] or 0,
        picks=row["discussion__picks"] or 0,
        words=policy["words"],
    )


def closing_time(published: datetime | None, days: int) -> datetime | None:
    return published + timedelta(days=days) if published and days else None

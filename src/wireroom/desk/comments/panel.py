# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""What the desk's first page says about comments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from wireroom.accounts.models import User
from wireroom.desk.comments.appeals import open_appeals
from wireroom.desk.comments.queue import own_comments, undecided_count
from wireroom.reactions.comments.models import Comment

MOST_COUNTED = 1_000


class CommentsPanel(Component):
    """How many comments wait, and for how long; the queue is one click away."""

    template_name = "desk/dashboard/comments.html"
    name = "comments"
    order = 106

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        own = own_comments(self.user)
        oldest = Comment.objects.waiting().filter(own).longest_waiting().values_list("created_at", flat=True).first()
        return {
            "panel": self,
            "total": undecided_count(self.user, at_most=MOST_COUNTED),
            "reported": Comment.objects.reported().filter(own).order_by()[:MOST_COUNTED].count(),
            "oldest": oldest,
            "appeals": open_appeals(self.user).order_by()[:MOST_COUNTED].count(),
        }

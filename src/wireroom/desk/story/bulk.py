# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Deleting many drafts at once, each with its own right; there is no other bulk action for stories."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.log_actions import log
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction

from wireroom.stories.models import Story
from wireroom.stories.policy import may
from wireroom.stories.rules import Action


class StoryDeleteBulkAction(DeleteBulkAction):
    """Takes the place of Wagtail's, which deletes past the model and past its log."""

    models = [Story]

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> list[int]:
        """“All” is nothing here: each draft that is deleted was ticked by hand."""
        return []

    def check_perm(self, snippet: Story) -> bool:
        user: Any = self.request.user
        return may(user, Action.DELETE, snippet) and not snippet.dispatches.exists()

    @classmethod
    def execute_action(cls, objects: list[Story], user: Any = None, **kwargs: Any) -> tuple[int, int]:
        by = kwargs["self"].request.user
        with transaction.atomic():
            for story in objects:
                log(instance=story, action="wagtail.delete", user=by, deleted=True)
                story.delete()
        return len(objects), 0

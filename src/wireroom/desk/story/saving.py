# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Saving drafts, whoever saves them: what has gone out stays as it is, and what happened meanwhile is not undone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from wagtail.actions.edit import EditAction

from wireroom.stories.errors import WrongState
from wireroom.stories.models import Story
from wireroom.stories.models.story import LIFECYCLE_FIELDS

ROW_KNOWS = (
    *LIFECYCLE_FIELDS,
    "live",
    "first_published_at",
    "has_unpublished_changes",
    "latest_revision",
)


def take_row(story: Story) -> None:
    """Locks the row of `story` and lets `story` know what has happened to it since it was loaded."""
    row = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if (row.live, row.dispatch_id) != (story.live, story.dispatch_id):
        raise WrongState(gettext("Somebody published or withdrew the story just now. Look again, then save."))
    for name in ROW_KNOWS:
        attribute = Story._meta.get_field(name).attname
        setattr(story, attribute, getattr(row, attribute))


class EditStory(EditAction):
    """Takes the place of Wagtail's: the row of a withdrawn story, too, keeps the words that went out."""

    instance: Story

    def _save_instance(self) -> None:
        take_row(self.instance)
        if self.instance.dispatch_id is None:
            super()._save_instance()
        elif self.form:
            self.instance = self.form.save(commit=False)


def save_reverted(form: Any, *, by: Any, previous: Any, clean: bool) -> Any:
    """Saves an earlier version as the newest draft, complete or not, and returns its revision."""
    take_row(form.instance)
    story: Story = form.save(commit=form.instance.dispatch_id is None)
    return story.save_revision(user=by, log_action=True, previous_revision=previous, clean=clean)

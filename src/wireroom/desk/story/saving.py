# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Saving drafts, whoever saves them: what has gone out stays as it is, and what happened meanwhile is not undone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from wagtail.actions.edit import EditAction

from wireroom.stories.errors import WrongState
from wireroom.stories.mending import catch_up
from wireroom.stories.models import Mend, Story
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
    if (row.live, row.dispatch_id) != (story.live, story.dispatch_id) and not _was_only_mended(row, story):
        raise WrongState(gettext("Somebody published or withdrew the story just now. Look again, then save."))
    for name in ROW_KNOWS:
        attribute = Story._meta.get_field(name).attname
        setattr(story, attribute, getattr(row, attribute))


def _was_only_mended(row: Story, story: Story) -> bool:
    """Whether all that went out since `story` was loaded are fixes, which the draft is given too."""
    if not row.live or not story.live or story.dispatch_id is None:
        return False
    since = row.dispatches.filter(seq__gt=story.dispatch_id).exclude(kind="advisory")
    return not since.filter(mend__isnull=True).exists()


class EditStory(EditAction):
    """Takes the place of Wagtail's: the row of a withdrawn story, too, keeps the words that went out."""

    instance: Story

    def _save_instance(self) -> None:
        take_row(self.instance)
        if self.instance.dispatch_id is None:
            super()._save_instance()
        elif self.form:
            self.instance = self.form.save(commit=False)
            mends = Mend.objects.of(self.instance).since(self.form.loaded_dispatch)
            catch_up(self.instance, mends, by=self.user)


def save_reverted(form: Any, *, by: Any, previous: Any, clean: bool) -> Any:
    """Saves an earlier version, `previous`, as the newest draft, complete or not, and returns its revision.

    What has been mended in public since it was written stays mended.
    """
    take_row(form.instance)
    catch_up(form.instance, Mend.objects.of(form.instance).later_than(previous.created_at), by=by)
    story: Story = form.save(commit=form.instance.dispatch_id is None)
    return story.save_revision(user=by, log_action=True, previous_revision=previous, clean=clean)

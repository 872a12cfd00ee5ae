# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Wagtail's named actions on stories: ours take their places, the ways past the dispatch log are closed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from wagtail.actions.copy_for_translation import CopyForTranslationAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.revert_to_revision import RevertToRevisionAction
from wagtail.actions.unpublish import UnpublishAction

from wireroom.desk.story.saving import EditStory
from wireroom.stories.actions import release_revision
from wireroom.stories.errors import ClosedDoor
from wireroom.stories.models import Dispatch, Story


class PublishStory(PublishRevisionAction):
    """Asks about the very story, whatever the caller says about permission checks."""

    def execute(self, skip_permission_checks: bool = False) -> Dispatch | None:
        return release_revision(self.revision, by=self.user)


class _Closed:
    def execute(self, skip_permission_checks: bool = False) -> None:
        raise ClosedDoor(gettext("This is not done to stories: publish, withdraw or translate them."))


class UnpublishStory(_Closed, UnpublishAction):
    pass


class CopyStoryForTranslation(_Closed, CopyForTranslationAction):
    pass


class RevertStory(_Closed, RevertToRevisionAction):
    pass


def close_wagtail_actions(registry: Any) -> None:
    """Called by Wagtail when it collects actions; what is registered for Story goes before what its mixins bring."""
    for action in (EditStory, PublishStory, UnpublishStory, CopyStoryForTranslation, RevertStory):
        registry.register(Story, action)

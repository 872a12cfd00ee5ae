"""The newsroom's app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesApp(AppConfig):
    name = "wireroom.stories"
    label = "stories"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        from wireroom.stories import actions, policy
        from wireroom.stories.models import Story

        Story.release_revision = staticmethod(actions.release_revision)
        policy.register()

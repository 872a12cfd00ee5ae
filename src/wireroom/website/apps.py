"""The reader's side."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebsiteApp(AppConfig):
    name = "wireroom.website"
    label = "website"
    verbose_name = _("Website")

    def ready(self) -> None:
        from wireroom.stories.models import StaticPage, Story
        from wireroom.website.views import previews

        Story.preview = staticmethod(previews.story)
        StaticPage.preview = staticmethod(previews.static_page)

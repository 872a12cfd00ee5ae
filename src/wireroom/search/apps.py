"""The app of the search tables."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchApp(AppConfig):
    name = "wireroom.search"
    label = "search"
    verbose_name = _("Search")

"""The press: renders a page once, keeps it, serves it, drops it by tag."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PressApp(AppConfig):
    name = "wireroom.press"
    label = "press"
    verbose_name = _("Press")

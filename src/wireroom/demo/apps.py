"""An invented agency to try everything on."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoApp(AppConfig):
    name = "wireroom.demo"
    label = "demo"
    verbose_name = _("Demo agency")

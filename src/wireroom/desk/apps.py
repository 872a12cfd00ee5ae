"""The newsroom's side."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskApp(AppConfig):
    name = "wireroom.desk"
    label = "desk"
    verbose_name = _("Desk")

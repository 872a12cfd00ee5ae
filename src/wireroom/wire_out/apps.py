"""The wire out as an app of Django's."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WireOutConfig(AppConfig):
    name = "wireroom.wire_out"
    label = "wire_out"
    verbose_name = _("Wire out")

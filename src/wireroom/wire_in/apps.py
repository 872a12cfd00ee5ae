"""Where wires come in."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WireInApp(AppConfig):
    name = "wireroom.wire_in"
    label = "wire_in"
    verbose_name = _("Wire in")

"""Wires facts to consequences once all apps are loaded."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings

from wireroom.config.lean import load_lean

load_lean()  # this module is the first that Django loads of all apps


class ConfigApp(AppConfig):
    name = "wireroom.config"
    label = "config"

    def ready(self) -> None:
        from wireroom import flow  # it imports models, which exist only now

        flow.connect()
        if settings.SENTRY_DSN:
            from wireroom.config import error_reports

            error_reports.connect()

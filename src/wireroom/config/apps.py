"""Wires facts to consequences once all apps are loaded."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigApp(AppConfig):
    name = "wireroom.config"
    label = "config"

    def ready(self) -> None:
        from wireroom import flow  # it imports models, which exist only now

        flow.connect()

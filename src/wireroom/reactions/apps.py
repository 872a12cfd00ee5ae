"""The ground that all reactions share."""

from __future__ import annotations

from django.apps import AppConfig


class ReactionsConfig(AppConfig):
    name = "wireroom.reactions"
    label = "reactions"

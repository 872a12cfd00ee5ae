"""Typo reports as an app of Django's."""

from __future__ import annotations

from django.apps import AppConfig


class TypoReportsConfig(AppConfig):
    name = "wireroom.reactions.typo_reports"
    label = "typo_reports"

"""Ratings as an app of Django's."""

from __future__ import annotations

from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "wireroom.reactions.ratings"
    label = "ratings"

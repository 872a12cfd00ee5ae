"""Comments as an app of Django's."""

from __future__ import annotations

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "wireroom.reactions.comments"
    label = "comments"

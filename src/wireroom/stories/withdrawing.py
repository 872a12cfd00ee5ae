"""Withdrawing a story together with its versions in other languages."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from wireroom.accounts.models import User
from wireroom.stories import chain
from wireroom.stories.actions import withdraw
from wireroom.stories.models import Dispatch, Story
from wireroom.stories.rules import STARTS_FROM


def withdrawable_versions(story: Story) -> list[Story]:
    """The versions of the story in all languages that are out, or held by subscribers under embargo; itself first."""
    versions = Story.objects.filter(translation_key=story.translation_key).select_related("locale__edition")
    out = [version for version in versions.order_by("pk") if version.state in STARTS_FROM["withdrawal"]]
    return sorted(out, key=lambda version: version.pk != story.pk)


def withdraw_versions(notes: Mapping[Story, str], *, by: User | None) -> list[Dispatch]:
    """Takes all these versions back, each with the note in its own language: all of them or, if one is refused, none.

    Raises what `actions.withdraw` raises.
    """
    with transaction.atomic():
        chain.hold()
        return [withdraw(version, by=by, note=note) for version, note in notes.items()]

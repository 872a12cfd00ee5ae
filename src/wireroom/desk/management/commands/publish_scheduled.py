"""`wireroom publish_scheduled`: releases what has come due, once, by the house's own rules."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from wireroom.stories.schedule import release_due


class Command(BaseCommand):
    """Takes the place of Wagtail's command, which goes past the dispatch log and stops at the first failure."""

    help = "Releases scheduled versions and embargoes whose time has come; `serve` and `schedule` do so all the time."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Released: {release_due()}")

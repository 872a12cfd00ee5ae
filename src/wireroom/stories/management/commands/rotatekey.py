"""`wireroom rotatekey`: signs dispatches with a new key from now on."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from wireroom.stories import keys


class Command(BaseCommand):
    help = "Make a new signing key; what the old ones signed still verifies."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Dispatches are signed with {keys.rotate()} from now on.")

"""`wireroom updatecatalogues`: bring the catalogues up to date with the sources."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from wireroom.config import catalogues


class Command(BaseCommand):
    help = "Collects every message of the sources into src/wireroom/locale and says what wants a translator."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = catalogues.messages_of(catalogues.PACKAGE)
        for language in catalogues.PLURALS:
            total, waiting = catalogues.update(catalogues.PACKAGE, language, found)
            self.stdout.write(f"{language}: {total} messages, {waiting} to translate")

"""`wireroom checkcatalogues`: fail unless every message stands translated in every language."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wireroom.config import catalogues


class Command(BaseCommand):
    help = "Checks that every message of the sources is translated in every language we ship."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        problems = catalogues.problems()
        for line in problems:
            self.stdout.write(line)
        if problems:
            raise CommandError(f"{len(problems)} messages need work: `wireroom updatecatalogues`, then translate")

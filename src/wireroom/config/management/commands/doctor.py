"""`wireroom doctor`: what is well and what is not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wireroom.config.doctor import Level, examine


class Command(BaseCommand):
    help = "Examines this install: secrets, disk, database, accounts, tasks, keys and the dispatch log."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        ill = 0
        for finding in examine():
            ill += finding.level is Level.ILL
            self.stdout.write(f"{finding.level:<5} {finding.text}")
        if ill:
            raise CommandError(f"{ill} of these need you")

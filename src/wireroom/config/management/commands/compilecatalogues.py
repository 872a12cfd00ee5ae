"""`wireroom compilecatalogues`: make the binary catalogues that pages read."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from wireroom.config import catalogues


class Command(BaseCommand):
    help = "Compiles the message catalogues that changed."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        compiled = catalogues.compile_stale()
        self.stdout.write(f"{compiled} catalogues compiled" if compiled else "catalogues are compiled")

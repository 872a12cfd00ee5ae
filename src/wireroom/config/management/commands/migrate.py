"""`wireroom migrate`: Django's own, but the file of a new SQLite database is made private first."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from wireroom.config.database import create_private


class Command(migrate.Command):
    def execute(self, *args: Any, **options: Any) -> str | None:
        """Before the checks, which look into the database already."""
        create_private()
        output: str | None = super().execute(*args, **options)
        return output

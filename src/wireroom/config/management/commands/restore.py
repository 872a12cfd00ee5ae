"""`wireroom restore DIR`: everything back from a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wireroom.config.backup import pictures_left_out, restore


class Command(BaseCommand):
    help = "Puts a backup back into an empty WIREROOM_HOME (and an empty PostgreSQL database, if that is used)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="a folder made by `wireroom backup`")

    def handle(self, *args: Any, **options: Any) -> None:
        manifest = restore(options["folder"])
        self.stdout.write(f"{len(manifest.files)} files of {manifest.made} are back; `wireroom doctor` looks at them")
        for line in pictures_left_out(manifest, options["folder"]):
            self.stdout.write(line)

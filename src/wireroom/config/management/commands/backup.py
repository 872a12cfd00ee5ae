"""`wireroom backup DIR`: a copy of everything, made while the house goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wireroom.config.backup import back_up, pictures_to_copy


class Command(BaseCommand):
    help = "Copies database, pictures and keys into a new folder. Keep it as safe as the keys in it."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that does not exist or is empty")

    def handle(self, *args: Any, **options: Any) -> None:
        manifest = back_up(options["folder"])
        self.stdout.write(f"{len(manifest.files)} files are in {options['folder']}")
        for line in pictures_to_copy(manifest, options["folder"]):
            self.stdout.write(line)

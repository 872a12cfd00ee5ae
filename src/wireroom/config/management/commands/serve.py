"""`wireroom serve`: everything on this machine from one command."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wireroom.config.serving import add_address, serve_house


class Command(BaseCommand):
    help = "Runs the site, the newsroom, the background tasks and the schedule, all from this one command."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_address(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        serve_house(options["host"], options["port"], options["workers"], self.say)

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

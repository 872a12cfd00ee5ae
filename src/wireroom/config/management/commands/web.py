"""`wireroom web`: the site and the newsroom, as one of several processes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wireroom.config.serving import add_address, serve_web_only


class Command(BaseCommand):
    help = "Runs the site and the newsroom only, for a house of several machines."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_address(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        serve_web_only(options["host"], options["port"], options["workers"], self.say)

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

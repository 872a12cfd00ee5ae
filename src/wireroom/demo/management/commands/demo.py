"""`wireroom demo`: an invented agency to look at."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from wireroom.demo import load as demo
from wireroom.demo.staff import SignIn, staff_file


class Command(BaseCommand):
    help = "Loads an invented agency: stories, pictures, staff of each role. Run again, it adds nothing."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anyway",
            action="store_true",
            help="also where a newsroom is at work already",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if demo.has_news_of_its_own() and not options["anyway"]:
            self.stderr.write("A newsroom is at work here, so the demo stays out of its log (--anyway loads it).")
            return
        loaded = self.load()
        if loaded.stories:
            self.stdout.write(f"The demo agency is loaded: {loaded.stories} stories.")
        else:
            self.stdout.write("The demo agency is here already.")
        self.print_staff(loaded)

    def load(self) -> demo.Loaded:
        """Loads the demo, with a progress bar if somebody is watching."""
        if not sys.stdout.isatty():
            return demo.load()
        columns = (TextColumn("{task.description:<24}"), BarColumn(), TimeRemainingColumn())
        with Progress(*columns, transient=True) as progress:
            bar = progress.add_task("", total=None)

            def tick(what: str, total: int) -> None:
                progress.update(bar, advance=1, total=total, description=what[:24])

            return demo.load(tick=tick)

    def print_staff(self, loaded: demo.Loaded) -> None:
        self.stdout.write("\nSign in at /desk/ as\n\n")
        self._print_table(loaded.staff, 16)
        if loaded.clients:
            self.stdout.write("\nClient newsrooms sign in at /wire/, their programs fetch from /wire/api/v1/, as\n\n")
            self._print_table(loaded.clients, 32)
        self.stdout.write(f"\nThese lines are kept in {staff_file()}.")

    def _print_table(self, signed: list[SignIn], width: int) -> None:
        for entry in (SignIn("role", "name", "password"), *signed):
            password = entry.password or "(as it was before)"
            self.stdout.write(f"  {entry.role:<16}{entry.name:<{width}}{password}")

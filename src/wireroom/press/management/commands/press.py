"""`wireroom press stats | purge [TAG...] | warm`: what is stored, dropping it, printing it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from rich.progress import track

from wireroom.press.folder import store
from wireroom.press.purging import EVERYTHING, purge
from wireroom.press.warming import addresses_in_sitemaps, warm


class Command(BaseCommand):
    help = "Shows what pages are stored, drops some or all of them, or prints those that readers ask for first."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("stats", help="how many pages are stored, and their size")
        purging = actions.add_parser("purge", help="drop every page, or those with any of the given tags")
        purging.add_argument("tags", nargs="*", metavar="TAG", help="such as story:GUID, section:en/world, edition:en")
        actions.add_parser("warm", help="print what the sitemaps of pages and of the newest stories name")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["action"])(**options)

    def stats(self, **_options: Any) -> None:
        held = store().holdings()
        generation = store().generation()
        folder = generation.folder if generation else store().root
        self.stdout.write(f"{held.pages:,} pages, {held.size / 1e6:,.1f} MB, in {folder}")

    def purge(self, tags: list[str], **_options: Any) -> None:
        with transaction.atomic():
            purge(*(tags or [EVERYTHING]))
        self.stdout.write("Dropped." if tags else "Everything is dropped.")

    def warm(self, **_options: Any) -> None:
        paths = addresses_in_sitemaps()
        if not paths:
            raise CommandError("there is nothing to print: no edition is open")
        shown = track(paths, "Printing", transient=True, disable=not self.stdout.isatty())
        printed = sum(warm([path]) for path in shown)
        self.stdout.write(f"{printed:,} pages printed.")

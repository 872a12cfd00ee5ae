"""`wireroom check FILE|GUID...`: what an editor may want to look at again.

It takes the name of Django's own check of the code, which every command makes by itself before it runs.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wireroom.copy_check.checking import doubts_in
from wireroom.copy_check.doubts import EVERY_LANGUAGE, Copy
from wireroom.desk.story.copy_check import draft_item
from wireroom.formats import registry
from wireroom.stories.models import Story
from wireroom.wire_in.importing import Found, read

WRONG_USAGE = 2


class Command(BaseCommand):
    help = (
        "List the doubtful places of stories, as PART:START: message, START counted from 0."
        " Exit code 0: none, 1: some, 2: wrong usage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "names", nargs="+", metavar="FILE|GUID", help="a file, - for standard input, or a story's newest draft"
        )
        parser.add_argument("--format", default="auto", choices=("auto", *registry.PARSERS), dest="format_name")

    def handle(self, *args: Any, **options: Any) -> None:
        sources = [(name, self._is_file(name)) for name in options["names"]]
        doubts = doubtful = stories = failed = 0
        for name, is_file in sources:
            for found in read(name, options["format_name"]) if is_file else self._draft(name):
                count = self._report(found)
                stories += 1
                failed += count is None
                doubts += count or 0
                doubtful += bool(count)
        if doubts or failed:
            unread = f", {failed:,} not read" if failed else ""
            raise CommandError(f"{doubts:,} doubtful places in {doubtful:,} of {stories:,} stories{unread}.")

    def _is_file(self, name: str) -> bool:
        if name == "-" or Path(name).is_file():
            return True
        if not Story.objects.filter(guid=name).exists():
            raise CommandError(f"There is neither a file nor a story {name}.", returncode=WRONG_USAGE)
        return False

    def _draft(self, guid: str) -> Iterator[Found]:
        draft: Story = Story.objects.get(guid=guid).get_latest_revision_as_object()
        yield Found(guid, draft_item(draft))

    def _report(self, found: Found) -> int | None:
        """Prints the doubts about one story and returns how many there are; None if it could not be read."""
        if found.item is None:
            self.stderr.write(f"{found.place}: {found.reason}")
            return None
        if Copy(found.item).language not in EVERY_LANGUAGE:
            self.stderr.write(f"{found.place}: there are no checks for the language {found.item.language}.")
        doubts = doubts_in(found.item)
        if doubts:
            self.stdout.write(f"# {found.place} {found.item.headline}")
            for doubt in doubts:
                self.stdout.write(f"{doubt.part}:{doubt.start}: {doubt.message % dict(doubt.arguments)}")
            self.stdout.write("")
        return len(doubts)

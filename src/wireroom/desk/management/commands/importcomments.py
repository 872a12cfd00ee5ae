"""`wireroom importcomments FILE...`: what readers wrote below the posts of a former WordPress site."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wireroom.formats import wxr
from wireroom.formats.archives import Conversation
from wireroom.formats.errors import FormatError
from wireroom.reactions.comments.moving import move_in
from wireroom.stories.models import Story


class Command(BaseCommand):
    help = "Bring the approved comments of a WordPress export below those of its stories that are out here already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        files: list[Path] = options["files"]
        missing = next((file for file in files if not file.is_file()), None)
        if missing:
            raise CommandError(f"There is no file {missing}.")
        counts: Counter[str] = Counter()
        for file in files:
            self._bring(file, counts)
        self.stdout.write(
            f"{counts['new']:,} comments taken in, {counts['passed over']:,} known already or unreadable,"
            f" {counts['homeless']:,} below stories that are not out here."
        )
        if counts["broken"]:
            raise CommandError(f"{counts['broken']:,} places could not be read.")

    def _bring(self, file: Path, counts: Counter[str]) -> None:
        with file.open("rb") as stream:
            for found in wxr.conversations(stream):
                if isinstance(found, Conversation):
                    self._add(found, counts)
                elif isinstance(found.item, FormatError):
                    counts["broken"] += 1
                    self.stderr.write(f"{file}:{found.place}: {found.item.message}")

    def _add(self, found: Conversation, counts: Counter[str]) -> None:
        stories = Story.objects.published().filter(guid=found.guid)
        story = stories.select_related("locale__edition").first()
        if story is None:
            counts["homeless"] += len(found.remarks)
            return
        new = move_in(story, found.remarks)
        counts["new"] += new
        counts["passed over"] += len(found.remarks) - new

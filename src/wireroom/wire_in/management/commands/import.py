"""`wireroom import FILE...`: takes dispatches in from files."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from wireroom.formats import registry
from wireroom.stories.bulk import Intake
from wireroom.stories.models import Edition
from wireroom.wire_in.importing import Found, Tally, import_items, read
from wireroom.wire_in.pictures import PictureFolder

ORDER = ("filed", "updated", "withdrawn", "skipped", "failed")


class RateColumn(TextColumn):
    """Items a second since the start."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Any) -> Any:
        rate = task.fields["items"] / task.elapsed if task.elapsed else 0
        self.text_format = f"{task.fields['items']:,} stories · {rate:,.0f}/s"
        return super().render(task)


class Command(BaseCommand):
    help = "Take dispatches in from files; each is known by its content unless --format says what it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a file, or - for standard input")
        parser.add_argument("--format", default="auto", choices=("auto", *registry.PARSERS), dest="format_name")
        parser.add_argument("--edition", metavar="LANG", help="file everything in this edition, whatever it says")
        parser.add_argument("--publish", action="store_true", help="release at once instead of filing drafts")
        parser.add_argument(
            "--pictures", metavar="FOLDER", type=Path, help="a copy of wp-content/uploads or of Ghost's content/images"
        )
        parser.add_argument("--site", metavar="URL", default="", help="where the site of a Ghost export stood")
        parser.add_argument(
            "--as-of-item-date",
            action="store_true",
            help="archive material: dated as the items are, in the archive and search, but not on the front page",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        files: list[str] = options["files"]
        missing = [name for name in files if name != "-" and not Path(name).is_file()]
        if missing:
            raise CommandError(f"There is no file {missing[0]}.")
        folder: Path | None = options["pictures"]
        if folder and not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        if not Edition.objects.exists():
            raise CommandError("There is no edition yet: open the setup page, or set EDITIONS and run migrate.")
        intake = Intake(
            publish=options["publish"],
            as_of_item_date=options["as_of_item_date"],
            edition=self._edition(options["edition"]),
        )
        tally, pictures = Tally(), PictureFolder(folder) if folder else None
        with self._progress() as progress, translation.override("en"):
            total = sum(Path(name).stat().st_size for name in files if name != "-")
            task = progress.add_task("Importing", total=total or None, items=0)

            def note(found: Found) -> None:
                done = sum(tally.results.values())
                progress.update(task, advance=found.size, items=done)

            for name in files:
                found = read(name, options["format_name"], options["site"])
                import_items(found, intake, progress=note, tally=tally, pictures=pictures)
        self._report(tally, pictures)

    def _edition(self, language: str | None) -> Edition | None:
        if not language:
            return None
        edition = Edition.objects.filter(locale__language_code=language.lower()).first()
        if edition is None:
            raise CommandError(f"There is no edition “{language}” in this agency.")
        return edition

    def _progress(self) -> Progress:
        """A bar with rate and time left on a terminal, silence elsewhere."""
        console = Console(file=sys.stderr)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            RateColumn(),
            TimeRemainingColumn(),
        )
        return Progress(*columns, console=console, disable=not console.is_terminal)

    def _report(self, tally: Tally, pictures: PictureFolder | None) -> None:
        for failure in tally.failures:
            self.stderr.write(failure)
        counts = ", ".join(f"{tally.results[name]:,} {name}" for name in ORDER if tally.results[name])
        self.stdout.write(counts or "Nothing found.")
        if tally.left_out:
            self.stdout.write(
                "Left out: " + ", ".join(f"{n:,} {what}" for what, n in tally.left_out.most_common()) + "."
            )
        if pictures:
            found, missing = pictures.counts["found"], pictures.counts["missing"]
            self.stdout.write(f"Pictures: {found:,} taken in, {missing:,} not in the folder.")
        if tally.results["failed"]:
            raise CommandError(f"{tally.results['failed']:,} of {sum(tally.results.values()):,} items failed.")

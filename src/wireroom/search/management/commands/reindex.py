"""Rebuilds the search index from the dispatches and drafts, and that of pictures."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from wireroom.search.index import reindex
from wireroom.stories.models import Story


class Command(BaseCommand):
    help = "Rebuilds the search index from the dispatches and drafts; readers and editors go on meanwhile."

    def handle(self, *_args: Any, **_options: Any) -> None:
        columns = (TextColumn("Indexing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        console = Console(file=sys.stderr)
        with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as progress:
            task = progress.add_task("", total=Story.objects.count())
            reindex(lambda count: progress.advance(task, count))
        call_command("wagtail_update_index", verbosity=0)  # of pictures, for the desk

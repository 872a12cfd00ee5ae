"""`wireroom export --format F [--since SEQ]`: writes public dispatches to standard output, one a line."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from wireroom.formats import registry
from wireroom.stories.models import Dispatch


class Command(BaseCommand):
    help = "Write the public dispatches, one item a line, oldest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", required=True, choices=tuple(registry.RENDERERS), dest="format_name")
        parser.add_argument("--since", type=int, default=0, metavar="SEQ", help="only dispatches after this number")

    def handle(self, *args: Any, **options: Any) -> None:
        render = registry.RENDERERS[options["format_name"]]
        for dispatch in Dispatch.objects.public().since(options["since"]).iterator(chunk_size=500):
            if not dispatch.is_expunged:
                self.stdout.write(render(dispatch.item).decode())

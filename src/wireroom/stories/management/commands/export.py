"""`wireroom export --format F [--since SEQ]`: writes public dispatches to standard output."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wireroom.formats import registry
from wireroom.formats.release import Channel, Release
from wireroom.stories.models import Dispatch


class Command(BaseCommand):
    help = "Write the public dispatches as one document, oldest first; as ninjs, one item a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = [name for name, renderer in registry.RENDERERS.items() if renderer.render_all]
        parser.add_argument("--format", required=True, choices=names, dest="format_name")
        parser.add_argument("--since", type=int, default=0, metavar="SEQ", help="only dispatches after this number")

    def handle(self, *args: Any, **options: Any) -> None:
        render_all = registry.RENDERERS[options["format_name"]].render_all
        if render_all is None:
            raise CommandError("This format holds one story a document.")
        log = Dispatch.objects.public().since(options["since"]).iterator(chunk_size=500)
        released = ((dispatch.item, _release_of(dispatch)) for dispatch in log if not dispatch.is_expunged)
        for piece in render_all(released, Channel(sender=settings.AGENCY_NAME)):
            self.stdout.write(piece.decode(), ending="")


def _release_of(dispatch: Dispatch) -> Release:
    return Release(seq=dispatch.seq, sent_at=dispatch.released_at)

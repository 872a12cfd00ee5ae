"""`wireroom export --format F [--since SEQ] [--advance]`: writes dispatches to standard output."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wireroom.formats import registry
from wireroom.formats.release import Audience, Channel, Release
from wireroom.stories.models import Dispatch


class Command(BaseCommand):
    help = "Write the public dispatches as one document, oldest first; as ninjs, one item a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = [name for name, renderer in registry.RENDERERS.items() if renderer.render_all]
        parser.add_argument("--format", required=True, choices=names, dest="format_name")
        parser.add_argument("--since", type=int, default=0, metavar="SEQ", help="only dispatches after this number")
        parser.add_argument("--advance", action="store_true", help="those under embargo too, for editors alone")

    def handle(self, *args: Any, **options: Any) -> None:
        render_all = registry.RENDERERS[options["format_name"]].render_all
        if render_all is None:
            raise CommandError("This format holds one story a document.")
        wanted = Dispatch.objects.with_advances() if options["advance"] else Dispatch.objects.public()
        log = wanted.since(options["since"]).iterator(chunk_size=500)
        released = ((dispatch.item, _release_of(dispatch)) for dispatch in log if not dispatch.is_expunged)
        channel = Channel(title=settings.AGENCY_NAME, sender=settings.AGENCY_NAME, home=settings.SITE_URL)
        for piece in render_all(released, channel):
            self.stdout.write(piece.decode(), ending="")


def _release_of(dispatch: Dispatch) -> Release:
    return Release(
        seq=dispatch.seq,
        audience=cast(Audience, dispatch.audience),
        sent_at=dispatch.released_at,
        sender=settings.AGENCY_NAME,
        home=settings.SITE_URL,
    )

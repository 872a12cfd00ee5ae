"""`wireroom expunge SEQ --reason TEXT`: empties the text of one old dispatch."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wireroom.core.errors import WireroomError
from wireroom.stories.actions import expunge
from wireroom.stories.models import Dispatch


class Command(BaseCommand):
    help = "Empty the text of one dispatch, by court order or the like; the reason stays on the record for ever."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("seq", type=int, help="the number of the dispatch")
        parser.add_argument("--reason", required=True, help="what readers of the history are told")

    def handle(self, *args: Any, **options: Any) -> None:
        dispatch = Dispatch.objects.filter(seq=options["seq"]).first()
        if dispatch is None:
            raise CommandError(f"There is no dispatch {options['seq']}.")
        try:
            expunge(dispatch, by=None, reason=options["reason"])
        except WireroomError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Dispatch {dispatch.seq} is expunged; the chain still verifies.")

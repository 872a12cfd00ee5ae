"""`wireroom verify`: checks the whole dispatch log."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wireroom.stories.chain import flaws
from wireroom.stories.models import LogHead


class Command(BaseCommand):
    help = "Check numbers, hashes and signatures of every dispatch, and that readers see the newest ones."

    def handle(self, *args: Any, **options: Any) -> None:
        first = next(flaws(), None)
        if first is not None:
            raise CommandError(f"The chain is broken: dispatch {first.seq} {first.reason}.")
        head = LogHead.objects.filter(pk=1).first()
        self.stdout.write(f"{head.seq if head else 0:,} dispatches verified.")

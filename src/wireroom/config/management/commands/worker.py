"""`wireroom worker`: the background tasks, as one of several processes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from wireroom.config import lock
from wireroom.config.database import require_up_to_date
from wireroom.config.worker import run_worker


class Command(BaseCommand):
    help = "Runs the background tasks, for a house of several machines."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        require_up_to_date()
        with lock.share():
            self.stdout.write("Started (Ctrl+C ends it).")
            self.stdout.flush()
            run_worker(tasks=True, schedule=False, sole=False)

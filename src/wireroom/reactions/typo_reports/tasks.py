"""Mail about reports: sent by the worker, so that neither a request nor the schedule waits for a mail server."""

from __future__ import annotations

from django_tasks import task

from wireroom.reactions.typo_reports.chores import thank_reporters


@task()
def send_thanks() -> int:
    return thank_reporters()

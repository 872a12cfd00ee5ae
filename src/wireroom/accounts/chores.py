"""What happens to accounts by the clock: sessions that have run out are forgotten, those of mere challenges too."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.utils import timezone


def forget_sessions() -> int:
    deleted, _by_model = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return deleted

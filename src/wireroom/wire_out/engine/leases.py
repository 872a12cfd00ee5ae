"""Leases: which worker may be trying a delivery now. They run out by themselves, so a crash leaves nothing behind."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from wireroom.wire_out.engine.overtaking import overtake
from wireroom.wire_out.models import Attempt, Delivery
from wireroom.wire_out.rules.retries import Answer

LASTS = timedelta(seconds=120)
"""Longer than finding a name and a whole attempt together."""


def worker_name() -> str:
    """Machine, process and a token, since a process number comes again."""
    return f"{_machine()}:{os.getpid()}:{secrets.token_hex(4)}"


def _machine() -> str:
    return socket.gethostname()[:40]


def _is_dead(name: str, own: str) -> bool:
    """Whether the holder was a process of this machine that is no more."""
    machine, _, rest = name.rpartition(":")[0].rpartition(":")
    if machine != _machine() or name == own or not rest.isdigit():
        return False
    if rest == str(os.getpid()):
        return True
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def take_back(own: str, now: datetime) -> int:
    """Frees what was leased to workers that are gone, or for too long: each counts as sent and unanswered."""
    holders = Delivery.objects.filter(lease_until__isnull=False).exclude(lease_by=own)
    dead = [name for name in set(holders.values_list("lease_by", flat=True)) if _is_dead(name, own)]
    lapsed = Q(lease_until__lt=now) | Q(lease_by__in=dead)
    if not Delivery.objects.filter(lapsed, lease_until__isnull=False).exists():
        return 0
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(skip_locked=True).filter(lapsed, lease_until__isnull=False)
        lost = list(rows.order_by("pk"))
        Attempt.objects.bulk_create(_unanswered(delivery, now) for delivery in lost)
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in lost]).update(
            lease_by="", lease_until=None, attempts=F("attempts") + 1, last_answer=Answer.UNANSWERED, last_text=""
        )
        overtake([delivery for delivery in lost if delivery.next_attempt_at is not None], now)
    return len(lost)


def _unanswered(delivery: Delivery, now: datetime) -> Attempt:
    return Attempt(
        delivery_id=delivery.pk,
        number=delivery.attempts + 1,
        started_at=delivery.lease_until - LASTS if delivery.lease_until else now,
        ended_at=now,
        answer=Answer.UNANSWERED,
        worker=delivery.lease_by,
    )

"""Small tasks for browsers, asked only of suspicious comments: cheap for a person, dear for whoever sends thousands."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from altcha import v1 as altcha
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wireroom.core import clock
from wireroom.reactions.comments.errors import CommentInvalid
from wireroom.reactions.comments.models import SpentProof

GOOD_FOR = timedelta(minutes=10)
HARDNESS = 40_000
"""Hashes that a browser computes at most, within about a second on a telephone."""
_LONGEST = 1000


def new_task() -> dict[str, Any]:
    """A challenge of altcha's first version: find the number that makes the hash."""
    options = altcha.ChallengeOptions(
        hmac_key=_key(), max_number=HARDNESS, expires=datetime.now(UTC) + GOOD_FOR, salt_length=12
    )
    return altcha.create_challenge(options).to_dict()


def solved(proof: str) -> str:
    """The name of the task that `proof` solves; empty if it does not, or is none of ours, or is too old."""
    if len(proof) > _LONGEST:
        return ""
    try:
        is_good, _reason = altcha.verify_solution(proof, _key())
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ""
    return _challenge(proof) if is_good else ""


def _challenge(proof: str) -> str:
    """One solution can be spelled in many ways in base64 and JSON, its challenge in one."""
    return str(json.loads(base64.b64decode(proof))["challenge"])[:64]


def spend(task: str) -> None:
    """Marks a task as used; raises CommentInvalid if it was already. Inside the transaction of what it pays for."""
    try:
        with transaction.atomic():
            SpentProof(challenge=task, runs_out_at=clock.now() + GOOD_FOR).save(force_insert=True)
    except IntegrityError as error:
        raise CommentInvalid({"proof": _("This form was sent before. Reload the page and send it again.")}) from error


def forget_spent() -> int:
    """Deletes tasks that have run out and could not be solved again anyway; run by the schedule."""
    return SpentProof.objects.filter(runs_out_at__lt=clock.now()).delete()[0]


def _key() -> str:
    return hashlib.sha256(b"comments.proof:" + settings.SECRET_KEY.encode()).hexdigest()

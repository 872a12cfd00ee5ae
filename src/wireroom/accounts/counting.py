"""How often somebody may try: counted before a password or code is looked at, so that parallel guesses gain nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many attempts in so many seconds."""

    attempts: int
    seconds: int


def count(counters: Mapping[str, Allowance]) -> None:
    """Counts one attempt under every key. Raises ValidationError if it is one too many."""
    for key, allowance in counters.items():
        if _counted(key, allowance) > allowance.attempts:
            raise _too_many(allowance)


def forget(counters: Mapping[str, Allowance]) -> None:
    """An attempt was right: earlier ones were slips."""
    cache.delete_many(list(counters))


def key_of(kind: str, *parts: str) -> str:
    digest = hashlib.sha256("\0".join(parts).encode())
    return f"{kind}:{digest.hexdigest()}"


def _counted(key: str, allowance: Allowance) -> int:
    """The attempts counted under `key`, this one among them."""
    if cache.add(key, 1, timeout=allowance.seconds):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, timeout=allowance.seconds)
        return 1


def _too_many(allowance: Allowance) -> ValidationError:
    minutes = allowance.seconds // 60
    message = ngettext(
        "Too many attempts. Wait %(minutes)s minute, then try again.",
        "Too many attempts. Wait %(minutes)s minutes, then try again.",
        minutes,
    )
    return ValidationError(message % {"minutes": minutes}, code="too-many-attempts")

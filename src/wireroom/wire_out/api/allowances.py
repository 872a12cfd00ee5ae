"""How often a token may ask, and a network guess: counted per minute, told in headers with every answer."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.conf import settings
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from wireroom.core.valkey import ABSENCE, options

Answer = TypeVar("Answer")

GUESSES = 30
"""Wrong tokens a minute from one network before it is told to wait."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of one minute's requests after this one."""

    limit: int
    remaining: int
    seconds: int
    """Until the count begins anew."""
    is_spent: bool

    @property
    def headers(self) -> Mapping[str, str]:
        named = {"Limit": self.limit, "Remaining": self.remaining, "Reset": self.seconds}
        told = {f"RateLimit-{name}": str(value) for name, value in named.items()}
        return {**told, "Retry-After": str(self.seconds)} if self.is_spent else told


@lru_cache(maxsize=1)
def _limiter() -> FixedWindowRateLimiter:
    """Counts of this process."""
    return FixedWindowRateLimiter(storage_from_string("memory://"))


@lru_cache(maxsize=1)
def _limiter_of_all(server: str) -> FixedWindowRateLimiter:
    """Counts that all processes share; a server that is away is a StorageError."""
    named: dict[str, Any] = {"key_prefix": "wireroom-limits", "wrap_exceptions": True, **options()}
    return FixedWindowRateLimiter(storage_from_string(server, **named))


def _asked(question: Callable[[FixedWindowRateLimiter], Answer]) -> Answer:
    """The answer from the counts of all processes, or from our own where there are no others or they cannot be had."""
    if settings.VALKEY_URL and not ABSENCE.lasts:
        try:
            answer = question(_limiter_of_all(settings.VALKEY_URL))
        except StorageError as error:
            ABSENCE.begin(error)
        else:
            ABSENCE.end()
            return answer
    return question(_limiter())


def count(kind: str, who: str, limit: int, *, minutes: int = 1) -> Allowance:
    """Counts one request of `who` among those of its kind."""
    rate = RateLimitItemPerMinute(limit, minutes)
    is_spent = not _asked(lambda limiter: limiter.hit(rate, kind, who))
    return _left(rate, kind, who, is_spent)


def counted(kind: str, who: str, limit: int) -> Allowance:
    """What is left, without counting a request."""
    return _left(RateLimitItemPerMinute(limit), kind, who, False)


def _left(rate: RateLimitItemPerMinute, kind: str, who: str, is_spent: bool) -> Allowance:
    ends, remaining = _asked(lambda limiter: limiter.get_window_stats(rate, kind, who))
    return Allowance(rate.amount, remaining, max(1, math.ceil(ends - time.time())), is_spent)

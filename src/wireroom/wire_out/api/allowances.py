"""How often a token may ask, and a network guess: counted per minute, told in headers with every answer."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from limits import RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

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
    """Counts of this process, or of all where settings name a server."""
    return FixedWindowRateLimiter(storage_from_string(settings.WIRE_API_COUNTS))


def count(kind: str, who: str, limit: int, *, minutes: int = 1) -> Allowance:
    """Counts one request of `who` among those of its kind."""
    rate = RateLimitItemPerMinute(limit, minutes)
    is_spent = not _limiter().hit(rate, kind, who)
    return _left(rate, kind, who, is_spent)


def counted(kind: str, who: str, limit: int) -> Allowance:
    """What is left, without counting a request."""
    return _left(RateLimitItemPerMinute(limit), kind, who, False)


def _left(rate: RateLimitItemPerMinute, kind: str, who: str, is_spent: bool) -> Allowance:
    ends, remaining = _limiter().get_window_stats(rate, kind, who)
    return Allowance(rate.amount, remaining, max(1, math.ceil(ends - time.time())), is_spent)

"""The server that processes may share for what they cache and count: Valkey or Redis, if `CACHE_URL` names one.

It is an aid and never needed: while it is away, each process caches and counts by itself.
"""

from __future__ import annotations

import logging
import time
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from wireroom.core.extras import require

logger = logging.getLogger(__name__)

SCHEMES = {"redis": "redis", "valkey": "redis", "rediss": "rediss", "valkeys": "rediss", "rediscache": "redis"}
"""As people write them, and as the library does."""
PATIENCE = 1.0
"""Seconds that one question may take."""
LEFT_ALONE = 5.0
"""Seconds without a question after one that failed."""


def address(url: str) -> str:
    """The server's address as the library writes it; empty if `url` is of another kind of cache."""
    parts = urlsplit(url)
    scheme = SCHEMES.get(parts.scheme, "")
    if not scheme:
        return ""
    require("redis", variable="CACHE_URL")
    return urlunsplit(parts._replace(scheme=scheme))


def shown(url: str) -> str:
    """The address without its password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=""))


def options() -> dict[str, Any]:
    """How connections are made: with little patience, and one more try where an old one had been closed."""
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "retry": Retry(NoBackoff(), 1)}


def problem(url: str) -> str:
    """Why the server does not answer; empty if it does."""
    import redis

    try:
        with redis.Redis.from_url(url, **options()) as client:
            client.ping()
    except redis.RedisError as error:
        return " ".join(str(error).split())
    return ""


class Absence:
    """Whether the server failed a moment ago, so that nobody need wait for it; one for each process."""

    def __init__(self) -> None:
        self._until = 0.0
        self._is_told = False

    @property
    def lasts(self) -> bool:
        return time.monotonic() < self._until

    def begin(self, error: Exception) -> None:
        self._until = time.monotonic() + LEFT_ALONE
        if not self._is_told:
            logger.warning("The server at CACHE_URL is away; this process counts by itself until it is back: %s", error)
        self._is_told = True

    def end(self) -> None:
        """The server has answered."""
        if self._is_told:
            logger.warning("The server at CACHE_URL is back.")
        self._is_told = False


ABSENCE = Absence()

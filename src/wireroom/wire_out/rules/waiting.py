"""Which calls wait, told by their address alone, and what those who wait and those who answer say to each other."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

LONGEST = 60
"""Seconds that a long poll waits."""
DISPATCHES = "/wire/api/v1/dispatches"
STREAM = "/wire/api/v1/stream"

AGAIN, SINCE = "wireroom.asked_again", "wireroom.since"
"""In the ASGI scope, where no client can write: a repeated call counts once, a stream goes on from its cursor."""
CURSOR, COUNT = b"wire-cursor", b"wire-count"
"""Headers of the answer: the cursor after it, and how many dispatches it holds."""


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: int = 0
    is_stream: bool = False


def wait_of(path: str, query: bytes) -> Wait | None:
    """How a call wants to wait; None if it does not, or makes no sense, which the API then says."""
    if path == STREAM:
        return Wait(is_stream=True)
    if path != DISPATCHES:
        return None
    given = [value for name, value in parse_qsl(query.decode("latin-1")) if name == "wait"]
    if len(given) != 1 or not (given[0].isascii() and given[0].isdigit() and len(given[0]) < 3):
        return None
    seconds = int(given[0])
    return Wait(seconds) if 0 < seconds <= LONGEST else None

"""Waiting for what other threads and processes do."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(reached: Callable[[], bool], seconds: float = 20) -> None:
    """Returns as soon as `reached` says so; fails if it never does."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)

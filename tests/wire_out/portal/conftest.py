"""Attempts to sign in are counted anew in each test."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _own_counts() -> None:
    from wireroom.wire_out.api import allowances

    allowances._limiter.cache_clear()

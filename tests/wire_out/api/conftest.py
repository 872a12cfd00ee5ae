"""Every test of the API counts its calls anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections


@pytest.fixture(autouse=True)
def _own_counts() -> None:
    from wireroom.wire_out.api import allowances

    allowances._limiter.cache_clear()


@pytest.fixture
def one_connection() -> Iterator[None]:
    """What calls Django past its test client keeps the connection of the test, as the client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)

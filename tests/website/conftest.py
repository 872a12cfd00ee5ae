"""A reader without a session, and a clock that a test can put on an hour."""

from __future__ import annotations

import pytest

from tests.flows.reader import Reader


@pytest.fixture
def reader() -> Reader:
    return Reader()

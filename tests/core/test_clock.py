"""The clock that can be held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from wireroom.core import clock

THEN = datetime(2024, 2, 29, 12, 30, tzinfo=UTC)


def test_clock_says_the_present_in_utc() -> None:
    before = datetime.now(UTC)
    now = clock.now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_clock_stands_still_while_held() -> None:
    with clock.at(THEN):
        assert clock.now() == THEN
        with clock.at(THEN + timedelta(hours=1)):
            assert clock.now() == THEN + timedelta(hours=1)
        assert clock.now() == THEN
    assert clock.now() > THEN


def test_clock_runs_again_after_a_failure() -> None:
    with pytest.raises(ZeroDivisionError), clock.at(THEN):
        1 / 0  # noqa: B018 - any failure will do
    assert clock.now() > THEN

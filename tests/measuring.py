"""What coverage follows: it makes everything run at half the speed, so only tests that may come where no other does."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from coverage import Coverage

CASES = 3
"""How many cases of one test are followed; the others run the same lines."""
AFTER_OTHERS = ("tests/browser/", "tests/deploy/", "tests/flows/")
"""Tests of the whole, which run nothing that the tests of its parts do not."""
_OF_PROCESSES = "COVERAGE_PROCESS_CONFIG"


@contextmanager
def unmeasured() -> Iterator[None]:
    """Coverage follows neither what this process does in the meantime nor the processes that it starts."""
    following, of_processes = Coverage.current(), os.environ.pop(_OF_PROCESSES, None)
    if following:
        following.stop()
    try:
        yield
    finally:
        if of_processes is not None:
            os.environ[_OF_PROCESSES] = of_processes
        if following:
            following.start()


def leave_unmeasured(items: list[pytest.Item]) -> None:
    """Marks the tests that coverage need not follow."""
    cases: Counter[str] = Counter()
    for item in items:
        cases[test := item.nodeid.partition("[")[0]] += 1
        if cases[test] > CASES or item.nodeid.startswith(AFTER_OTHERS) or item.get_closest_marker("long"):
            item.add_marker("no_cover")

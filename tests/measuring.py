"""What coverage follows: it makes everything run at half the speed, so only tests that may come where no other does."""

from __future__ import annotations

import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

CASES = 3
"""How many cases of one test are followed; the others run the same lines."""
AFTER_OTHERS = ("tests/browser/", "tests/deploy/", "tests/flows/")
"""Tests of the whole, which run nothing that the tests of its parts do not."""
ON_A_HOUSE = "agency"
"""A fixture of real processes with stories, whose code others run in their own process."""
_OF_PROCESSES = "COVERAGE_PROCESS_CONFIG"


@contextmanager
def unmeasured() -> Iterator[None]:
    """Coverage follows neither what this process does in the meantime nor the processes that it starts.

    It is not told, since in a test process it runs twice, and the one that stops wakes the other.
    """
    here, in_threads, in_processes = sys.gettrace(), threading.gettrace(), os.environ.pop(_OF_PROCESSES, None)
    sys.settrace(None)
    threading.settrace(None)  # type: ignore[arg-type]  # the stub knows no way to unset it
    try:
        yield
    finally:
        if in_processes is not None:
            os.environ[_OF_PROCESSES] = in_processes
        threading.settrace(in_threads)  # type: ignore[arg-type]  # likewise
        sys.settrace(here)


def leave_unmeasured(items: list[pytest.Item]) -> None:
    """Marks the tests that coverage need not follow."""
    cases: Counter[str] = Counter()
    for item in items:
        cases[test := item.nodeid.partition("[")[0]] += 1
        goes_again = cases[test] > CASES or item.nodeid.startswith(AFTER_OTHERS) or item.get_closest_marker("long")
        if goes_again or ON_A_HOUSE in getattr(item, "fixturenames", ()):
            item.add_marker("unmeasured")

"""What a house without subscribers pays for the wire out: next to nothing."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

LOADED = """
import sys, django
django.setup()
import wireroom.config.worker, wireroom.wire_out.testing
print(*[name for name in ("httpcore", "paramiko", "standardwebhooks", "ftplib") if name in sys.modules])
"""
"""httpx itself is loaded by every process, without its command (`config/lean.py`); its connections are not."""


def test_a_worker_loads_no_client_before_there_is_an_endpoint() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.django_db
def test_a_look_that_finds_nothing_costs_three_small_queries(django_assert_num_queries: Any) -> None:
    from wireroom.wire_out.engine.delivering import Engine

    engine = Engine()
    engine.turn()  # its chores are not due for a while
    with django_assert_num_queries(3):
        assert not engine.turn()

"""What several test processes of one run need and only one has to make."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(paths: pytest.TempPathFactory, worker: str, name: str, make: Callable[[Path], None]) -> Path:
    """The file or folder `name` of this run, made by whichever process comes first; the others wait for it."""
    folder = paths.getbasetemp() if worker == "master" else paths.getbasetemp().parent
    place, ready = folder / name, folder / f"{name}.ready"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            make(place)
            ready.touch()
    return place

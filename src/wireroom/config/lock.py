"""Locks on the data folder: who serves it, and who must stay out meanwhile."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from wireroom.core.errors import WireroomError
from wireroom.core.home import home

# A killed house needs this long to be gone: its processes look for their parent once a second, then end what they do.
AFTERLIFE = 6.0


class HomeInUse(WireroomError):
    code = "home_in_use"


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Waits for the lock on `path` and holds it."""
    with path.open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def occupy() -> IO[str]:
    """Makes this process and its children the only ones to serve the data folder, until all are gone."""
    stream = take(fcntl.LOCK_EX)
    stream.seek(0)
    stream.truncate()
    stream.write(f"{os.getpid()}\n")
    stream.flush()
    return stream


def share() -> IO[str]:
    """Several single processes may share a data folder, but not with `serve`."""
    return take(fcntl.LOCK_SH)


def take(kind: int) -> IO[str]:
    path = home() / "serve.lock"
    stream = path.open("a+")
    deadline = time.monotonic() + AFTERLIFE
    while True:
        try:
            fcntl.flock(stream, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            holder = stream.read().strip()
            if not is_gone(holder) or time.monotonic() > deadline:
                stream.close()
                who = f"process {holder}" if holder else "another process"
                raise HomeInUse(f"{home()} is in use by {who}; stop that one first") from None
            time.sleep(0.1)
        else:
            return stream


def is_gone(pid: str) -> bool:
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False

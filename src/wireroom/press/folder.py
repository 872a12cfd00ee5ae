"""The one store of this process."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from wireroom.core.home import home
from wireroom.press.store import Store


@cache
def _store_at(root: str) -> Store:
    return Store(Path(root))


def store() -> Store:
    """Below the data folder, unless PRESS_FOLDER says where: several machines may share that, but never the press."""
    return _store_at(os.environ.get("PRESS_FOLDER") or str(home() / "press"))

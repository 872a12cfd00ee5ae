"""The one store of this process: the press folder below the data folder."""

from __future__ import annotations

from functools import cache

from wireroom.core.home import home
from wireroom.press.store import Store


@cache
def _store_at(root: str) -> Store:
    return Store(home() / root)


def store() -> Store:
    return _store_at(str(home() / "press"))

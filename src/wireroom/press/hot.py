"""The pages asked for most, in memory, least recently used first to go."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from wireroom.press.sending import Ready

Key = TypeVar("Key", bound=Hashable)


class Hot(Generic[Key]):
    """At most `limit` bytes of pages. Whether one is still current is for the asker to find out."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pages: OrderedDict[Key, Ready] = OrderedDict()
        self._weight = 0

    def get(self, key: Key) -> Ready | None:
        found = self._pages.get(key)
        if found is not None:
            self._pages.move_to_end(key)
        return found

    def put(self, key: Key, page: Ready) -> None:
        self.forget(key)
        self._pages[key] = page
        self._weight += page.weight
        while self._weight > self._limit and self._pages:
            _key, oldest = self._pages.popitem(last=False)
            self._weight -= oldest.weight

    def forget(self, key: Key) -> None:
        gone = self._pages.pop(key, None)
        if gone is not None:
            self._weight -= gone.weight

    def names(self) -> list[str]:
        """May be asked from another thread."""
        return [page.name for page in tuple(self._pages.values())]

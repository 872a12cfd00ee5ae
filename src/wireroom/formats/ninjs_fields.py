"""Reading JSON objects of which nothing can be taken for granted: names in any case, values of any type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

MAX_ENTRIES = 1_000
"""Of one list; what a story with more than these would lose, no reader looks for."""


class Fields:
    """The members of an object by their names in lower case."""

    def __init__(self, members: Mapping[str, Any]) -> None:
        self._members = {name.lower(): value for name, value in members.items()}

    def text(self, *names: str) -> str:
        """The first of the named members that is a text or a number, as text; else an empty string."""
        for name in names:
            value = self._members.get(name)
            if isinstance(value, str) and value:
                return value
            if isinstance(value, int | float) and not isinstance(value, bool):
                return str(value)
        return ""

    def number(self, name: str) -> int:
        """The member as a number of at most nine digits; 0 if it is none."""
        text = self.text(name)
        return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else 0

    def is_true(self, name: str) -> bool:
        """Whether the member is true, as databases and people write it."""
        return self._members.get(name) in (True, "1", "true")

    def entries(self, *names: str) -> list[Fields]:
        """The objects in the first of the named members that has any.

        An object of objects, as ninjs 1.x writes, counts as a list of them, each with its key as `name`.
        """
        for name in names:
            found = list(islice(_objects(self._members.get(name)), MAX_ENTRIES))
            if found:
                return found
        return []

    def texts(self, *names: str) -> list[tuple[str, str]]:
        """The members of an object of texts, as (name, text)."""
        for name in names:
            value = self._members.get(name)
            if isinstance(value, dict):
                return [(key, text) for key, text in value.items() if isinstance(text, str)][:MAX_ENTRIES]
        return []

    def strings(self, name: str) -> list[str]:
        """The texts in a list."""
        value = self._members.get(name)
        return [text for text in value if isinstance(text, str)][:MAX_ENTRIES] if isinstance(value, list) else []

    def prefixed(self, prefix: str) -> list[tuple[str, str]]:
        """The texts whose names begin with `prefix`, as (rest of the name, text)."""
        return [
            (name.removeprefix(prefix), value)
            for name, value in self._members.items()
            if name.startswith(prefix) and isinstance(value, str)
        ]


def _objects(value: object) -> Iterator[Fields]:
    if isinstance(value, list):
        yield from (Fields(part) for part in value if isinstance(part, dict))
    elif isinstance(value, dict):
        yield from (Fields({"name": name, **part}) for name, part in value.items() if isinstance(part, dict))

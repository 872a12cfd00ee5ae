"""The tables of a Ghost export, row by row, so that no more than one post is held decoded, and half a file has rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from wireroom.formats.errors import FormatError, NotNewsError, TooLargeError, TruncatedError
from wireroom.formats.ninjs_fields import Fields

MAX_BYTES = 200_000_000
MAX_ROWS = 2_000_000
"""Of all tables but that of posts, which are kept in memory."""

_SMALL = ("tags", "users", "posts_tags", "posts_authors", "posts_meta", "settings")
_TABLE = re.compile(r'"(posts|tags|users|posts_tags|posts_authors|posts_meta|settings)"\s*+:\s*+\[')
_BETWEEN = re.compile(r"[\s,]*+")
_DECODER = json.JSONDecoder(strict=False)


class Dump:
    """An export with its small tables read; posts are decoded when they are asked for."""

    error: FormatError | None = None
    """What is wrong with the file itself."""

    def __init__(self, source: bytes) -> None:
        """Raises TooLargeError, and NotNewsError for what has no posts."""
        if len(source) > MAX_BYTES:
            raise TooLargeError(f"This export has {len(source):,} bytes; at most {MAX_BYTES:,} are read.")
        self._text = source.decode(json.detect_encoding(source[:4]), "replace")
        self.posts = 0
        self._posts_at = -1
        self._tables: dict[str, list[Fields]] = {name: [] for name in _SMALL}
        self._index()
        if self._posts_at < 0:
            is_object = self._text.lstrip("\ufeff \r\n\t").startswith("{")
            no_export = NotNewsError("This is no export of Ghost: it has no table of posts.")
            raise self.error if self.error and is_object else no_export

    def rows(self, name: str) -> list[Fields]:
        """One of the small tables."""
        return self._tables[name]

    def each_post(self) -> Iterator[Fields]:
        for row, _end in self._rows(self._posts_at):
            yield Fields(row) if isinstance(row, dict) else Fields({})

    def _index(self) -> None:
        at, kept = 0, 0
        while found := _TABLE.search(self._text, at):
            name, at = found[1], found.end()
            is_first = self._posts_at < 0 if name == "posts" else not self._tables[name]
            if name == "posts" and is_first:
                self._posts_at = at
            for row, end in self._rows(at):
                at = end
                if name == "posts":
                    self.posts += is_first
                elif is_first and isinstance(row, dict) and kept < MAX_ROWS:
                    self._tables[name].append(Fields(row))
                    kept += 1
            if self.error:
                return
        if self._text.rstrip("\0 \r\n\t")[-1:] not in ("}", "]"):
            self.error = TruncatedError("This export ends in the middle; what came before was read.")

    def _rows(self, at: int) -> Iterator[tuple[Any, int]]:
        """Each row of the table that begins at `at`, and where it ends; stops with `error` where it breaks off."""
        text = self._text
        while True:
            between = _BETWEEN.match(text, at)
            at = between.end() if between else at
            if text.startswith("]", at):
                return
            try:
                row, at = _DECODER.raw_decode(text, at)
            except (ValueError, RecursionError) as error:
                line = text.count("\n", 0, at) + 1
                reason = "it ends in the middle" if _is_cut(text, error) else f"its JSON cannot be read: {error}"
                self.error = TruncatedError(f"From line {line} on nothing was read of this export: {reason}")
                return
            yield row, at


def _is_cut(text: str, error: Exception) -> bool:
    unfinished = str(error).startswith(("Unterminated", "Expecting"))
    return unfinished and text.rstrip("\0 \r\n\t")[-1:] not in ("}", "]")

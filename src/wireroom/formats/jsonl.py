"""JSON Lines: one item a line, read in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from wireroom.formats.errors import TooLargeError

MAX_LINE = 8 * 1024 * 1024


def read_lines(stream: BinaryIO, max_line: int = MAX_LINE) -> Iterator[tuple[int, bytes | TooLargeError]]:
    """Each line that is not blank with its number, counted from 1; an error in place of one above `max_line` bytes."""
    number = 0
    while line := stream.readline(max_line + 1):
        number += 1
        if len(line) <= max_line or line.endswith(b"\n"):
            if line.strip():
                yield number, line.strip()
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(max_line)
        yield number, TooLargeError(f"The line has more than {max_line:,} bytes.")

"""The root of every error that Wireroom raises on purpose."""

from __future__ import annotations

from typing import ClassVar


class WireroomError(Exception):
    """Something that a person can act on: `code` is stable for machines, the message is for people."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

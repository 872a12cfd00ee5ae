"""What every adapter takes and gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from wireroom.core.text import ascii_slug
from wireroom.wire_out.errors import WireOutError
from wireroom.wire_out.rules.retries import Outcome

STEP_SECONDS = 10.0
WHOLE_SECONDS = 30.0
"""What one attempt may take; a lease lasts longer, so that attempts never overlap."""
TOO_LONG = "It took too long as a whole."
TEXT_KEPT = 500


class BadAddress(WireOutError):
    """The endpoint's address or credentials cannot be made sense of: only an editor can help."""

    code = "bad-address"


@dataclass(frozen=True, slots=True)
class Target:
    """An endpoint as the engine read it; another one where anything of it has changed."""

    endpoint_id: int
    kind: str
    address: str
    username: str = ""
    password: str = ""
    secrets: tuple[str, ...] = ()
    host_key: str = ""
    format: str = ""
    allowed: tuple[str, ...] = ()
    """Networks inside that may be gone to all the same."""
    problem: str = ""
    """Why it cannot even be tried."""


@dataclass(frozen=True, slots=True)
class Message:
    """One version of one story in the endpoint's format; `id` is the same however often it is sent."""

    id: str
    seq: int
    guid: str
    version: int
    kind: str
    headline: str
    language: str
    sent_at: datetime
    body: bytes
    content_type: str
    extension: str
    receipt: str = ""
    """Of a withdrawal: the address at which the recipient confirms it."""

    @property
    def file_name(self) -> str:
        """The same for every repeat, sorted by number, and harmless on any server."""
        return f"{self.seq:09d}-{ascii_slug(self.headline, 40)}-v{self.version}.{self.extension}"


class Adapter(Protocol):
    """A way to one target, kept open between messages; used by one thread at a time."""

    host_key: str
    """What an SFTP server showed; empty for all else."""

    def send(self, message: Message) -> Outcome:
        """Tries once, for at most `WHOLE_SECONDS`. Raises nothing but BadAddress."""

    def close(self) -> None: ...


def said(error: Exception) -> str:
    """What an error says, or else what it is called; as much as is kept."""
    return (str(error) or type(error).__name__)[:TEXT_KEPT]

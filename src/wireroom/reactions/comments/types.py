"""What crosses the border of comments: what a form sends, how a story's comments stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from wireroom.reactions.comments.rules import Mode, Signs


@dataclass(frozen=True, slots=True)
class Sent:
    """What a reader sends. `answers` is the id of the comment replied to, `key` names this one submission."""

    name: str
    text: str
    email: str = ""
    answers: int | None = None
    key: str = ""
    proof: str = ""
    """A solved task as altcha writes it; empty without one."""
    signs: Signs = field(default_factory=Signs)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the comments of one story stand now. `closes_at` is None where no clock closes them."""

    mode: Mode
    is_live: bool
    is_open: bool
    closes_at: datetime | None
    published: int
    shown: int
    picks: int
    words: str

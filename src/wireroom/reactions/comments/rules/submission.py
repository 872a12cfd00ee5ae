"""A comment as it comes in, with all that a judge may know of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wireroom.reactions.comments.rules.names import NameBook


@dataclass(frozen=True, slots=True)
class Past:
    """What became of a reader's earlier comments."""

    kept: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Signs:
    """What a form tells beside its text. `seconds` from opening to sending, None where no script measured."""

    trap: str = ""
    """What stands in the field that people do not see."""
    seconds: float | None = None
    has_proof: bool = False
    """A solved task came along."""


@dataclass(frozen=True, slots=True)
class Submission:
    """`lately`, of this reader or network in the last minutes; `repeats`, the same text anywhere in the last day."""

    name: str
    text: str
    language: str
    signs: Signs = field(default_factory=Signs)
    past: Past = field(default_factory=Past)
    repeats: int = 0
    lately: int = 0
    words: Sequence[str] = ()
    names: NameBook = field(default_factory=NameBook)

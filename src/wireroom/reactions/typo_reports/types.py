"""What passes between readers, the desk and these actions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """A report as a reader sends it; nothing of it has been checked.

    `block` is the element the words were selected in (`b7`, `headline`, …), `start` their offset there in code points;
    both only hint. `before` and `after` are up to `rules.CONTEXT` code points around them.
    """

    version: int
    quote: str
    block: str = ""
    before: str = ""
    after: str = ""
    start: int | None = None
    suggestion: str = ""
    comment: str = ""
    email: str = ""
    language: str = "en"
    network: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What an editor makes of a located slip: `text[start:end]` of its part becomes `replacement`.

    `seen` is the number of the dispatch that the editor had before them.
    """

    start: int
    end: int
    replacement: str
    kind: str
    note: str = ""
    seen: int = 0

"""Which dispatches an endpoint is owed."""

from __future__ import annotations

from dataclasses import dataclass

from wireroom.wire_out.rules.products import FOLLOWS_HOLDERS


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for an endpoint besides its products."""

    is_served: bool
    """Whether the subscriber's contract ran when the dispatch went out."""
    takes_embargoed: bool
    skips_refiles: bool


def is_owed(kind: str, audience: str, terms: Terms, *, carries: bool, holds: bool, waits: bool = False) -> bool:
    """Whether an endpoint is owed a dispatch.

    `carries`: one of its products does; `holds`: it may have a version of the story already; `waits`: it is still
    waiting for one. Archive material is owed to nobody. A withdrawal is owed to whoever holds the story, whatever
    else has changed; a correction or reinstatement to holders whose contract runs.
    """
    if audience == "archive":
        return False
    if kind == "withdrawal" and holds:
        return True
    if not terms.is_served or (audience == "advance" and not terms.takes_embargoed):
        return False
    if kind == "refile" and terms.skips_refiles and not waits:
        return False
    return carries or (holds and kind in FOLLOWS_HOLDERS)

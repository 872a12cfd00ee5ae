"""How an endpoint is doing, in one word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SLOW = timedelta(minutes=2)
"""What has waited for longer than this is late: an endpoint that works has it within a second."""


class Condition(StrEnum):
    FINE = "fine"
    BEHIND = "behind"
    """It takes what we send, later than it should."""
    FAILING = "failing"
    """Its last answers were failures; it is tried again."""
    RESTING = "resting"
    """Left alone for a while, after many failures or because it asked to be."""
    PAUSED = "paused"
    DISABLED = "disabled"
    ENDED = "ended"
    """The subscriber's contract does not run."""


STUCK = frozenset({Condition.BEHIND, Condition.FAILING, Condition.RESTING, Condition.DISABLED})
"""What somebody should look at; a pause and the end of a contract are somebody's own doing."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of an endpoint at one time."""

    is_active: bool
    is_paused: bool
    is_served: bool
    is_resting: bool
    failures: int
    waiting_since: datetime | None
    """The age of the oldest dispatch that it is still to get; None where it has everything."""


def condition(signs: Signs, now: datetime) -> Condition:
    if not signs.is_active:
        return Condition.DISABLED
    if not signs.is_served:
        return Condition.ENDED
    if signs.is_paused:
        return Condition.PAUSED
    if signs.is_resting:
        return Condition.RESTING
    if signs.failures:
        return Condition.FAILING
    late = signs.waiting_since is not None and now - signs.waiting_since > SLOW
    return Condition.BEHIND if late else Condition.FINE


def lag(signs: Signs, now: datetime) -> timedelta:
    """For how long the oldest dispatch has waited for this endpoint; nothing where it has everything."""
    return max(now - signs.waiting_since, timedelta(0)) if signs.waiting_since else timedelta(0)

"""What passes between the thread that keeps the ledger and those that send."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from wireroom.formats.newsitem import NewsItem
from wireroom.formats.release import Carried, Release
from wireroom.wire_out.adapters.base import Target
from wireroom.wire_out.rules.retries import Outcome


@dataclass(frozen=True, slots=True)
class Sheet:
    """One dispatch with everything a renderer needs; read once, however many endpoints it goes to."""

    seq: int
    guid: str
    version: int
    kind: str
    item: NewsItem
    release: Release
    held_pictures: tuple[int, ...] = ()
    """Our pictures that have no address for everybody: the dispatch is under embargo."""
    forbids: str = ""
    """Why it may not go out any more, in words for the ledger."""
    fault: str = ""
    """Why it cannot even be read; the item is an empty one then."""


@dataclass(frozen=True, slots=True)
class Job:
    """One delivery that this process holds the lease of."""

    delivery_id: int
    endpoint_id: int
    story_id: int
    seq: int
    message_id: str
    kind: str
    attempts: int
    first_tried_at: datetime
    sheet: Sheet
    carried: tuple[Carried, ...] = ()

    @property
    def is_withdrawal(self) -> bool:
        return self.kind == "withdrawal"


@dataclass(frozen=True, slots=True)
class Batch:
    """Jobs for one endpoint, of different stories, to be sent one after the other."""

    target: Target
    jobs: tuple[Job, ...]
    is_urgent: bool = False
    """Withdrawals on the connection that is kept for them."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How one job went."""

    job: Job
    outcome: Outcome
    started_at: datetime
    ended_at: datetime


@dataclass(slots=True)
class Done:
    """What became of a batch; `untried` were not even begun, and `host_key` is what an SFTP server showed."""

    batch: Batch
    tried: list[Tried] = field(default_factory=list)
    untried: list[Job] = field(default_factory=list)
    host_key: str = ""

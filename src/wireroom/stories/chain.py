"""Appending to the dispatch log and verifying it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import models, transaction

from wireroom.formats.canonical import canonical_json, to_payload
from wireroom.formats.newsitem import NewsItem
from wireroom.stories import keys
from wireroom.stories.models import Dispatch, LogHead, Story


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be appended: one version of `story`, its payload already in canonical form."""

    story: Story
    item: NewsItem
    audience: str
    payload: str
    payload_hash: str
    note: str = ""
    withholds: bool = False
    released_at: datetime | None = None


def entry(
    story: Story, item: NewsItem, *, audience: str, note: str = "", withholds: bool = False, at: datetime | None = None
) -> Entry:
    """Prepares an entry; costs no query, so bulk work does it before it takes the writer."""
    payload = canonical_json(to_payload(item))
    return Entry(story, item, audience, payload.decode(), _digest(payload), note, withholds, at)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def header_of(dispatch: Dispatch) -> dict[str, str | int]:
    """What the hash covers; empty values are left out, so that later fields keep old hashes valid."""
    header: dict[str, str | int] = {
        "seq": dispatch.seq,
        "guid": dispatch.guid,
        "version": dispatch.version,
        "kind": dispatch.kind,
        "audience": dispatch.audience,
        "language": dispatch.language,
        "note": dispatch.note,
        "withholds": "yes" if dispatch.withholds else "",
        "released_at": _stamp(dispatch.released_at),
        "embargo_until": _stamp(dispatch.embargo_until) if dispatch.embargo_until else "",
        "payload_hash": dispatch.payload_hash,
        "previous_hash": dispatch.previous_hash,
    }
    return {name: value for name, value in header.items() if value != ""}


def _stamp(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def compute_hash(dispatch: Dispatch) -> str:
    """SHA-256, in hex, over the canonical JSON of the header."""
    return _digest(canonical_json(header_of(dispatch)))


def hold() -> int:
    """Locks the log until the transaction commits and returns the number that the next dispatch will have.

    Every action does so before it locks or changes a story: one order of locks, and times that rise with the numbers.
    """
    head, _created = LogHead.objects.select_for_update().get_or_create(pk=1)
    return head.seq + 1


def append(entries: Sequence[Entry], *, now: datetime) -> list[Dispatch]:
    """Appends `entries` in order and returns their dispatches.

    Must be called in a transaction: the log's head stays locked until it commits, so numbers are gapless and rise in
    commit order. Each story's row must exist.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("The dispatch log is appended to inside a transaction.")
    head, _created = LogHead.objects.select_for_update().get_or_create(pk=1)
    dispatches = []
    for wanted in entries:
        head.seq += 1
        dispatch = Dispatch(
            seq=head.seq,
            story=wanted.story,
            guid=wanted.item.guid,
            version=wanted.item.version,
            kind=wanted.item.kind,
            audience=wanted.audience,
            language=wanted.item.language,
            note=wanted.note,
            withholds=wanted.withholds,
            released_at=wanted.released_at or now,
            embargo_until=wanted.item.embargo_until if wanted.audience == "advance" else None,
            payload=wanted.payload,
            payload_hash=wanted.payload_hash,
            previous_hash=head.hash,
        )
        dispatch.hash = compute_hash(dispatch)
        dispatch.key_id, dispatch.signature = keys.sign(dispatch.hash.encode())
        head.hash = dispatch.hash
        dispatches.append(dispatch)
    Dispatch.objects.bulk_create(dispatches)
    head.save(update_fields=["seq", "hash"])
    return dispatches


@dataclass(frozen=True, slots=True)
class Flaw:
    """A broken link of the chain: at `seq`, because of `reason`."""

    seq: int
    reason: str


def flaws() -> Iterator[Flaw]:
    """Every flaw of the log in order; the first one is where it broke. One pass, constant memory."""
    publics = keys.public_keys()
    previous_hash, expected = "0" * 64, 1
    for dispatch in Dispatch.objects.order_by("seq").iterator(chunk_size=1000):
        if dispatch.seq != expected:
            yield Flaw(expected, f"is missing: the next dispatch is {dispatch.seq}")
        elif dispatch.previous_hash != previous_hash:
            yield Flaw(dispatch.seq, "does not continue the dispatch before it")
        yield from _own_flaws(dispatch, publics)
        previous_hash, expected = dispatch.hash, dispatch.seq + 1
    head = LogHead.objects.filter(pk=1).first() or LogHead()
    if (head.seq, head.hash) != (expected - 1, previous_hash):
        yield Flaw(expected, f"is missing: the log has grown to {head.seq} before")
    yield from _live_flaws()


def _own_flaws(dispatch: Dispatch, publics: dict[str, Ed25519PublicKey]) -> Iterator[Flaw]:
    if compute_hash(dispatch) != dispatch.hash:
        yield Flaw(dispatch.seq, "was changed after its release")
    if not dispatch.is_expunged and _digest(dispatch.payload.encode()) != dispatch.payload_hash:
        yield Flaw(dispatch.seq, "has another text than was released")
    key = publics.get(dispatch.key_id)
    if key is None:
        yield Flaw(dispatch.seq, f"is signed by a key we do not have: {dispatch.key_id}")
    elif not keys.verifies(key, dispatch.signature, dispatch.hash.encode()):
        yield Flaw(dispatch.seq, "has a signature that does not verify")


def _live_flaws() -> Iterator[Flaw]:
    """Live stories must show their newest public dispatch."""
    newest = Dispatch.objects.public().filter(story=models.OuterRef("pk")).order_by("-seq").values("seq")[:1]
    stale = (
        Story.objects.published()
        .annotate(newest=models.Subquery(newest))
        .exclude(dispatch_id=models.F("newest"))
        .values_list("dispatch_id", "headline")
    )
    for seq, headline in stale.iterator():
        yield Flaw(seq or 0, f"is shown, but is not the newest public dispatch of “{headline}”")

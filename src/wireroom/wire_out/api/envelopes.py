"""The JSON that goes around an item: its place in the log, its signature, and what has become of it since."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from wireroom.stories import chain
from wireroom.wire_out.handing import Piece
from wireroom.wire_out.outgoing import House


def dumped(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def dumped_list(said: Iterable[dict[str, Any]]) -> bytes:
    return b"[" + b",".join(map(dumped, said)) + b"]"


def stamp(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def envelope(piece: Piece, house: House) -> dict[str, Any]:
    dispatch = piece.dispatch
    return {
        "seq": dispatch.seq,
        "guid": dispatch.guid,
        "version": dispatch.version,
        "kind": dispatch.kind,
        "audience": dispatch.audience,
        "language": dispatch.language,
        "note": dispatch.note,
        "released_at": stamp(dispatch.released_at),
        "embargo_until": stamp(dispatch.embargo_until),
        "withdrawn_by": piece.withdrawn_by or None,
        "withheld_by": piece.withheld_by or None,
        "expunged": dispatch.is_expunged,
        "hash": dispatch.hash,
        "key_id": dispatch.key_id,
        "signature": dispatch.signature,
        "url": f"{house.site}/wire/api/v1/dispatches/{dispatch.seq}",
    }


def written(piece: Piece, house: House, document: bytes | None) -> bytes:
    """The envelope with `document`, JSON itself, as its item; null where there is none."""
    return dumped(envelope(piece, house))[:-1] + b',"item":' + (document or b"null") + b"}"


def signed(piece: Piece) -> dict[str, Any]:
    """What a client verifies: the header that was hashed and signed, and the text that the header vouches for."""
    return {
        "header": chain.header_of(piece.dispatch),
        "payload": piece.dispatch.payload if piece.has_text else None,
    }

"""What a request for live news may say, and how events are written on the wire; asks no database."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

HEARTBEAT = b":\n\n"
"""A comment: keeps proxies from closing a quiet connection, and shows us which readers have gone."""

MOST = 100
"""So many events, and no more, are sent at once; a page then says "100+"."""
CUT = b'data: {"kind":"more"}\n\n'
"""Goes before events that are not all there were."""

_ADDRESS = re.compile(r"/([a-z]{2,3}(?:-[a-z]{2,8})?)/live")
_NUMBER = re.compile(r"[0-9]{1,18}")
_GUID = re.compile(r"[!-~]{1,255}")
_LONGEST_QUERY = 1000


@dataclass(frozen=True, slots=True)
class Wish:
    """What a page wants to hear: dispatches after `since` of its edition, or only of one story."""

    edition: str
    since: int
    story: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One public dispatch. `headline` is empty unless it is the newest of a story that readers can open."""

    seq: int
    edition: str
    kind: str
    story: str
    url: str
    headline: str = ""


def edition_of(path: str) -> str:
    """The code of the edition whose live news stand at this path; empty if none do."""
    found = _ADDRESS.fullmatch(path)
    return found[1] if found else ""


def wish_of(edition: str, query: str, last_event_id: str = "") -> Wish | None:
    """What a request asks for, None if it makes no sense. A stream taken up again says where in Last-Event-ID."""
    if len(query) > _LONGEST_QUERY:
        return None
    pairs = parse_qsl(query, keep_blank_values=True)
    asked = dict(pairs)
    story, since = asked.get("story", ""), asked.get("since", "")
    if len(asked) < len(pairs) or not _NUMBER.fullmatch(since) or not (story == "" or _GUID.fullmatch(story)):
        return None
    heard = int(last_event_id) if _NUMBER.fullmatch(last_event_id) else 0
    return Wish(edition, max(int(since), heard), story)


def written(events: Sequence[Event], *, is_cut: bool = False) -> bytes:
    """Events as a stream sends them. JSON has no line breaks, so that no text can end its event."""
    lines = "".join(f"id: {event.seq}\ndata: {_json(event)}\n\n" for event in events[-MOST:]).encode()
    return CUT + lines if lines and (is_cut or len(events) > MOST) else lines


class Heard:
    """Events in the order of the log, found again by who wants to hear them."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._of_editions: dict[str, list[Event]] = {}
        self._of_stories: dict[tuple[str, str], list[Event]] = {}
        for event in events:
            self._of_editions.setdefault(event.edition, []).append(event)
            self._of_stories.setdefault((event.edition, event.story), []).append(event)

    def by(self, wish: Wish) -> Sequence[Event]:
        found = (
            self._of_stories.get((wish.edition, wish.story), [])
            if wish.story
            else self._of_editions.get(wish.edition, [])
        )
        return found[bisect_right(found, wish.since, key=_seq) :]


def _seq(event: Event) -> int:
    return event.seq


def _json(event: Event) -> str:
    said = {"kind": event.kind, "story": event.story, "url": event.url}
    if event.headline:
        said["headline"] = event.headline
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))

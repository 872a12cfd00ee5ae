"""The one reader of the log in a process: a thread that looks for news twice a second while anybody listens."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import Error as DatabaseError
from django.db import connection

from wireroom.website.live import log
from wireroom.website.live.rules import Event, Heard, Wish, written

logger = logging.getLogger(__name__)

PAUSE = 0.5
SLOWEST = 5.0
"""The pause while the database does not answer grows up to this."""
AT_ONCE = 1000
"""So many newcomers are told in one reading what they have missed."""
AFRESH = 60
"""After so many readings the connection is opened anew: a database file may have been put in another's place."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one look at the log found: `news` since the look before it, and what each newcomer has missed."""

    editions: frozenset[str]
    news: Sequence[Event]
    missed: Sequence[tuple[int, bytes]]


class Follower:
    """Tells `tell` of each reading, or None if the database does not answer, until `stop`; both in its own thread."""

    def __init__(self, tell: Callable[[Follower, Reading | None], None]) -> None:
        self._tell = tell
        self._asked: deque[tuple[int, Wish]] = deque()
        self._stopped = threading.Event()
        self._head: int | None = None
        self._editions: frozenset[str] = frozenset()

    def start(self) -> None:
        threading.Thread(target=self._follow, name="live-news", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def ask(self, number: int, wish: Wish) -> None:
        """What `wish` has missed will be in a reading, under `number`."""
        self._asked.append((number, wish))

    def _follow(self) -> None:
        readings, pause = 0, 0.0
        while not self._stopped.wait(pause):
            try:
                reading = self._read(afresh=readings % AFRESH == 0)
            except DatabaseError as error:
                if pause < SLOWEST:
                    logger.warning("live news wait for the database: %s", " ".join(str(error).split()))
                readings, pause = 0, min(SLOWEST, max(PAUSE, 2 * pause))
                self._tell(self, None)
            else:
                readings, pause = readings + 1, PAUSE
                self._tell(self, reading)
        connection.close()

    def _read(self, *, afresh: bool) -> Reading:
        if afresh:
            connection.close()
            self._editions = log.open_editions()
        head = log.head()
        before = head if self._head is None else self._head
        upto = min(head, before + log.WINDOW)
        news = log.news_after(before, upto=upto) if upto > before else []
        asked = [self._asked[place] for place in range(min(AT_ONCE, len(self._asked)))]
        missed = _missed([wish for _number, wish in asked], upto)
        for _ in asked:
            self._asked.popleft()
        self._head = upto
        numbers = (number for number, _wish in asked)
        return Reading(self._editions, news, list(zip(numbers, missed, strict=True)))


def _missed(wishes: Sequence[Wish], upto: int) -> list[bytes]:
    """What each of the wishes has not heard yet, as its stream sends it: two queries for all of them."""
    behind = [wish for wish in wishes if wish.since < upto]
    oldest = min((wish.since for wish in behind if not wish.story), default=upto)
    news = Heard(log.news_after(oldest, upto=upto) if oldest < upto else [])
    stories = {wish.story for wish in behind if wish.story}
    oldest = min((wish.since for wish in behind if wish.story), default=upto)
    moves = Heard(log.news_of(stories, after=oldest, upto=upto) if stories else [])
    return [
        written(moves.by(wish)) if wish.story else written(news.by(wish), is_cut=wish.since < upto - log.WINDOW)
        for wish in wishes
    ]

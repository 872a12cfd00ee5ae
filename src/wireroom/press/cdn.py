"""A cache elsewhere before us, told to forget a page as soon as it is stale.

Whatever is purged here is sent to it by key, in order, until it has answered, and once more a little later: an answer
of ours may have been on its way while the first word came, and be kept there after it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

import httpx
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from wireroom.core import clock
from wireroom.press.models import Purge
from wireroom.press.surrogates import key_of

logger = logging.getLogger(__name__)

TICK = 0.3
PATIENCE = 5.0
LONGEST_PAUSE = 5.0
SAID_AGAIN_AFTER = 5.0
"""Seconds in which an answer that left us before the purge has arrived."""
AT_ONCE = 100
"""Keys in one request; a header of Varnish's holds about 400."""


def post(keys: Sequence[str]) -> None:
    """A POST of the keys as JSON, as most services understand it or a small function makes them understand."""
    token = {"Authorization": f"Bearer {settings.CDN_TOKEN}"} if settings.CDN_TOKEN else {}
    answer = httpx.post(settings.CDN_PURGE_URL, json={"surrogate_keys": list(keys)}, headers=token, timeout=PATIENCE)
    answer.raise_for_status()


def ban(keys: Sequence[str]) -> None:
    """Varnish's way, by deploy/varnish.vcl: everything that bears one of the keys is out at once."""
    address = settings.CDN_PURGE_URL.removeprefix("varnish+")
    pattern = "|".join(keys)  # of one length and without blanks, so that none is found within others
    httpx.request("BAN", address, headers={"Wireroom-Keys": pattern}, timeout=PATIENCE).raise_for_status()


def send(keys: Sequence[str]) -> None:
    """Raises httpx.HTTPError if the cache did not take it."""
    say = ban if settings.CDN_PURGE_URL.startswith("varnish+") else post
    for start in range(0, len(keys), AT_ONCE):
        say(keys[start : start + AT_ONCE])


def send_unsent() -> list[str]:
    """Sends what was purged and not sent yet, the oldest first; returns the keys.

    Raises httpx.HTTPError if the cache did not take it: then nothing counts as sent.
    """
    rows = list(Purge.objects.filter(sent_at=None).order_by("pk")[:AT_ONCE])
    keys = list(dict.fromkeys(key_of(tag) for row in rows for tag in row.tags))
    send(keys)
    Purge.objects.filter(pk__in=[row.pk for row in rows]).update(sent_at=clock.real())
    return keys


class Messenger:
    """A thread of whoever keeps house; a cache that does not answer is tried again until it does."""

    def __init__(self, is_elected: Callable[[], bool]) -> None:
        self._is_elected = is_elected
        self._pause = TICK
        self._again: deque[tuple[float, list[str]]] = deque()
        self._ends = threading.Event()

    def start(self) -> None:
        if settings.CDN_PURGE_URL:
            threading.Thread(target=self.run, name="press-messenger", daemon=True).start()

    def run(self) -> None:
        while not self._ends.wait(self._pause):
            if self._is_elected():
                self.tick()

    def end(self) -> None:
        self._ends.set()

    def tick(self) -> None:
        close_old_connections()
        try:
            while keys := send_unsent():
                self._again.append((time.monotonic() + SAID_AGAIN_AFTER, keys))
            while self._again and self._again[0][0] <= time.monotonic():
                send(self._again[0][1])
                self._again.popleft()
            self._pause = TICK
        except httpx.HTTPError as error:
            if self._pause == TICK:
                logger.warning("The cache at CDN_PURGE_URL was not told what is stale and is tried again: %s", error)
            self._pause = min(LONGEST_PAUSE, self._pause * 2)
        except DatabaseError:
            connections.close_all()  # the keeper says so

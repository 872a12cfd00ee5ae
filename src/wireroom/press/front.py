"""The front of the house: answers GET and HEAD from the store without entering Django, and lets the rest pass.

A page that is asked for while it is being rendered is rendered once; but who asks after something was dropped does not
wait for a rendering that began before.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from wireroom.press import rules
from wireroom.press.declaring import Stored
from wireroom.press.generations import Moment
from wireroom.press.hot import Hot
from wireroom.press.pages import Page, Printed, pack
from wireroom.press.printing import plan, print_page
from wireroom.press.rendering import Django, Receive, Scope, Send
from wireroom.press.rules import Address
from wireroom.press.sending import Ready
from wireroom.press.sites import site_named
from wireroom.press.store import Store

logger = logging.getLogger(__name__)

IN_MEMORY = 24_000_000
"""Bytes of pages that one process keeps at hand."""
LATE = 0.9
"""Seconds for which nobody may have looked what other machines have dropped."""
BRIEF = 4_000_000
"""Bytes of short-lived answers (searches, "there is no such page"), which are stored nowhere else."""
PRINTERS = 3
MOST_WAITING = 512
"""Pages that may wait for a printer; who comes after them is asked to come again."""

Asked = tuple[str, bytes, bytes]
"""A request as it came: path, query, host."""


@dataclass(slots=True)
class Flight:
    """One rendering under way, and where the store stood when it began."""

    began: Moment
    page: asyncio.Future[Ready]


@dataclass(frozen=True, slots=True)
class Brief:
    """A short-lived answer. Anything dropped since, and it is forgotten."""

    ready: Ready
    began: Moment
    until: float


class Front:
    """The ASGI application before Django."""

    def __init__(self, store: Store, django: Django, *, extra: Sequence[tuple[bytes, bytes]] = ()) -> None:
        self._store = store
        self._django = django
        self._extra = extra
        self._hot: Hot[Asked] = Hot(IN_MEMORY)
        self._briefs: dict[Address, Brief] = {}
        self._brief_weight = 0
        self._flights: dict[Address, Flight] = {}
        self._aloft = 0
        self._printers = ThreadPoolExecutor(PRINTERS, thread_name_prefix="printer")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] not in ("GET", "HEAD"):
            await self._django(scope, receive, send)
            return
        if self._store.followed_at is not None:
            await self._follow()
        asked = (scope["path"], scope["query_string"], host_of(scope))
        known = self._hot.get(asked)
        if known is not None and known.page.is_current() and not self._store.is_frozen:
            await known.send(scope, send)
            return
        await self._answer(asked, scope, receive, send)

    async def _follow(self) -> None:
        """Lets a process that was held up hear first what other machines have dropped meanwhile; but not for ever."""
        for _again in range(40):
            followed = self._store.followed_at
            if followed is None or time.monotonic() - followed < LATE:
                return
            await asyncio.sleep(0.05)

    async def _answer(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        planned, address = planned_address(asked)
        if planned is None or address is None:
            await self._django(scope, receive, send)
            return
        key = (address.path, address.query.encode(), asked[2])  # unknown parameters must not multiply what is kept
        ready = self._hot.get(key)
        if ready is None or self._store.is_frozen or not ready.page.is_current():
            self._hot.forget(key)
            ready = self._found(address) or self._brief(address) or await self._printed(address, planned)
            if ready.page.file:
                self._hot.put(key, ready)
        await ready.send(scope, send)

    def _found(self, address: Address) -> Ready | None:
        found = self._store.find(address)
        return Ready(found, self._extra) if found else None

    def _brief(self, address: Address) -> Ready | None:
        found = self._briefs.get(address)
        if found is None:
            return None
        if found.until < time.time() or not found.began.is_still(self._store.moment()):
            if self._briefs.pop(address, None):
                self._brief_weight -= found.ready.weight
            return None
        return found.ready

    async def _printed(self, address: Address, planned: Stored) -> Ready:
        began = self._store.moment()
        flight = self._flights.get(address)
        if flight is None or not flight.began.is_still(began):
            if self._aloft >= MOST_WAITING:
                return busy()
            self._aloft += 1
            loop = asyncio.get_running_loop()
            task = loop.run_in_executor(self._printers, self._print, address, planned, began)
            flight = self._flights[address] = Flight(began, asyncio.ensure_future(task))
            flight.page.add_done_callback(lambda _done: self._landed(address, flight))
        return await asyncio.shield(flight.page)

    def _landed(self, address: Address, flight: Flight) -> None:
        self._aloft -= 1
        if self._flights.get(address) is flight:
            del self._flights[address]

    def _print(self, address: Address, planned: Stored, began: Moment) -> Ready:
        """Renders, stores if that is allowed and still right, and makes ready; in a printer's thread."""
        printed, may_be_stored = print_page(self._django, address, planned)
        is_brief = planned.seconds is not None or printed.status == 404
        stored = self._store.put(address, printed, began) if may_be_stored and not is_brief else None
        ready = Ready(stored or passing(address, printed), self._extra)
        if may_be_stored and is_brief:
            self._keep_briefly(address, ready, printed, began)
        return ready

    def _keep_briefly(self, address: Address, ready: Ready, printed: Printed, began: Moment) -> None:
        if self._brief_weight + ready.weight > BRIEF:
            self._briefs.clear()
            self._brief_weight = 0
        self._briefs[address] = Brief(ready, began, printed.expires or 0.0)
        self._brief_weight += ready.weight

    def note_used(self) -> None:
        """Tells the store what it has served from memory."""
        self._store.note_used(self._hot.names())


def host_of(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == b"host":
            return bytes(value)
    return b""


def planned_address(asked: Asked) -> tuple[Stored | None, Address | None]:
    """What is asked for by the name it is stored under; None where it cannot be stored."""
    path, query, host = asked
    planned = plan(path)
    if planned is None:
        return None, None
    try:
        site = site_named(host.decode("ascii"))
        wanted = rules.known_query(query.decode("ascii"), planned.parameters)
    except UnicodeDecodeError:
        return None, None
    if site is None or wanted is None:
        return None, None
    return planned, Address(site, path, wanted)


def passing(address: Address, printed: Printed) -> Page:
    """A page that is stored nowhere."""
    return Page(address.name, printed.status, printed.headers, printed.body, pack(printed.body))


def busy() -> Ready:
    headers = (("cache-control", "no-store"), ("content-type", "text/plain; charset=utf-8"), ("retry-after", "2"))
    return Ready(Page("busy", 503, headers, b"Too many readers at once. Please try again.\n", b""))

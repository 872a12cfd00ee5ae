"""Printing again what a release has dropped, so that no reader waits for it."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection
from datetime import timedelta
from functools import cache
from threading import Event
from xml.sax.saxutils import unescape

from django.db import close_old_connections, connections

from wireroom.core import clock
from wireroom.core.outages import is_outage
from wireroom.press.folder import store
from wireroom.press.models import Purge
from wireroom.press.printing import plan, print_page
from wireroom.press.rendering import Django
from wireroom.press.rules import Address
from wireroom.press.sites import own_site

logger = logging.getLogger(__name__)

TICK = 0.1
AFTER_FAILURE = 5.0
RECENT = timedelta(seconds=30)
"""What was dropped longer ago has been asked for by readers meanwhile."""
SITEMAPS = ("/sitemap-pages.xml", "/news-sitemap.xml")
_LOCATION = re.compile(rb"<loc>[a-z]+://[^/<]+(/[^<]*)</loc>")


@cache
def _django() -> Django:
    return Django(threads=1)


class Printer:
    """Follows the purge rows, as they are committed, and prints what they say is to be printed again."""

    def __init__(self) -> None:
        self._done: set[int] = set()

    def turn(self) -> int:
        """Returns how many pages were printed."""
        recent = Purge.objects.filter(made_at__gt=clock.real() - RECENT).exclude(paths=[])
        rows: dict[int, list[str]] = dict(recent.values_list("pk", "paths"))
        todo = dict.fromkeys(path for row in sorted(rows.keys() - self._done) for path in rows[row])
        self._done = set(rows)
        return warm(todo)


def keep_printing(stop: Event) -> None:
    """The worker's thread for it; a database that is away is waited for."""
    printer = Printer()
    while not stop.wait(TICK):
        close_old_connections()
        try:
            printer.turn()
        except Exception as error:  # a page that breaks must not end the printing of all others
            logger.error("printing goes on in %s s: %s", AFTER_FAILURE, error, exc_info=not is_outage(error))
            connections.close_all()
            stop.wait(AFTER_FAILURE)
    connections.close_all()


def addresses_in_sitemaps() -> list[str]:
    """The paths that readers are likeliest to ask for: those that our own sitemaps name."""
    warm(SITEMAPS)
    here, site = store(), _site()
    found = [here.find(Address(site, path)) for path in SITEMAPS]
    return [unescape(path.decode()) for page in found if page for path in _LOCATION.findall(page.body)]


def _site() -> str:
    """The agency's site: as set, as announced to this process, or as the web process has written down."""
    generation = store().generation()
    return own_site() or (str(generation.index.fact("site") or "") if generation else "")


def warm(paths: Collection[str]) -> int:
    """Stores the pages at `paths` that are not stored yet; returns how many were printed."""
    here, site = store(), _site()
    printed = 0
    for path in paths if site else ():
        planned, address = plan(path), Address(site, path)
        if planned is None or planned.seconds is not None or here.find(address):
            continue
        began = here.moment()
        page, may_be_stored = print_page(_django(), address, planned)
        if may_be_stored and page.status != 404 and here.put(address, page, began):
            printed += 1
    return printed

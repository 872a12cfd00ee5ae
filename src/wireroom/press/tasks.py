"""Printing again what was just dropped, so that no reader waits for it."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from xml.sax.saxutils import unescape

from django_tasks import task

from wireroom.press.folder import store
from wireroom.press.printing import plan, print_page
from wireroom.press.rendering import Django
from wireroom.press.rules import Address
from wireroom.press.sites import own_site

SITEMAPS = ("/sitemap-pages.xml", "/news-sitemap.xml")
_LOCATION = re.compile(rb"<loc>[a-z]+://[^/<]+(/[^<]*)</loc>")


@cache
def _django() -> Django:
    return Django(threads=1)


@task()
def print_again(paths: list[str]) -> int:
    return warm(paths)


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

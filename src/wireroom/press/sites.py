"""Which hosts are ours, and the one site whose pages stand in the web tree."""

from __future__ import annotations

import os
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

ANNOUNCED = "WIREROOM_SITE"
"""Set by `wireroom serve` for its processes: where it can be reached, if SITE_URL says nothing."""


def announce(site: str) -> None:
    os.environ.setdefault(ANNOUNCED, site)


def own_site() -> str:
    """Scheme and host of the agency's pages."""
    return settings.SITE_URL or os.environ.get(ANNOUNCED, "")


@lru_cache(maxsize=256)
def site_named(host: str) -> str | None:
    """The site of a request to `host`; None if pages of that name are not kept. SITE_URL is the name of all our hosts.

    Without SITE_URL each allowed host has pages of its own, but only at the port that we announced.
    """
    domain, port = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return None
    if settings.SITE_URL:
        return str(settings.SITE_URL)
    if port and int(port) != urlsplit(own_site()).port:
        return None
    return f"{'https' if settings.BEHIND_TLS else 'http'}://{host.lower()}"

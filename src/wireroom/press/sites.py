"""Which hosts are ours, and the one site whose pages stand in the web tree."""

from __future__ import annotations

import os
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

ANNOUNCED = "WIREROOM_SITE"
"""Set by `wireroom serve` for its processes: where it can be reached, if SITE_URL says nothing."""
LONGEST_HOST = 260
"""Characters of a name and a port: nothing longer is looked at, nor remembered."""


def announce(site: str) -> None:
    os.environ.setdefault(ANNOUNCED, site)


def own_site() -> str:
    """Scheme and host of the agency's pages."""
    return settings.SITE_URL or os.environ.get(ANNOUNCED, "")


def site_named(host: str) -> str | None:
    """The site of a request to `host`; None if pages of that name are not kept. SITE_URL is the name of all our hosts.

    Without SITE_URL each allowed host has pages of its own, but only at the port that we announced, and none that is
    allowed by a wildcard alone: whoever asks could think up as many of those as the disk can hold.
    """
    return _site_named(host) if len(host) <= LONGEST_HOST else None


@lru_cache(maxsize=256)
def _site_named(host: str) -> str | None:
    domain, port = split_domain_port(host)
    if settings.SITE_URL:
        return str(settings.SITE_URL) if domain and validate_host(domain, settings.ALLOWED_HOSTS) else None
    if domain not in settings.ALLOWED_HOSTS:
        return None
    if port and (len(port) > 5 or int(port) != urlsplit(own_site()).port):
        return None
    return f"{'https' if settings.BEHIND_TLS else 'http'}://{domain}{f':{int(port)}' if port else ''}"

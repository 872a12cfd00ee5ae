"""Settings that list addresses and networks: judged when the house starts, not when the first visitor comes."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_network

from django.core.exceptions import ImproperlyConfigured


def networks_in(name: str, entries: Iterable[str]) -> list[str]:
    """The entries without blanks around them. Raises ImproperlyConfigured, and says which of them is none."""
    found = [entry.strip() for entry in entries if entry.strip()]
    for entry in found:
        try:
            ip_network(entry, strict=False)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} lists addresses and networks such as 10.1.0.0/16 or ::1, with commas between them, not {entry}"
            ) from error
    return found

"""Where a request comes from, told by the peer and the proxies that we trust."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

IPAddress = IPv4Address | IPv6Address


def _parsed(text: str) -> IPAddress | None:
    try:
        address = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def client_address(peer: str, forwarded: str, trusted: Sequence[str]) -> str:
    """The visitor's address: `peer`, or the last entry of X-Forwarded-For that no trusted proxy wrote for itself.

    `trusted` holds addresses or networks such as 10.0.0.0/8. What an untrusted peer forwards is not believed.
    """
    networks = [ip_network(entry, strict=False) for entry in trusted]
    for text in reversed([*forwarded.split(","), peer]):
        address = _parsed(text)
        if address is None:
            return peer
        if not any(address in network for network in networks):
            return str(address)
    return peer


def neighbourhood(address: str) -> str:
    """What one visitor can change at will counts as one: the address itself, of IPv6 its /64."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network(f"{parsed}/64", strict=False))
    return str(parsed) if parsed else address


def is_loopback(address: str) -> bool:
    parsed = _parsed(address)
    return parsed is not None and parsed.is_loopback

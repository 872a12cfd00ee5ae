"""Where a request comes from."""

from __future__ import annotations

import pytest

from wireroom.core.addresses import client_address, is_loopback, neighbourhood


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.9", "", [], "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", [], "203.0.113.9"),
        ("10.0.0.2", "198.51.100.1", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.2", "1.2.3.4, 198.51.100.1, 10.0.0.3", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.2", "", ["10.0.0.0/8"], "10.0.0.2"),
        ("10.0.0.2", "not an address", ["10.0.0.0/8"], "10.0.0.2"),
        ("10.0.0.2", "10.0.0.3", ["10.0.0.0/8"], "10.0.0.2"),
        ("::ffff:203.0.113.9", "", [], "203.0.113.9"),
        ("2001:db8::1", "2001:db8:9::7", ["2001:db8::1"], "2001:db8:9::7"),
        ("", "198.51.100.1", ["10.0.0.0/8"], ""),
    ],
)
def test_client_address_believes_trusted_proxies_only(
    peer: str, forwarded: str, trusted: list[str], expected: str
) -> None:
    assert client_address(peer, forwarded, trusted) == expected


def test_neighbourhood_of_ipv6_is_its_network() -> None:
    assert neighbourhood("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64"
    assert neighbourhood("203.0.113.9") == "203.0.113.9"
    assert neighbourhood("unix") == "unix"


def test_loopback_is_recognised() -> None:
    assert [is_loopback(text) for text in ("127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "10.0.0.1", "")] == [
        True,
        True,
        True,
        True,
        False,
        False,
    ]

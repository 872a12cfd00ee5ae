"""The guard before every connection that somebody else's address leads to."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.core.fetching import (
    ForbiddenAddress,
    TooLarge,
    UnknownHost,
    client,
    connect,
    is_outside,
    permitted,
    read_at_most,
    within,
)

LOOPBACK = ("127.0.0.0/8",)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::"),
        *("2001:db8::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),
    ],
)
def test_what_is_inside_is_refused(address: str) -> None:
    assert not is_outside(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::"])
def test_what_is_outside_is_gone_to(address: str) -> None:
    assert is_outside(ip_address(address))


@given(st.ip_addresses(v=4))
def test_a_wrapped_address_is_judged_like_the_bare_one(address: object) -> None:
    wrapped = int(ip_address(str(address)))
    for prefix in (int(ip_address("::ffff:0:0")), int(ip_address("64:ff9b::"))):
        assert is_outside(ip_address(prefix + wrapped)) == is_outside(ip_address(str(address)))


@pytest.mark.parametrize("host", ["localhost", "127.1", "0x7f.1", "2130706433", "[::1]".strip("[]"), "0"])
def test_every_spelling_of_this_machine_is_refused(host: str) -> None:
    with pytest.raises(ForbiddenAddress):
        permitted(host, 80)


def test_a_listed_network_is_allowed() -> None:
    assert permitted("127.0.0.1", 80, LOOPBACK) == ["127.0.0.1"]


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 300, "bad..name", ""])
def test_a_name_that_leads_nowhere_is_said(host: str) -> None:
    with pytest.raises((UnknownHost, ForbiddenAddress)):
        permitted(host, 80)


@contextmanager
def server(*answers: bytes, pause: float = 0.0) -> Iterator[int]:
    """Sends each connection the pieces of an answer, with pauses between them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _address = listener.accept()
                    with connection, suppress(OSError):
                        connection.recv(65536)
                        for piece in answers:
                            connection.sendall(piece)
                            time.sleep(pause)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]


def test_a_client_goes_nowhere_inside_not_even_by_a_redirect() -> None:
    with server(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi") as inside:
        head = f"HTTP/1.1 302 Found\r\nLocation: http://[::1]:{inside}/\r\n"
        location = f"{head}Connection: close\r\nContent-Length: 0\r\n\r\n".encode()
        with server(location) as outside, client(allowed=LOOPBACK) as allowed, client() as strict:
            with pytest.raises(ForbiddenAddress):
                strict.get(f"http://localhost:{inside}/")
            assert allowed.get(f"http://127.0.0.1:{outside}/").status_code == 302
            with pytest.raises(ForbiddenAddress):
                allowed.get(f"http://127.0.0.1:{outside}/", follow_redirects=True)


def test_the_environment_s_proxy_is_no_way_round(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi") as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy}")
        with client(allowed=LOOPBACK) as strict, pytest.raises(ForbiddenAddress):
            strict.get("http://[::1]/")


@pytest.mark.parametrize("where", ["headers", "body"])
def test_an_answer_that_drips_ends_with_the_deadline(where: str) -> None:
    head = b"HTTP/1.1 200 OK\r\nX-Drip: " if where == "headers" else b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"
    with server(head, *[b"a"] * 100, pause=0.1) as port, client(allowed=LOOPBACK) as slow:
        began = time.monotonic()
        with within(0.5), pytest.raises(httpx.ReadTimeout):
            slow.get(f"http://127.0.0.1:{port}/")
        assert 0.4 < time.monotonic() - began < 2


def test_no_more_is_read_than_allowed() -> None:
    endless = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *[b"1000\r\n" + b"x" * 4096 + b"\r\n"] * 500]
    with (
        server(*endless) as port,
        client(allowed=LOOPBACK) as reader,
        reader.stream("GET", f"http://127.0.0.1:{port}/") as response,
        pytest.raises(TooLarge),
    ):
        read_at_most(response, 100_000)


def test_other_protocols_pass_the_same_guard() -> None:
    with server(b"hello") as port:
        with pytest.raises(ForbiddenAddress):
            connect("localhost", port, timeout=1)
        with connect("127.0.0.1", port, timeout=1, allowed=LOOPBACK) as plain:
            plain.sendall(b"x")
            assert plain.recv(5) == b"hello"

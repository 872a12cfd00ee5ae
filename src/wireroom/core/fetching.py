"""Going out to other machines: one guard for every connection that somebody else's address leads to.

A name is resolved once, every address that it resolves to is judged, and the connection goes to the judged address
itself, so that no second answer of the name server and no redirect leads inside. Time and size are capped as a whole.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpcore
import httpx

from wireroom.core.errors import WireroomError

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

KNOWN_FOR = 30.0
"""Seconds for which a resolved name is believed."""
MOST_TRIED = 3

_deadline: ContextVar[float | None] = ContextVar("deadline of what is being fetched", default=None)


class ForbiddenAddress(WireroomError):
    """The name leads to a machine inside, where nobody else's address may take us."""

    code = "forbidden-address"


class UnknownHost(WireroomError):
    """The name leads nowhere."""

    code = "unknown-host"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Whatever is fetched inside ends by then, however slowly the other side drips."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def time_left(timeout: float | None) -> float | None:
    """`timeout`, or less if the deadline comes before. Raises httpcore.ReadTimeout once it has passed."""
    end = _deadline.get()
    if end is None:
        return timeout
    left = end - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("It took too long as a whole.")
    return left if timeout is None else min(timeout, left)


@lru_cache(maxsize=16)
def networks(entries: tuple[str, ...]) -> tuple[IPNetwork, ...]:
    """Addresses or networks, such as 10.0.0.0/8, as a setting lists them."""
    return tuple(ip_network(entry, strict=False) for entry in entries)


def is_outside(address: IPAddress) -> bool:
    """Whether it is an address of the public internet, also where an IPv6 address only wraps an IPv4 one."""
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or _translated(address)
        if wrapped is not None:
            return is_outside(wrapped)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


def _translated(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that NAT64 (RFC 6052) would lead to."""
    prefix = IPv6Network("64:ff9b::/96")
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in prefix else None


def permitted(host: str, port: int, allowed: Sequence[str] = ()) -> list[str]:
    """The addresses of `host` that may be gone to. Raises ForbiddenAddress, UnknownHost."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnknownHost(f"There is no machine of the name {host}.") from error
    addresses = [ip_address(str(place[0]).partition("%")[0]) for *_kind, place in found]
    inside = networks(tuple(allowed))
    good = [address for address in addresses if is_outside(address) or _is_in(address, inside)]
    if not good:
        raise ForbiddenAddress(f"{host} is a machine inside, where nothing is sent to or fetched from.")
    return list(dict.fromkeys(map(str, good)))


def _is_in(address: IPAddress, inside: Iterable[IPNetwork]) -> bool:
    return any(address in network for network in inside)


def connect(host: str, port: int, *, timeout: float, allowed: Sequence[str] = ()) -> socket.socket:
    """A connection to `host` past the same guard, for what is not HTTP. Raises OSError besides the guard's errors."""
    last: OSError | None = None
    for address in permitted(host, port, allowed)[:MOST_TRIED]:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            last = error
    raise last or OSError(f"{host} cannot be reached.")


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step ends with the deadline of the whole."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, time_left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, time_left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, time_left(timeout)))

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class _GuardedBackend(httpcore.NetworkBackend):
    def __init__(self, allowed: Sequence[str]) -> None:
        self._allowed = tuple(allowed)
        self._inner = httpcore.SyncBackend()
        self._known: dict[tuple[str, int], tuple[float, list[str]]] = {}

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        last: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in self._addresses(host, port)[:MOST_TRIED]:
            try:
                stream = self._inner.connect_tcp(address, port, time_left(timeout), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
            else:
                return _TimedStream(stream)
        raise last or httpcore.ConnectError(f"{host} cannot be reached.")

    def _addresses(self, host: str, port: int) -> list[str]:
        until, found = self._known.get((host, port), (0.0, []))
        if time.monotonic() >= until:
            found = permitted(host, port, self._allowed)
            self._known[host, port] = (time.monotonic() + KNOWN_FOR, found)
        return found


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """One for all clients: each costs a megabyte."""
    return httpx.create_ssl_context(trust_env=False)


def client(
    *, allowed: Sequence[str] = (), timeout: float = 10, connections: int = 10, agent: str = "Wireroom"
) -> httpx.Client:
    """A client whose every connection passes the guard; it follows no redirect unless asked to at a request.

    `timeout` is for one step; put `within` around a request to cap the whole.
    """
    transport = httpx.HTTPTransport(verify=_tls(), trust_env=False)
    transport._pool = httpcore.ConnectionPool(  # httpx has no public way to hand over a network backend
        ssl_context=_tls(),
        max_connections=connections,
        max_keepalive_connections=connections,
        keepalive_expiry=60,
        network_backend=_GuardedBackend(allowed),
    )
    return httpx.Client(
        transport=transport, timeout=timeout, trust_env=False, max_redirects=5, headers={"User-Agent": agent}
    )


class TooLarge(WireroomError):
    """The answer is longer than what is read of one."""

    code = "too-large"


def read_at_most(response: httpx.Response, limit: int) -> bytes:
    """The unpacked body of a streamed response. Raises TooLarge as soon as it is longer than `limit` bytes."""
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        size += len(part)
        if size > limit:
            raise TooLarge(f"This is longer than {limit:,} bytes.")
        parts.append(part)
    return b"".join(parts)

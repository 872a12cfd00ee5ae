"""A raw ASGI request as far as live news look at it, and raw headers for the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from wireroom.core.addresses import client_address, neighbourhood
from wireroom.website.live.rules import Wish, edition_of, wish_of

Message = Mapping[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_LOOKED_AT = {b"host", b"last-event-id", b"x-forwarded-for", b"x-forwarded-proto"}


class Request:
    """Who asks, and for what."""

    __slots__ = ("_headers", "_scope", "method")

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._headers = {name: value.decode("latin-1") for name, value in scope["headers"] if name in _LOOKED_AT}
        self.method: str = scope["method"]

    @property
    def wish(self) -> Wish | None:
        """What the request asks for; None if it makes no sense."""
        query = self._scope["query_string"].decode("latin-1")
        return wish_of(edition_of(self._scope["path"]), query, self._headers.get(b"last-event-id", ""))

    @property
    def address(self) -> str:
        """Where the reader is, as far as one address counts."""
        peer = self._scope["client"][0] if self._scope.get("client") else ""
        forwarded = self._headers.get(b"x-forwarded-for", "")
        return neighbourhood(client_address(peer, forwarded, settings.TRUSTED_PROXIES))

    @property
    def host_is_ours(self) -> bool:
        host, _port = split_domain_port(self._headers.get(b"host", ""))
        return bool(host) and validate_host(host, settings.ALLOWED_HOSTS)

    @property
    def is_secure(self) -> bool:
        """As Django has it: a proxy that speaks TLS says so."""
        return bool(settings.BEHIND_TLS) and self._headers.get(b"x-forwarded-proto", "") == "https"

    def raw(self, headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
        """Headers of an answer to this request, as ASGI wants them."""
        strict = {"Strict-Transport-Security": f"max-age={settings.SECURE_HSTS_SECONDS}"} if self.is_secure else {}
        return [(name.lower().encode(), value.encode()) for name, value in {**headers, **strict}.items()]

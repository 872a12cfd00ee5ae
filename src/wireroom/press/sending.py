"""A page made ready to be sent many times: its headers encoded once, in each of its forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache

from wireroom.core.encodings import unpacks_gzip
from wireroom.press.pages import Page
from wireroom.press.rendering import Scope, Send
from wireroom.press.rules import etag, etag_of, is_known

HeaderList = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Form:
    """The page plain or packed: complete headers, and those of "you have it already"."""

    etag: str
    headers: HeaderList
    unchanged: HeaderList
    body: bytes


class Ready:
    """A page with its forms. `page.is_current` still has to be asked before each sending."""

    __slots__ = ("modified", "name", "packed", "page", "plain", "weight")

    def __init__(self, page: Page, extra: Sequence[tuple[bytes, bytes]] = ()) -> None:
        self.page = page
        self.name = page.name
        self.weight = page.weight
        self.modified = formatdate(page.stamp, usegmt=True)
        self.plain = self._form(page.body, extra, packed=False)
        self.packed = self._form(page.packed, extra, packed=True) if page.packed else self.plain

    def _form(self, body: bytes, extra: Sequence[tuple[bytes, bytes]], *, packed: bool) -> Form:
        tag = etag(self.page.stamp, len(body)) if self.page.stamp else etag_of(body)
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self.page.headers]
        headers += [(b"vary", b"Accept-Encoding"), *extra]
        headers.append((b"etag", tag.encode()))
        if self.page.stamp:
            headers.append((b"last-modified", self.modified.encode()))
        unchanged = [pair for pair in headers if not pair[0].startswith(b"content-t")]
        if packed:
            headers.append((b"content-encoding", b"gzip"))
        return Form(tag, [*headers, (b"content-length", str(len(body)).encode())], unchanged, body)

    async def send(self, scope: Scope, send: Send) -> None:
        accepted, known, since = b"", b"", b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted = value
            elif name == b"if-none-match":
                known = known + b"," + value if known else value
            elif name == b"if-modified-since":
                since = value
        form = self.packed if accepted and _unpacks(accepted) else self.plain
        if self.page.status == 200 and (known or since) and self._is_known(form, known, since):
            await send({"type": "http.response.start", "status": 304, "headers": form.unchanged})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": self.page.status, "headers": form.headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else form.body})

    def _is_known(self, form: Form, known: bytes, since: bytes) -> bool:
        """If-None-Match decides where there is one; a date must be the very one we gave, as with nginx."""
        if known:
            return is_known(form.etag, known.decode("latin-1"))
        return self.page.stamp > 0 and since.decode("latin-1") == self.modified


@lru_cache(maxsize=256)
def _unpacks(accepted: bytes) -> bool:
    return unpacks_gzip(accepted.decode("latin-1"))

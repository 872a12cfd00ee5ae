"""What may be stored, under which name, and with which headers it is answered. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

LONGEST_PATH = 500
LONGEST_QUERY = 400
DEEPEST = 16

_PLAIN = re.compile(r"(?:/[A-Za-z0-9][A-Za-z0-9._~-]{0,120})*/?")

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Address:
    """What one stored answer is the answer to. `query` holds known parameters only, each once, in order."""

    site: str
    """Scheme and host as pages name them: https://news.example.org."""
    path: str
    query: str = ""

    @property
    def name(self) -> str:
        """The name in the index; no two addresses share one."""
        return f"{self.site} {self.path} {self.query}"

    @property
    def is_plain(self) -> bool:
        """Whether the path can be a path of files as it stands: nothing encoded, hidden, climbing or endless."""
        return (
            not self.query
            and len(self.path) <= LONGEST_PATH
            and self.path.count("/") <= DEEPEST
            and _PLAIN.fullmatch(self.path) is not None
        )

    @property
    def web_file(self) -> str:
        """The file below the web tree that any web server finds for the path; only for plain addresses."""
        path = self.path.lstrip("/")
        return f"{path}index.html" if self.path.endswith("/") else path

    @property
    def side_file(self) -> str:
        """The file below the side tree: a digest, so that no address can name it as it likes."""
        digest = hashlib.blake2b(self.name.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
        return f"{digest[:2]}/{digest}"


def known_query(query: str, known: Collection[str]) -> str | None:
    """The parameters of `query` that are known, each once (the last counts), in order; None if it cannot be read."""
    if not query:
        return ""
    if not known:
        return ""
    if len(query) > LONGEST_QUERY:
        return None
    try:
        pairs = dict(parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=40))
    except ValueError:
        return None
    return urlencode(sorted((name, value) for name, value in pairs.items() if name in known and value))


def etag(stamp: int, size: int) -> str:
    """As nginx makes it of a file's time and size, so that both give the same."""
    return f'"{stamp:x}-{size:x}"'


def etag_of(body: bytes) -> str:
    """For what stands in no file."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def next_stamp(now: float, before: int) -> int:
    """A file's time in whole seconds: later than that of any file that stood in its place."""
    return max(int(now), before + 1)


def is_known(etag_now: str, if_none_match: str) -> bool:
    """RFC 9110, 13.1.2: weak comparison with each entity tag that the asker has."""
    if if_none_match.strip() == "*":
        return True
    return any(given.strip().removeprefix("W/") == etag_now for given in if_none_match.split(","))


def content_type(path: str) -> str:
    """The type of a page of the web tree, told by its path alone, as a web server does."""
    name = path.rpartition("/")[2]
    if not name:
        return "text/html; charset=utf-8"
    return _BY_NAME.get(name) or _BY_ENDING.get(name.rpartition(".")[2], "application/octet-stream")


_BY_NAME = {
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}
_BY_ENDING = {
    "xml": "application/xml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


def sorted_headers(headers: Iterable[tuple[str, str]]) -> Headers:
    """Names in lower case and in order, so that two sets of headers can be compared."""
    return tuple(sorted((name.lower(), value) for name, value in headers))

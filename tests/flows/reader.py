"""A reader signed in as nobody: asks for addresses, reads what comes back, and follows every link there is."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from django.test import Client
from lxml import etree

SITE = "http://testserver"
_ABSOLUTE = re.compile(rf"{SITE}(/[^\s\"'<>\\)\]]*)")
_STYLE_SHEET = re.compile(r'<\?xml-stylesheet [^>]*href="([^"]+)"')
_STYLED = re.compile(r"url\(\s*[\"']?([^\"')]+)")
_STRUCTURED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@dataclass
class Page:
    """One answer of the site."""

    address: str
    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def is_html(self) -> bool:
        return self.kind == "text/html"

    @cached_property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @cached_property
    def _parsed(self) -> tuple[Element, list[str]]:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse(self.body, transport_encoding="utf-8")
        return tree, [f"{code} at {place}" for place, code, _variables in parser.errors]

    @property
    def tree(self) -> Element:
        """The document as a browser would build it, without namespaces."""
        return self._parsed[0]

    @property
    def syntax_errors(self) -> list[str]:
        """What HTML's own parsing algorithm calls an error."""
        return self._parsed[1]

    @property
    def xml(self) -> etree._Element:
        return etree.fromstring(self.body, etree.XMLParser(resolve_entities=False, no_network=True))

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def structured(self) -> dict[str, dict[str, Any]]:
        """The page's schema.org nodes by type."""
        graphs = [json.loads(text)["@graph"] for text in _STRUCTURED.findall(self.text)]
        return {node["@type"]: node for graph in graphs for node in graph}

    def links(self) -> set[str]:
        """Every address of our own site that the answer names, as a path with its query."""
        found = set(self._in_elements()) if self.is_html else set(_ABSOLUTE.findall(html.unescape(self.text)))
        if self.kind == "text/css":
            found |= set(_STYLED.findall(self.text))
        if "<?xml-stylesheet" in self.text[:200]:
            found |= set(_STYLE_SHEET.findall(self.text))
        found.add(self.headers.get("location", ""))
        return {path for link in found if (path := self._own(link))}

    def _in_elements(self) -> Iterator[str]:
        """Addresses in attributes that hold one, in cards for other sites, and in structured data."""
        for element in self.tree.iter():
            yield from (element.get(name, "") for name in ("href", "src", "action"))
            yield from (source.split()[0] for source in element.get("srcset", "").split(",") if source.strip())
            if element.tag == "meta" and (element.get("content") or "").startswith(SITE):
                yield element.get("content", "")
            if element.tag == "script":
                yield from (SITE + path for path in _ABSOLUTE.findall(element.text or ""))

    def _own(self, link: str) -> str:
        """The path of a link to our own site; empty for anything else."""
        if not link or "{" in link:
            return ""
        parts = urlsplit(urldefrag(urljoin(SITE + self.address, link)).url)
        if f"{parts.scheme}://{parts.netloc}" != SITE:
            return ""
        return parts.path + (f"?{parts.query}" if parts.query else "")


class Reader:
    """Somebody without a session; every question is asked anew."""

    def __init__(self, **headers: str) -> None:
        self._headers = headers

    def get(self, address: str, method: str = "GET", **headers: str) -> Page:
        client = Client(enforce_csrf_checks=True, raise_request_exception=False, headers={**self._headers, **headers})
        response = client.generic(method, address)
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]  # the stubs know no streamed answer
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return Page(address, response.status_code, {k.lower(): v for k, v in response.headers.items()}, body)

    def crawl(self, starts: Iterable[str], *, within: Callable[[str], bool] = lambda _path: True) -> dict[str, Page]:
        """Every answer that can be reached from `starts` by following links, by address."""
        found: dict[str, Page] = {}
        waiting = list(dict.fromkeys(starts))
        while waiting:
            address = waiting.pop()
            if address in found:
                continue
            page = found[address] = self.get(address)
            waiting += sorted(link for link in page.links() if link not in found and within(link))
        return found


SHOWN_ATTRIBUTES = {"title", "alt", "aria-label", "aria-description", "aria-roledescription", "placeholder", "label"}
SHOWN_META = {"description", "application-name", "apple-mobile-web-app-title"}
SHOWN_META |= {f"{site}:{what}" for site in ("og", "twitter") for what in ("title", "description", "image:alt")}
SHOWN_META.add("og:site_name")
_SILENT = {"script", "style"}
_CODE = re.compile(r"[a-z]*[0-9-]*|[/?.].*|https?:.*")
"""Values of data attributes that are no words for people."""


@dataclass(frozen=True)
class Said:
    """One stretch of what a page says to people, and the language that its element claims, if it does itself."""

    text: str
    lang: str = ""


def strings(root: Element) -> Iterator[Said]:
    """Texts, titles, labels, and what cards elsewhere would show, of a document without namespaces."""
    if not isinstance(root.tag, str) or root.tag in _SILENT:
        return
    yield Said(root.text or "", root.get("lang", ""))
    for name, value in root.attrib.items():
        if name in SHOWN_ATTRIBUTES or (name.startswith("data-") and not _CODE.fullmatch(value)):
            yield Said(value)
    if root.tag == "meta" and (root.get("name") or root.get("property")) in SHOWN_META:
        yield Said(root.get("content") or "")
    if root.tag == "input" and root.get("type") in ("submit", "button", "reset"):
        yield Said(root.get("value") or "")
    for child in root:
        yield from strings(child)
        yield Said(child.tail or "")

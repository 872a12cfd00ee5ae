"""A tokenizer for HTML from anywhere, in time proportional to its length.

The tree builders at hand are not: 1 MB of unclosed `<i>` followed by `</b>` takes html5ever (nh3) 70 s and
libxml2 29 s. We need no tree, since blocks are flat, and no sanitiser, since nothing of the markup is kept.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^>"'=]++|=\s*+"[^"]*+"|=\s*+'[^']*+'|[="'])*+)>""")
_TAG_NAME = re.compile("/?[a-zA-Z]")
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]++)\s*+(?:=\s*+("[^"]*+"|'[^']*+'|[^\s>]++))?""")
_ENDLESS_REFERENCE = re.compile("&#[0-9]{9,};?")
"""A number of thousands of digits makes `html.unescape` raise; none above seven digits is a character."""

_SKIPPED_NAMES = """
    applet audio button canvas head iframe map math noembed noframes noscript object script select style svg
    template textarea title video xmp
"""
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
"""Elements whose content is not text for readers; what the start tag itself says is passed on."""
_NEVER_OPEN = frozenset(("script", "style"))
"""Where the end of one of these is missing, the rest of the document belongs to it."""

_USUAL_MARKUP = re.compile(
    r"</?(?:p|br|b|i|u|a|em|strong|span|div|font|sup|sub|img|h[1-6]|ul|ol|li|table|blockquote|script|style|html"
    r"|body)(?:[\s/][^<>]*+)?>|&(?:[A-Za-z]{2,8}|#[0-9]{2,6}|#[xX][0-9A-Fa-f]{2,6});"
)


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    begin: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
    """Where it stands in the document, its character references as they are written."""


@dataclass(frozen=True, slots=True)
class Start:
    name: str
    source: str
    content: str = ""
    """Of a skipped element, what stands between its tags."""

    def attributes(self) -> dict[str, str]:
        """Names in lower case; of two with one name the first counts, as in browsers."""
        found: dict[str, str] = {}
        for name, value in _ATTRIBUTE.findall(self.source):
            bare = value[1:-1] if value[:1] in ('"', "'") and value[-1] == value[0] else value
            found.setdefault(name.lower(), unescape(bare))
        return found


@dataclass(frozen=True, slots=True)
class End:
    name: str


Token = Text | Start | End


def unescape(text: str) -> str:
    """Character references replaced by what they stand for."""
    if "&" not in text:
        return text
    return html.unescape(_ENDLESS_REFERENCE.sub("\ufffd", text))


def looks_like_markup(text: str) -> bool:
    """Whether a text of unknown type bears usual tags or character references, rather than a stray `<` or `&`."""
    return ("<" in text or "&" in text) and _USUAL_MARKUP.search(text) is not None


def tokens(source: str) -> Iterator[Token]:
    """The tags and texts of an HTML document or fragment, without comments and skipped content."""
    ends = _EndTags(source)
    at = 0
    pending = 0
    while (at := source.find("<", at)) >= 0:
        tag = _TAG.match(source, at)
        after = tag.end() if tag else _end_of_declaration(source, at)
        if after < 0:
            if _TAG_NAME.match(source, at + 1):
                break  # a tag that never ends: the rest is text, and looking on would take quadratic time
            at += 1
            continue
        if pending < at:
            yield Text(unescape(source[pending:at]), pending, at)
        if tag and tag[1]:
            yield End(tag[2].lower())
        elif tag:
            start = _start(source, tag, ends)
            yield start
            after += len(start.content)
        at = pending = after
    if pending < len(source):
        yield Text(unescape(source[pending:]), pending, len(source))


def _start(source: str, tag: re.Match[str], ends: _EndTags) -> Start:
    name = tag[2].lower()
    if name not in _SKIPPED:
        return Start(name, tag[3])
    end = ends.after(name, tag.end())
    if end < 0:
        end = len(source) if name in _NEVER_OPEN else tag.end()
    return Start(name, tag[3], source[tag.end() : end])


def _end_of_declaration(source: str, at: int) -> int:
    """Where the comment, doctype or instruction at `at` ends; -1 if the `<` there is plain text."""
    if source.startswith("<!--", at):
        if source.startswith(("<!-->", "<!--->"), at):
            return source.index(">", at) + 1
        end = source.find("-->", at + 4)
        return end + 3 if end >= 0 else len(source)
    if source[at + 1 : at + 2] in ("!", "?"):
        end = source.find(">", at)
        return end + 1 if end >= 0 else len(source)
    return -1


class _EndTags:
    """Finds the next end tag of a name; each stretch of the source is searched once a name."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._known: dict[str, int] = {}

    def after(self, name: str, at: int) -> int:
        known = self._known.get(name)
        if known is None or 0 <= known < at:
            found = re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE).search(self._source, at)
            known = self._known[name] = found.start() if found else -1
        return known

"""The parts of a WXR file one after another, in constant memory: what hostile or broken XML cannot get past."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from lxml import etree

from wireroom.formats.errors import BadXmlError, FormatError, TooLargeError, TruncatedError

MAX_RECORD = 8 * 1024 * 1024
"""Characters of one post with everything in it."""
MAX_LINE = 64 * 1024
MAX_DEPTH = 32
MAX_PARTS = 2_000
MAX_COMMENT = 64 * 1024
MAX_COMMENTS = 50_000
"""Of one post."""

_CHANNEL, _RECORD, _FIELD, _PAIR = 2, 3, 4, 5
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']""")
_KNOWN = re.compile(
    rb"utf-8|iso-8859-(?:[1-9]|1[0134-6])|windows-125[0-8]|koi8-[ru]|gb2312|gbk|gb18030|big5|euc-(?:jp|kr)|shift_jis",
    re.IGNORECASE,
)
"""Encodings that WordPress was ever set to write."""
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_NO_CHARACTERS = dict.fromkeys((0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))


@dataclass(frozen=True, slots=True)
class Term:
    """A category, tag, language or author that a post is filed under."""

    domain: str
    code: str
    name: str


@dataclass
class Record:
    """One child of the channel: a post, an author, a category, or a statement that is a mere `text`."""

    name: str
    line: int
    text: str = ""
    size: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    metas: dict[str, str] = field(default_factory=dict)
    filed_under: list[Term] = field(default_factory=list)
    comments: list[dict[str, str]] = field(default_factory=list)
    """Only where they are asked for."""

    def field(self, name: str, default: str = "") -> str:
        return self.fields.get(name) or default

    def meta(self, name: str) -> str:
        return self.metas.get(name, "").strip()

    def terms(self, *domains: str) -> list[Term]:
        return [term for term in self.filed_under if term.domain in domains]


@dataclass(frozen=True, slots=True)
class Broken:
    """Where and why something could not be read."""

    line: int
    error: FormatError
    size: int = 0


def records(stream: BinaryIO, *, with_comments: bool = False) -> Iterator[Record | Broken]:
    """Everything in the channel, in its order; what is wrong with the file itself ends it."""
    target = _Target(with_comments=with_comments)
    parser = etree.XMLParser(  # type: ignore[call-overload]  # its stub asks for methods that lxml calls only if there
        target=target,
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    read, is_over = 0, False
    try:
        for line in _lines(stream, target):
            read = target.bytes_read
            parser.feed(line)
            yield from target.taken()
        is_over = True
        parser.close()
    except etree.XMLSyntaxError as error:
        yield from target.taken()
        yield Broken(max(1, target.line), _said(error, is_over=is_over), target.bytes_read - target.bytes_told)
    except FormatError as error:
        yield from target.taken()
        yield Broken(max(1, target.line), error, read - target.bytes_told)


def _said(error: etree.XMLSyntaxError, *, is_over: bool) -> FormatError:
    reason = str(error).partition("\n")[0].partition(" (<string>")[0].partition(", try XML_PARSE_HUGE")[0].strip()
    if is_over:
        return TruncatedError(f"This export ends in the middle; what came before was read: {reason}")
    if "too big" in reason or "limit exceeded" in reason:
        return TooLargeError(f"What follows is too large for one post, and the rest was not read: {reason}")
    return BadXmlError(f"From here on this is not XML that can be read: {reason}")


def _lines(stream: BinaryIO, target: _Target) -> Iterator[bytes]:
    """The lines in UTF-8, without what XML cannot say and plugins write all the same."""
    line = stream.readline(MAX_LINE).removeprefix(codecs.BOM_UTF8)
    decoder = _decoder(line)
    while line:
        target.bytes_read += len(line)
        target.line += target.is_line_over
        target.is_line_over = line.endswith(b"\n")
        if not line.isascii():
            line = decoder.decode(line).translate(_NO_CHARACTERS).encode()
        yield line.translate(None, _CONTROLS)
        line = stream.readline(MAX_LINE)


def _decoder(head: bytes) -> codecs.IncrementalDecoder:
    """That of the encoding that is declared, else of UTF-8; bytes that make no sense in it become U+FFFD."""
    declared = _DECLARED.match(head[:400])
    name = declared[1].decode() if declared and _KNOWN.fullmatch(declared[1]) else "utf-8"
    return codecs.getincrementaldecoder(name)("replace")


class _Target:
    """What the parser tells of elements; keeps no more than one record."""

    def __init__(self, *, with_comments: bool) -> None:
        self._with_comments = with_comments
        self._is_comment = False
        self.line = 1
        self.is_line_over = False
        self.bytes_read = self.bytes_told = 0
        self._depth = 0
        self._record: Record | None = None
        self._size = self._comment_size = 0
        self._parts = 0
        self._said: list[str] = []
        self._pair: dict[str, str] = {}
        self._attributes: dict[str, str] = {}
        self._done: list[Record | Broken] = []

    def taken(self) -> list[Record | Broken]:
        """What was finished since the last time."""
        done, self._done = self._done, []
        return done

    # Called by the parser

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise BadXmlError("This XML declares a document type; WordPress writes none, and bombs are made of them.")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BadXmlError(f"This XML nests deeper than {MAX_DEPTH} elements.")
        if self._depth == _RECORD:
            self._record = Record(_name(tag), self.line)
            self._size = self._parts = 0
            self._said = []
        elif self._depth == _FIELD:
            self._said, self._pair, self._attributes = [], {}, dict(attributes)
            self._is_comment = _name(tag) == "comment"
            self._parts += not self._is_comment
            self._comment_size = 0
        elif self._depth == _PAIR:
            self._said = []

    def data(self, text: str) -> None:
        if self._is_comment:
            self._comment_size += len(text)
            if self._with_comments and self._comment_size <= MAX_COMMENT:
                self._said.append(text)
        elif self._depth >= _RECORD:
            self._size += len(text)
            if self._size <= MAX_RECORD:
                self._said.append(text)
            else:
                self._said = []

    def end(self, tag: str) -> None:
        record, said = self._record, "".join(self._said)
        if record is not None and self._depth == _RECORD:
            record.text = said.strip()
            self._finish(record)
            self._record = None
        elif record is not None and self._depth == _FIELD:
            if self._is_comment:
                self._take_comment(record)
            elif self._parts <= MAX_PARTS:
                self._take_field(record, _name(tag), said)
            self._said, self._is_comment = [], False
        elif self._depth == _PAIR:
            self._pair[_name(tag)] = said
            self._said = []
        self._depth -= 1

    def close(self) -> None:
        return None

    # What becomes of it

    def _take_field(self, record: Record, name: str, said: str) -> None:
        if name == "postmeta":
            record.metas.setdefault(self._pair.get("meta_key", ""), self._pair.get("meta_value", ""))
        elif name == "category" and record.name == "item":
            attributes = self._attributes
            domain = attributes.get("domain", "category")
            record.filed_under.append(Term(domain, attributes.get("nicename", ""), said))
        else:
            record.fields.setdefault(name, said if name in ("content", "excerpt", "title") else said.strip())

    def _take_comment(self, record: Record) -> None:
        if self._with_comments and len(record.comments) < MAX_COMMENTS:
            record.comments.append(self._pair)

    def _finish(self, record: Record) -> None:
        record.size, self.bytes_told = self.bytes_read - self.bytes_told, self.bytes_read
        if self._size <= MAX_RECORD:
            self._done.append(record)
        else:
            number = record.fields.get("post_id", "")
            reason = f"Post {number} has more than {MAX_RECORD:,} characters and was not read."
            self._done.append(Broken(record.line, TooLargeError(reason), record.size))


def _name(tag: str) -> str:
    """The name without its namespace, which changes with the version; `content` and `excerpt` share one name."""
    namespace, _, name = tag.rpartition("}")
    if name == "encoded":
        return "excerpt" if "excerpt" in namespace else "content"
    return name

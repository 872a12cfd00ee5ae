"""From HTML to blocks: a reader that keeps text, marks, links and our few structures, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from wireroom.formats.containers import Container, OpenFigure, OpenList, OpenQuotation, OpenTable, captioned
from wireroom.formats.markup import End, Start, Text, tokens
from wireroom.formats.newsitem import Block, Heading, Inline, LinkCard, Marks, Paragraph, Picture, Run
from wireroom.formats.text import absolute, inline_text, is_blank, normalise, one_line, safe_href

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LEAVES = _HEADINGS | frozenset(("p", "li", "td", "th", "caption", "figcaption", "dt", "dd"))
_BOUND_NAMES = """
    address article aside blockquote body center details dialog div dl fieldset figure footer form header
    hgroup hr html legend main menu nav ol pre section summary table tbody tfoot thead tr ul
"""
_BOUNDS = _LEAVES | frozenset(_BOUND_NAMES.split())
_MARKS: dict[str, Marks] = {"b": "b", "strong": "b", "i": "i", "em": "i"}
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n")
_BLOCK_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_OWN_PICTURE = re.compile(r"image:[A-Za-z0-9_-]{1,64}")


def safe_ref(ref: str) -> str:
    """The reference of a picture, `image:ID` or an absolute http(s) address; empty if it is neither."""
    return ref if _OWN_PICTURE.fullmatch(ref) else _web_address(ref)


def _web_address(href: str) -> str:
    safe = safe_href(href)
    return "" if safe.startswith("mailto:") else safe


def _block_id(tag: Start) -> str:
    if "data-id" not in tag.source:
        return ""
    found = tag.attributes().get("data-id", "")
    return found if _BLOCK_ID.fullmatch(found) else ""


def _pixels(size: str) -> int:
    return int(size) if re.fullmatch(r"[0-9]{1,5}", size) else 0


@dataclass
class _OpenCard:
    href: str
    id: str
    parts: list[str] = field(default_factory=list)

    def finish(self) -> LinkCard:
        title = self.parts[0] if self.parts else urlsplit(self.href).hostname or self.href
        return LinkCard(self.href, title, " ".join(self.parts[1:]), self.id)


class BlockReader:
    """Reads one document: `read` its HTML, then take `blocks`."""

    def __init__(self, base: str = "") -> None:
        """`base` is the absolute address that relative ones start from; without one they are dropped."""
        self._base = base
        self.blocks: list[Block] = []
        self._runs: list[Run] = []
        self._has_text = False
        self._late: list[Block] = []
        """Pictures and cards met inside a text, to stand after it."""
        self._marks: dict[Marks, int] = {"b": 0, "i": 0}
        self._href = ""
        self._before_leaf: tuple[int, int, str] | None = None
        self._leaf_id = ""
        self._leaf = ""
        self._after_break = False
        self._container: Container | None = None
        self._figure: OpenFigure | None = None
        self._caption: list[Inline] | None = None
        self._credit_tag = ""
        self._card: _OpenCard | None = None
        self._preformatted = False

    def read(self, source: str) -> None:
        for token in tokens(source):
            match token:
                case Text(text):
                    self._text(text)
                case Start():
                    self._start(token)
                case End(name):
                    self._end(name)
        self._flush()
        self._close_card()
        self._close_figure()
        self._close_container()

    # Text

    def _text(self, text: str) -> None:
        if self._preformatted and "\n" in text:
            first, *others = _BLANK_LINES.split(text)
            self._add(first)
            for part in others:
                self._flush()
                self._add(part)
        else:
            self._add(text)

    def _add(self, text: str) -> None:
        if not is_blank(text):
            self._has_text, self._after_break = True, False
        marks: Marks = "bi" if self._marks["b"] and self._marks["i"] else "b" if self._marks["b"] else ""
        self._runs.append(Run(text, marks or ("i" if self._marks["i"] else ""), self._href))

    def _break(self) -> None:
        """One line break is a space, a second one ends the paragraph."""
        if self._after_break:
            self._flush()
        else:
            self._runs.append(Run(" "))
        self._after_break = True

    def _flush(self) -> None:
        """The text so far ends here; it goes where we stand."""
        self._has_text = self._after_break = False
        inline = normalise(self._runs) if self._runs else ()
        self._runs = []
        if inline:
            self._put(inline)
        if self._container is None and self._card is None:
            self.blocks += self._late
            self._late = []

    def _put(self, inline: Inline) -> None:
        if self._card:
            self._card.parts.append(inline_text(inline))
        elif self._caption is not None:
            self._caption.append(inline)
        elif self._container:
            self._container.take(inline)
        else:
            kind = Heading if self._leaf in _HEADINGS else Paragraph
            self.blocks.append(kind(inline, self._leaf_id))
            self._leaf_id = ""

    def _emit(self, block: Block) -> None:
        if self._container or self._card or self._has_text:
            self._late.append(block)
        else:
            self.blocks.append(block)

    # Tags

    def _start(self, tag: Start) -> None:
        name = tag.name
        if name in _BOUNDS:
            self._flush()
            if name in _LEAVES:
                self._open_leaf(tag)
            self._open_structure(tag)
        elif name in _MARKS:
            self._marks[_MARKS[name]] += 1
        elif name == "a":
            self._open_link(tag)
        elif name == "br":
            self._break()
        elif name == "q":
            self._add("“")
        elif name in ("img", "embed", "iframe", "video", "audio", "source"):
            self._media(tag)
        elif name in ("cite", "small", "span"):
            self._open_phrase(tag)

    def _end(self, name: str) -> None:
        if name in _BOUNDS:
            self._flush()
            if name in _LEAVES:
                self._close_leaf()
            self._close_structure(name)
        elif name in _MARKS:
            self._marks[_MARKS[name]] = max(0, self._marks[_MARKS[name]] - 1)
        elif name == "a":
            self._href = ""
            if self._card:
                self._flush()
                self._close_card()
        elif name == "q":
            self._add("”")
        elif name == self._credit_tag and self._figure:
            self._flush()
            self._caption, self._credit_tag = self._figure.caption, ""
        elif name == "cite" and isinstance(self._container, OpenQuotation) and self._container.place:
            self._flush()
            self._container.end(name)

    def _open_leaf(self, tag: Start) -> None:
        self._close_leaf()
        self._before_leaf = (self._marks["b"], self._marks["i"], self._href)
        self._leaf = tag.name
        self._leaf_id = _block_id(tag)

    def _close_leaf(self) -> None:
        """Marks left open in a paragraph end with it."""
        if self._before_leaf:
            self._marks["b"], self._marks["i"], self._href = self._before_leaf
        self._before_leaf, self._leaf, self._leaf_id = None, "", ""

    def _open_structure(self, tag: Start) -> None:
        if tag.name == "figure":
            self._close_figure()
            self._figure = OpenFigure(_block_id(tag), tag.attributes().get("data-credit", ""), len(self.blocks))
        elif tag.name == "figcaption" and self._figure:
            self._caption = self._figure.caption
        elif tag.name == "pre":
            self._preformatted = True
        elif self._container:
            self._container.start(tag)
        elif self._card:
            return
        elif tag.name == "blockquote":
            self._container = OpenQuotation(_block_id(tag))
        elif tag.name in ("ul", "ol"):
            self._container = OpenList(_block_id(tag), tag.name == "ol")
        elif tag.name == "table":
            self._container = OpenTable(_block_id(tag))

    def _close_structure(self, name: str) -> None:
        if name == "figure":
            self._close_figure()
        elif name == "figcaption":
            self._caption, self._credit_tag = None, ""
        elif name == "pre":
            self._preformatted = False
        elif self._container and self._container.end(name):
            self._close_container()

    def _close_container(self) -> None:
        if self._container:
            self.blocks += self._container.finish()
            self._container = None
            self._flush()

    def _close_figure(self) -> None:
        figure, self._figure, self._caption, self._credit_tag = self._figure, None, None, ""
        if not figure:
            return
        pictures = figure.finish()
        for block in pictures:
            self._emit(block)
        caption = figure.caption_text()
        if caption and not pictures and len(self.blocks) > figure.begin and not self._container:
            self.blocks[-1] = captioned(self.blocks[-1], caption)

    # Phrases

    def _open_link(self, tag: Start) -> None:
        attributes = tag.attributes()
        self._href = safe_href(self._absolute(attributes.get("href", "")))
        is_card = "card" in attributes.get("class", "").split() and self._href.startswith("http")
        if is_card and not self._container and self._caption is None:
            self._flush()
            self._close_card()
            self._card, self._href = _OpenCard(self._href, _block_id(tag)), ""

    def _close_card(self) -> None:
        if self._card:
            self.blocks.append(self._card.finish())
            self._card = None
            self._flush()

    def _open_phrase(self, tag: Start) -> None:
        """A `cite` that names the speaker, the note of a card, or the credit in a caption."""
        if self._card and tag.name == "small":
            self._flush()
        elif self._figure and self._caption is not None:
            if not self._credit_tag and "credit" in tag.attributes().get("class", "").split():
                self._flush()
                self._caption, self._credit_tag = self._figure.credits, tag.name
        elif tag.name == "cite" and isinstance(self._container, OpenQuotation):
            in_sentence = self._leaf == "p" and self._has_text
            if not in_sentence:
                self._flush()
                self._container.start(tag)

    def _absolute(self, href: str) -> str:
        return absolute(self._base, href) if href and self._base else href

    # Pictures and outside media

    def _media(self, tag: Start) -> None:
        attributes = tag.attributes()
        if tag.name == "img" or attributes.get("embedtype") == "image":
            self._picture(attributes)
            return
        href = _web_address(self._absolute(attributes.get("src") or attributes.get("url", "")))
        for inner in tokens(tag.content):
            if not href and isinstance(inner, Start) and inner.name == "source":
                href = _web_address(self._absolute(inner.attributes().get("src", "")))
        if href and tag.name != "source":
            title = one_line(attributes.get("title", ""))
            self._emit(_OpenCard(href, "", [title] if title else []).finish())

    def _picture(self, attributes: dict[str, str]) -> None:
        if attributes.get("embedtype") == "image":
            ref = safe_ref(f"image:{attributes.get('id', '')}")
        else:
            sources = (attributes.get("src", ""), attributes.get("data-src", ""))
            ref = next(filter(None, (safe_ref(self._absolute(source)) for source in sources)), "")
        width, height = _pixels(attributes.get("width", "")), _pixels(attributes.get("height", ""))
        alt = one_line(attributes.get("alt", ""))
        if not ref:
            return
        if self._figure:
            self._figure.pictures.append(Picture(ref, alt, "", "", width, height))
        elif 1 not in (width, height):  # a single pixel counts readers and shows nothing
            credit = one_line(attributes.get("data-credit", ""))
            self._emit(Picture(ref, alt, "", credit, width, height))

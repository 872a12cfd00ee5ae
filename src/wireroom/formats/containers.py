"""Blocks of several stretches of text (quotations, lists, tables, figures) while their HTML is being read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol

from wireroom.formats.markup import Start
from wireroom.formats.newsitem import Block, Inline, LinkCard, ListBlock, Paragraph, Picture, Quotation, Table
from wireroom.formats.text import inline_text, join_inlines, one_line

MAX_COLUMNS = 100
MAX_CELLS = 50_000

_CREDIT_START = re.compile(r"^[\s,;:—–―-]+")
_FIRST_COMMA = re.compile(r"\s*[,，،]\s*")


class Container(Protocol):
    """What the reader tells an open container; it has already handed over the text before each tag."""

    def start(self, tag: Start) -> None: ...

    def end(self, name: str) -> bool:
        """True when the container itself has ended."""

    def take(self, text: Inline) -> None: ...

    def finish(self) -> list[Block]: ...


def split_credit(text: str) -> tuple[str, str]:
    """Speaker and role out of "— Speaker, role"."""
    speaker, *role = _FIRST_COMMA.split(_CREDIT_START.sub("", text), maxsplit=1)
    return speaker, role[0] if role else ""


@dataclass
class OpenQuotation:
    id: str
    depth: int = 1
    place: str = ""
    paragraphs: list[Inline] = field(default_factory=list)
    footer: list[Inline] = field(default_factory=list)
    cite: list[Inline] = field(default_factory=list)
    exact: bool = False
    """The cite holds the speaker and nothing else, as our own rendering says."""
    cite_first: bool = False

    def start(self, tag: Start) -> None:
        if tag.name == "blockquote":
            self.depth += 1
        elif tag.name == "footer":
            self.place = "footer"
        elif tag.name == "cite":
            self.cite_first = not self.footer
            self.exact = tag.attributes().get("class") == "speaker"
            self.place = "cite in footer" if self.place == "footer" else "cite"

    def end(self, name: str) -> bool:
        if name == "blockquote":
            self.depth -= 1
        elif name == "footer":
            self.place = ""
        elif name == "cite":
            self.place = "footer" if self.place == "cite in footer" else ""
        return self.depth == 0

    def take(self, text: Inline) -> None:
        if self.place == "footer":
            self.footer.append(text)
        elif self.place:
            self.cite.append(text)
        else:
            self.paragraphs.append(text)

    def finish(self) -> list[Block]:
        speaker, role = self._credit()
        if self.paragraphs:
            return [Quotation(tuple(self.paragraphs), speaker, role, self.id)]
        return [Paragraph(part) for part in (*self.cite, *self.footer)]

    def _credit(self) -> tuple[str, str]:
        cite = inline_text(join_inlines(self.cite))
        footer = inline_text(join_inlines(self.footer))
        if self.exact:
            return cite, footer.removeprefix(",").strip()
        if cite and footer and self.cite_first:
            return _CREDIT_START.sub("", cite), _CREDIT_START.sub("", footer)
        return split_credit(f"{footer} {cite}".strip())


@dataclass
class OpenList:
    id: str
    ordered: bool
    depth: int = 1
    items: list[Inline] = field(default_factory=list)
    item: list[Inline] = field(default_factory=list)

    def start(self, tag: Start) -> None:
        if tag.name in ("ul", "ol"):
            self.depth += 1
        if tag.name in ("li", "ul", "ol"):
            self._close_item()

    def end(self, name: str) -> bool:
        if name in ("li", "ul", "ol"):
            self._close_item()
        if name in ("ul", "ol"):
            self.depth -= 1
        return self.depth == 0

    def take(self, text: Inline) -> None:
        self.item.append(text)

    def finish(self) -> list[Block]:
        self._close_item()
        return [ListBlock(tuple(self.items), self.ordered, self.id)] if self.items else []

    def _close_item(self) -> None:
        if self.item:
            self.items.append(join_inlines(self.item))
            self.item = []


@dataclass
class _Row:
    head: bool
    cells: list[list[Inline]] = field(default_factory=list)


@dataclass
class OpenTable:
    id: str
    depth: int = 1
    in_head: bool = False
    rows: list[_Row] = field(default_factory=list)
    caption: list[Inline] = field(default_factory=list)
    stray: list[Inline] = field(default_factory=list)
    """Text between the cells, which browsers show before the table."""
    spanned: int = 0
    """Cells that stand in the source as mere numbers, of which a few bytes could make millions."""
    cell: list[Inline] | None = None
    """Where text goes now: an open cell, the caption, or nowhere proper."""

    def start(self, tag: Start) -> None:
        if tag.name == "table":
            self.depth += 1
        if self.depth > 1:
            return
        if tag.name in ("thead", "tbody", "tfoot"):
            self.in_head = tag.name == "thead"
        elif tag.name == "tr":
            self.cell = None
            self.rows.append(_Row(head=True))
        elif tag.name in ("td", "th"):
            self._open_cell(tag)
        elif tag.name == "caption":
            self.cell = self.caption

    def _open_cell(self, tag: Start) -> None:
        if not self.rows:
            self.rows.append(_Row(head=True))
        row = self.rows[-1]
        row.head = row.head and (self.in_head or tag.name == "th")
        self.cell = []
        row.cells.append(self.cell)
        span = tag.attributes().get("colspan", "") if "colspan" in tag.source else ""
        if re.fullmatch(r"[0-9]{1,2}", span) and self.spanned < MAX_CELLS:
            self.spanned += int(span)
            row.cells += ([] for _ in range(int(span) - 1))

    def end(self, name: str) -> bool:
        if name == "table":
            self.depth -= 1
        elif self.depth == 1 and name in ("td", "th", "tr", "caption"):
            self.cell = None
        return self.depth == 0

    def take(self, text: Inline) -> None:
        (self.stray if self.cell is None else self.cell).append(text)

    def finish(self) -> list[Block]:
        before: list[Block] = [Paragraph(part) for part in self.stray]
        rows = [row for row in self.rows if any(row.cells)]
        if not rows:
            return before
        if self._is_layout(rows):
            return before + [Paragraph(part) for row in rows for cell in row.cells for part in cell]
        width = max(len(row.cells) for row in rows)
        filled = [tuple(map(join_inlines, row.cells)) + ((),) * (width - len(row.cells)) for row in rows]
        header, body = (filled[0], filled[1:]) if rows[0].head else ((), filled)
        return [*before, Table(tuple(body), header, inline_text(join_inlines(self.caption)), self.id)]

    @staticmethod
    def _is_layout(rows: list[_Row]) -> bool:
        """One column with paragraphs in it only holds text in place; nor does a giant grid tabulate."""
        width = max(len(row.cells) for row in rows)
        if width > MAX_COLUMNS or width * len(rows) > MAX_CELLS:
            return True
        return width == 1 and not rows[0].head and any(len(cell) > 1 for row in rows for cell in row.cells)


@dataclass
class OpenFigure:
    """No container: what stands in a figure is read as usual, its pictures and caption wait for its end."""

    id: str
    credit: str
    begin: int
    """How many blocks stood before it."""
    pictures: list[Picture] = field(default_factory=list)
    caption: list[Inline] = field(default_factory=list)
    credits: list[Inline] = field(default_factory=list)

    def caption_text(self) -> str:
        return inline_text(join_inlines(self.caption))

    def finish(self) -> list[Block]:
        if not self.pictures:
            return []
        first, *others = self.pictures
        credit = inline_text(join_inlines(self.credits)) or one_line(self.credit) or first.credit
        lead = Picture(first.ref, first.alt, self.caption_text(), credit, first.width, first.height, self.id)
        return [lead, *others]


def captioned(block: Block, caption: str) -> Block:
    """The block with the caption of the figure it stands in, where it has room for one."""
    match block:
        case Table(rows, header, "", id_):
            return Table(rows, header, caption, id_)
        case Quotation(content, "", "", id_):
            return Quotation(content, *split_credit(caption), id_)
        case LinkCard(href, title, "", id_):
            return LinkCard(href, title, caption, id_)
    return block

"""Blocks from any HTML or plain text, and blocks as clean HTML and plain text.

`render_blocks` escapes everything, and `parse_blocks` reads its result back to the same blocks.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from wireroom.formats.newsitem import (
    Block,
    Heading,
    Inline,
    LinkCard,
    ListBlock,
    Paragraph,
    Picture,
    Quotation,
    Run,
    Table,
)
from wireroom.formats.reading import BlockReader
from wireroom.formats.text import inline_text, normalise

__all__ = [
    "escaped_attribute",
    "escaped_text",
    "inline_text",
    "normalise",
    "parse_blocks",
    "parse_plain",
    "plain_text",
    "render_blocks",
    "render_inline",
]

_INDENTED = re.compile(r"(?: {2,}|\t|\u3000)\S")
_LONG_LINE = 120


def parse_blocks(source: str, base: str = "") -> tuple[Block, ...]:
    """What a reader would read in `source`, in our closed set of blocks, in time linear in its length.

    Only text, marks, links and the structures of our blocks are kept: unknown elements are flattened,
    scripts, styles and the like dropped; addresses other than http(s) and mailto ones lose their link, and so do
    relative ones without a `base`.
    A `data-id` on a block becomes its id, `image:ID` as a picture's address its ref; where the source is not
    our own, the caller decides whether to trust either.
    """
    reader = BlockReader(base)
    reader.read(source)
    return tuple(reader.blocks)


def parse_plain(text: str) -> tuple[Block, ...]:
    """Paragraphs of plain text, parted by blank lines, indented lines or, if lines are long, every line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    long_lines = any(len(line) > _LONG_LINE for line in lines)
    starts = [
        at
        for at, line in enumerate(lines)
        if long_lines or not line.strip() or _INDENTED.match(line) or at == 0 or not lines[at - 1].strip()
    ]
    bounds = pairwise([*starts, len(lines)])
    contents = (normalise([Run("\n".join(lines[begin:end]))]) for begin, end in bounds)
    return tuple(Paragraph(content) for content in contents if content)


def plain_text(blocks: Iterable[Block]) -> str:
    """The words of the blocks, paragraphs parted by blank lines."""
    return "\n\n".join(text for text in map(_block_text, blocks) if text)


def _block_text(block: Block) -> str:
    match block:
        case Paragraph(content) | Heading(content):
            return inline_text(content)
        case Quotation(content, speaker, role):
            credit = ", ".join(part for part in (speaker, role) if part)
            return "\n\n".join([*map(inline_text, content), *([f"— {credit}"] if credit else [])])
        case ListBlock(items, ordered):
            marks = (f"{number}." if ordered else "•" for number in range(1, len(items) + 1))
            return "\n".join(f"{mark} {inline_text(item)}" for mark, item in zip(marks, items, strict=True))
        case Table(rows, header, caption):
            lines = [" | ".join(map(inline_text, row)) for row in ((header, *rows) if header else rows)]
            return "\n".join([caption, *lines] if caption else lines)
        case Picture(caption=caption, credit=credit):
            return f"{caption} ({credit})" if caption and credit else caption
        case LinkCard(href, title, note):
            return "\n".join(part for part in (title, note, href) if part)


def render_blocks(blocks: Iterable[Block]) -> str:
    """The blocks as well-formed HTML, one a line; ids stand in `data-id`."""
    return "\n".join(map(_render_block, blocks))


def render_inline(inline: Inline) -> str:
    """One stretch of text with its marks and links as HTML."""
    return "".join(map(_render_run, inline))


def _render_block(block: Block) -> str:  # noqa: PLR0911 - one return for each kind of block
    id_ = f' data-id="{escaped_attribute(block.id)}"' if block.id else ""
    match block:
        case Paragraph(content):
            return f"<p{id_}>{render_inline(content)}</p>"
        case Heading(content):
            return f"<h2{id_}>{render_inline(content)}</h2>"
        case Quotation():
            return f"<blockquote{id_}>{''.join(_quotation_parts(block))}</blockquote>"
        case ListBlock(items, ordered):
            name = "ol" if ordered else "ul"
            return f"<{name}{id_}>{_elements('li', items)}</{name}>"
        case Table():
            return f"<table{id_}>{''.join(_table_parts(block))}</table>"
        case Picture():
            return f"<figure{id_}>{''.join(_picture_parts(block))}</figure>"
        case LinkCard(href, title, note):
            small = f" <small>{escaped_text(note)}</small>" if note else ""
            return f'<a class="card"{id_} href="{escaped_attribute(href)}">{escaped_text(title)}{small}</a>'


def _quotation_parts(quotation: Quotation) -> Iterator[str]:
    yield _elements("p", quotation.content)
    if quotation.speaker or quotation.role:
        role = f", {escaped_text(quotation.role)}" if quotation.role else ""
        yield f'<footer><cite class="speaker">{escaped_text(quotation.speaker)}</cite>{role}</footer>'


def _table_parts(table: Table) -> Iterator[str]:
    if table.caption:
        yield f"<caption>{escaped_text(table.caption)}</caption>"
    if table.header:
        yield f"<thead><tr>{_elements('th', table.header)}</tr></thead>"
    if table.rows:
        yield "<tbody>"
        yield from (f"<tr>{_elements('td', row)}</tr>" for row in table.rows)
        yield "</tbody>"


def _picture_parts(picture: Picture) -> Iterator[str]:
    sizes = f' width="{picture.width}"' if picture.width else ""
    sizes += f' height="{picture.height}"' if picture.height else ""
    yield f'<img src="{escaped_attribute(picture.ref)}" alt="{escaped_attribute(picture.alt)}"{sizes}/>'
    caption = escaped_text(picture.caption)
    if picture.credit:
        caption += f'{" " if caption else ""}<small class="credit">{escaped_text(picture.credit)}</small>'
    if caption:
        yield f"<figcaption>{caption}</figcaption>"


def _elements(name: str, contents: Sequence[Inline]) -> str:
    return "".join(f"<{name}>{render_inline(content)}</{name}>" for content in contents)


def _render_run(run: Run) -> str:
    markup = escaped_text(run.text)
    if "i" in run.marks:
        markup = f"<em>{markup}</em>"
    if "b" in run.marks:
        markup = f"<strong>{markup}</strong>"
    return f'<a href="{escaped_attribute(run.href)}">{markup}</a>' if run.href else markup


def escaped_text(text: str) -> str:
    """Escaped text; a long solidus overlay, which NFC would fuse with the `>` before it, as a reference."""
    return html.escape(text, quote=False).replace("\u0338", "&#824;")


def escaped_attribute(text: str) -> str:
    """Escaped text to stand between double quotes."""
    return html.escape(text)

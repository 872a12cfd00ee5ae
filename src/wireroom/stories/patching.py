"""A few words of a draft replaced in memory, whatever they are typed in, and nothing else changed."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from wireroom.formats.html import parse_blocks
from wireroom.formats.newsitem import (
    Block,
    Heading,
    Inline,
    LinkCard,
    ListBlock,
    NewsItem,
    Paragraph,
    Picture,
    Quotation,
    Table,
)
from wireroom.formats.retyping import retyped
from wireroom.formats.text import clean_run, one_line
from wireroom.stories.anchors import Span, parts_of, parts_of_block
from wireroom.stories.body import Raw, blocks_of, picture_of, raw_of
from wireroom.stories.errors import CannotPatch
from wireroom.stories.models import Story

COLUMNS = {
    "headline": "headline",
    "summary": "summary",
    "dateline": "dateline",
    "lead.caption": "picture_caption",
}
"""The column that holds each part outside the body."""


def patch(draft: Story, item: NewsItem, span: Span, replacement: str) -> None:
    """Lets `draft` read `replacement`, which is plain text, at `span` of `item`, the item that the draft makes.

    Raises CannotPatch, and leaves the draft alone, where that is not possible without changing anything else.
    """
    text = next((part.text for part in parts_of(item) if part.key == span.key), "")
    if not 0 <= span.start <= span.end <= len(text):
        raise _cannot()
    words = clean_run(replacement)
    wanted = one_line(text[: span.start] + words + text[span.end :])
    if not wanted:
        raise _cannot()
    if span.key in COLUMNS:
        _patch_column(draft, span.key, text, wanted)
    else:
        _patch_body(draft, item, span, words, wanted)


def _cannot() -> CannotPatch:
    return CannotPatch(_("These words cannot be changed from here. Open the story and mend it by hand."))


def _patch_column(draft: Story, key: str, text: str, wanted: str) -> None:
    column = COLUMNS[key]
    value = one_line(getattr(draft, column))
    if key == "lead.caption":
        value = picture_of(draft.picture, caption=draft.picture_caption).caption if draft.picture else ""
    limit = Story._meta.get_field(column).max_length
    if value != text or (limit and len(wanted) > limit):
        raise _cannot()
    setattr(draft, column, wanted)


def _patch_body(draft: Story, item: NewsItem, span: Span, words: str, wanted: str) -> None:
    raw = deepcopy(raw_of(draft.body))
    blocks = _numbered(blocks_of(raw))
    if blocks != _numbered(item.body):
        raise _cannot()
    id_, _dot, place = span.key.partition(".")
    number = next((number for number, block in enumerate(item.body) if block.id == id_), -1)
    if number < 0:
        raise _cannot()
    span = replace(span, key=_key(number, place))
    _retype(raw, number, span, words, wanted)
    if not _changed_only(blocks, _numbered(blocks_of(raw)), number, span, wanted):
        raise _cannot()
    draft.body = json.dumps(raw)


def _key(number: int, place: str) -> str:
    return f"n{number}.{place}" if place else f"n{number}"


def _numbered(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with their places as ids."""
    return tuple(replace(block, id=f"n{number}") for number, block in enumerate(blocks))


def _retype(raw: Raw, number: int, span: Span, words: str, wanted: str) -> None:
    """Changes the entry that makes the block of this number."""
    first = 0
    for entry in raw:
        made = len(blocks_of([entry]))
        if number < first + made:
            _retype_entry(entry, first, span, words, wanted)
            return
        first += made
    raise _cannot()


def _retype_entry(entry: dict[str, Any], first: int, span: Span, words: str, wanted: str) -> None:
    value, place = entry["value"], span.key.partition(".")[2]
    match entry["type"], place:
        case "text", _:
            entry["value"] = _retyped(value, first, span, words)
        case "quotation", place if place.isdigit():
            # Each paragraph of the words is a block of its own to whoever reads them alone.
            alone = replace(span, key=_key(first + int(place), ""))
            value["words"] = _retyped(value["words"], first, alone, words)
        case "table", place if place.isdigit():
            _retype_cell(value["data"], int(place), wanted)
        case "table", "caption":
            value["table_caption"] = wanted
        case "picture", "caption" | "credit":
            value[place] = wanted
        case "quotation", "speaker" | "role":
            value[place] = wanted
        case "link_card", "title" | "note":
            value[place] = wanted
        case _:
            raise _cannot()


def _retyped(source: str, first: int, span: Span, words: str) -> str:
    blocks = parse_blocks(expand_db_html(source))
    parts = [
        part
        for number, block in enumerate(blocks, start=first)
        for part in parts_of_block(replace(block, id=f"n{number}"))
    ]
    number = next((number for number, part in enumerate(parts) if part.key == span.key), -1)
    if number < 0:
        raise _cannot()
    changed = retyped(source, [part.text for part in parts], number, span.start, span.end, words)
    if changed is None:
        raise _cannot()
    return changed


def _retype_cell(rows: list[list[Any]], number: int, wanted: str) -> None:
    for row in rows:
        if number < len(row):
            row[number] = wanted
            return
        number -= len(row)
    raise _cannot()


Styled = list[tuple[str, str, str]]
"""Each character with its marks and its link."""


def _changed_only(old: tuple[Block, ...], new: tuple[Block, ...], number: int, span: Span, wanted: str) -> bool:
    """Whether the two differ in the words of one part alone, and there in nothing beyond the span."""
    if len(old) != len(new) or old[:number] != new[:number] or old[number + 1 :] != new[number + 1 :]:
        return False
    before, after = old[number], new[number]
    texts = {part.key: part.text for part in parts_of_block(before)} | {span.key: wanted}
    if type(before) is not type(after) or texts != {part.key: part.text for part in parts_of_block(after)}:
        return False
    return _frame(before) == _frame(after) and _styles_kept(before, after, span)


def _frame(block: Block) -> Block:
    """The block without its words."""
    match block:
        case Paragraph() | Heading():
            return replace(block, content=())
        case Quotation(content):
            return replace(block, content=((),) * len(content), speaker="", role="")
        case ListBlock(items):
            return replace(block, items=((),) * len(items))
        case Table(rows, header):
            return replace(block, rows=tuple(((),) * len(row) for row in rows), header=((),) * len(header), caption="")
        case Picture():
            return replace(block, caption="", credit="")
        case LinkCard():
            return replace(block, title="", note="")


def _styles_kept(old: Block, new: Block, span: Span) -> bool:
    before, after = _inlines(old), _inlines(new)
    for key, inline in before.items():
        one, other = _styled(inline), _styled(after[key])
        kept = len(one) - span.end
        if key == span.key:
            one, other = one[: span.start] + one[span.end :], other[: span.start] + other[len(other) - kept :]
        if one != other:
            return False
    return True


def _inlines(block: Block) -> dict[str, Inline]:
    """The parts that may bear marks."""
    match block:
        case Paragraph(content) | Heading(content):
            return {block.id: content}
        case Quotation(content) | ListBlock(content):
            return {f"{block.id}.{number}": text for number, text in enumerate(content)}
        case _:
            return {}


def _styled(inline: Inline) -> Styled:
    return [(character, run.marks, run.href) for run in inline for character in run.text]

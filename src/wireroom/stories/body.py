"""The body as the desk types it (Wagtail stream) and as the wire carries it (NewsItem blocks), and the way between."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import expand_db_html

from wireroom.formats import newsitem
from wireroom.formats.html import inline_text, normalise, parse_blocks, render_blocks
from wireroom.formats.text import one_line
from wireroom.stories.models.photo import Photo

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "link", "ul", "ol"]


class QuotationBlock(blocks.StructBlock):
    words = blocks.RichTextBlock(label=_("Words"), features=["bold", "italic", "link"])
    speaker = blocks.CharBlock(label=_("Speaker"), required=False, max_length=200)
    role = blocks.CharBlock(label=_("Who they are"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Quotation")


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        label=_("Alternative text"), required=False, max_length=300, help_text=_("Empty: that of the image.")
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=500)
    credit = blocks.CharBlock(label=_("Credit"), required=False, max_length=120)

    class Meta:
        icon = "image"
        label = _("Picture")


class LinkCardBlock(blocks.StructBlock):
    href = blocks.URLBlock(label=_("Address"))
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=300)

    class Meta:
        icon = "link"
        label = _("Link to outside media")


class BodyBlock(blocks.StreamBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES, icon="pilcrow")
    quotation = QuotationBlock()
    picture = PictureBlock()
    table = TableBlock(label=_("Table"))
    link_card = LinkCardBlock()

    class Meta:
        required = False


Raw = list[dict[str, Any]]
"""A stream as Wagtail stores it: dicts of `type`, `value`, `id`."""


def _entry(kind: str, value: object) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _html(block: newsitem.Block) -> str:
    return render_blocks([block])


def _cells(row: Sequence[newsitem.Inline]) -> list[str]:
    return [inline_text(cell) for cell in row]


def _special(block: newsitem.Block) -> dict[str, Any] | None:
    """The stream entry of a block that has one of its own, or None if it is typed as text."""
    match block:
        case newsitem.Quotation():
            words = render_blocks([newsitem.Paragraph(content) for content in block.content])
            return _entry("quotation", {"words": words, "speaker": block.speaker, "role": block.role})
        case newsitem.Picture(ref=ref) if ref.startswith("image:"):
            value = {"image": int(ref[6:]), "alt": block.alt, "caption": block.caption, "credit": block.credit}
            return _entry("picture", value)
        case newsitem.Picture():
            note = " · ".join(filter(None, (block.caption, block.credit)))
            return _entry(
                "link_card", {"href": block.ref, "title": block.alt or block.caption or block.ref, "note": note}
            )
        case newsitem.Table():
            rows = [_cells(block.header)] if block.header else []
            rows += [_cells(row) for row in block.rows]
            value = {
                "data": rows,
                "cell": [],
                "mergeCells": [],
                "first_row_is_table_header": bool(block.header),
                "first_col_is_header": False,
                "table_header_choice": "row" if block.header else "neither",
                "table_caption": block.caption,
            }
            return _entry("table", value)
        case newsitem.LinkCard():
            return _entry("link_card", {"href": block.href, "title": block.title, "note": block.note})
    return None


def stream_of(body: Iterable[newsitem.Block]) -> Raw:
    """The raw stream that types `body`: runs of paragraphs, headings and lists become one rich-text block."""
    raw: Raw = []
    text: list[str] = []

    def close_text() -> None:
        if text:
            raw.append(_entry("text", "".join(text)))
            text.clear()

    for block in body:
        special = _special(block)
        if special is None:
            text.append(_html(block))
        else:
            close_text()
            raw.append(special)
    close_text()
    return raw


def stream_json(body: Iterable[newsitem.Block]) -> str:
    """`stream_of(body)` as the JSON text that a StreamField column holds."""
    return json.dumps(stream_of(body))


def _picture(value: Any, images: dict[int, Photo]) -> newsitem.Picture | None:
    image = images.get(value["image"])
    if image is None:
        return None
    return picture_of(
        image, alt=value.get("alt") or "", caption=value.get("caption") or "", credit=value.get("credit") or ""
    )


def picture_of(image: Photo, *, alt: str = "", caption: str = "", credit: str = "") -> newsitem.Picture:
    """`image` as a block: what is left empty is said as the image says it."""
    return newsitem.Picture(
        ref=f"image:{image.pk}",
        alt=one_line(alt or image.alt_text),
        caption=one_line(caption or image.caption),
        credit=one_line(credit or image.credit),
        width=image.width,
        height=image.height,
    )


def _table(value: Any) -> newsitem.Table | None:
    rows = [tuple(normalise([newsitem.Run(str(cell or ""))]) for cell in row) for row in value.get("data") or ()]
    if not rows:
        return None
    has_header = bool(value.get("first_row_is_table_header")) or value.get("table_header_choice") in ("row", "both")
    header = rows.pop(0) if has_header else ()
    return newsitem.Table(rows=tuple(rows), header=header, caption=one_line(value.get("table_caption") or ""))


def _quotation(value: Any) -> newsitem.Quotation:
    words = parse_blocks(expand_db_html(value["words"]))
    content = tuple(block.content for block in words if isinstance(block, newsitem.Paragraph))
    speaker, role = one_line(value.get("speaker") or ""), one_line(value.get("role") or "")
    return newsitem.Quotation(content=content, speaker=speaker, role=role)


def image_ids(raw: Raw) -> set[int]:
    """The images that a stream shows."""
    return {entry["value"]["image"] for entry in raw if entry["type"] == "picture" and entry["value"].get("image")}


def blocks_of(raw: Raw) -> tuple[newsitem.Block, ...]:
    """The NewsItem blocks of a raw stream; a picture whose image is gone is left out. One query if it shows images."""
    ids = image_ids(raw)
    images = Photo.objects.in_bulk(ids) if ids else {}
    body: list[newsitem.Block | None] = []
    for entry in raw:
        value = entry["value"]
        match entry["type"]:
            case "text":
                body += parse_blocks(expand_db_html(value) if "linktype" in value else value)
            case "quotation":
                body.append(_quotation(value))
            case "picture":
                body.append(_picture(value, images))
            case "table":
                body.append(_table(value))
            case "link_card":
                title, note = one_line(value["title"]), one_line(value.get("note") or "")
                body.append(newsitem.LinkCard(href=value["href"], title=title, note=note))
    return tuple(block for block in body if block is not None)


def raw_of(stream: Any) -> Raw:
    """The raw form of a StreamField's value, whatever state it is in."""
    return cast("Raw", list(stream.get_prep_value())) if stream else []

"""The body of a released item, block by block, as the story template shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import urlsplit

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
from wireroom.website.pictures import ShownPicture, own_ref

_FIGURE = re.compile(r"[-+−–±~]?[ \u00a0\u202f]?\d[\d.,:’'/ \u00a0\u202f]*[ \u00a0\u202f]?[%‰°]?")
_FIGURE_OR_NONE = re.compile(rf"{_FIGURE.pattern}|[-−–—…]?")

PictureOf = Callable[[Picture], ShownPicture | None]


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """One block; `kind` says which of the other fields mean something."""

    kind: str
    id: str
    content: Inline = ()
    paragraphs: Sequence[Inline] = ()
    rows: Sequence[Sequence[Inline]] = ()
    header: Sequence[Inline] = ()
    caption: str = ""
    figures: frozenset[int] = frozenset()
    """Which columns of a table hold figures only, counted from 0."""
    speaker: str = ""
    role: str = ""
    ordered: bool = False
    picture: ShownPicture | None = None
    card: LinkCard | None = None
    host: str = ""


def pictures_of(item: NewsItem) -> list[Picture]:
    """Every picture of the item: the lead, those in the body, those beside it."""
    inside = [block for block in item.body if isinstance(block, Picture)]
    return [*([item.lead_picture] if item.lead_picture else []), *inside, *item.pictures]


def shown_blocks(item: NewsItem, picture_of: PictureOf) -> Iterator[ShownBlock]:
    """The blocks of the body, then the pictures without a place in it; what cannot be shown is left out."""
    beside = [picture for picture in item.pictures if picture != item.lead_picture]
    for block in (*item.body, *beside):
        shown = _shown(block, picture_of)
        if shown is not None:
            yield shown


def _shown(block: Block, picture_of: PictureOf) -> ShownBlock | None:  # noqa: PLR0911 - one return a kind of block
    match block:
        case Paragraph(content, id_):
            return ShownBlock("paragraph", id_, content=content)
        case Heading(content, id_):
            return ShownBlock("heading", id_, content=content)
        case Quotation(content, speaker, role, id_):
            return ShownBlock("quotation", id_, paragraphs=content, speaker=speaker, role=role)
        case ListBlock(items, ordered, id_):
            return ShownBlock("list", id_, paragraphs=items, ordered=ordered)
        case Table(rows, header, caption, id_):
            return ShownBlock("table", id_, rows=rows, header=header, caption=caption, figures=columns_of_figures(rows))
        case LinkCard():
            return _card(block)
        case Picture():
            return _picture(block, picture_of)


def columns_of_figures(rows: Sequence[Sequence[Inline]]) -> frozenset[int]:
    """The columns in which every cell is a figure or a dash, and one at least is a figure."""
    columns = zip_longest(*rows, fillvalue=())
    texts = [["".join(run.text for run in cell).strip() for cell in column] for column in columns]
    return frozenset(
        at
        for at, column in enumerate(texts)
        if any(map(_FIGURE.fullmatch, column)) and all(map(_FIGURE_OR_NONE.fullmatch, column))
    )


def _picture(picture: Picture, picture_of: PictureOf) -> ShownBlock | None:
    if own_ref(picture):
        shown = picture_of(picture)
        return ShownBlock("picture", picture.id, picture=shown) if shown else None
    note = " · ".join(filter(None, (picture.caption, picture.credit)))
    title = picture.alt or picture.caption
    return _card(LinkCard(picture.ref, title, note if note != title else "", picture.id), "outside_picture")


def _card(card: LinkCard, kind: str = "card") -> ShownBlock | None:
    address = urlsplit(card.href)
    if address.scheme not in ("http", "https"):
        return None
    return ShownBlock(kind, card.id, card=card, host=(address.hostname or "").removeprefix("www."))

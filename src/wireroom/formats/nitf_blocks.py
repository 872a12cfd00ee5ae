"""Blocks as the body of an NITF document, and back.

Where NITF has no element for something ours, the nearest one bears a class: a paragraph of class "card" is a link
card. Ids of blocks stand in an attribute of our own namespace, since NITF's `id` admits fewer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from wireroom.formats.html import escaped_attribute, escaped_text, parse_blocks
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
from wireroom.formats.text import safe_href
from wireroom.formats.xml import Element, attribute, children, find, local_name, start_tag, text_of

NITF = "http://iptc.org/std/NITF/2006-10-18/"
OWN = "urn:x-wireroom:nitf"
CARD = "card"

# Out


def render_blocks(blocks: Iterable[Block]) -> str:
    """The blocks as well-formed NITF, one a line, for an element that binds the prefix `w` to OWN."""
    return "\n".join(map(_render_block, blocks))


def _render_block(block: Block) -> str:  # noqa: PLR0911 - one return for each kind of block
    id_ = f' w:id="{escaped_attribute(block.id)}"' if block.id else ""
    match block:
        case Paragraph(content):
            return f"<p{id_}>{_inline(content)}</p>"
        case Heading(content):
            return f"<hl2{id_}>{_inline(content)}</hl2>"
        case Quotation():
            return f"<bq{id_}>{''.join(_quotation_parts(block))}</bq>"
        case ListBlock(items, ordered):
            name = "ol" if ordered else "ul"
            return f"<{name}{id_}>{_elements('li', items)}</{name}>"
        case Table():
            return f"<table{id_}>{''.join(_table_parts(block))}</table>"
        case Picture():
            return render_picture(block)
        case LinkCard(href, title, note):
            link = f'<a href="{escaped_attribute(href)}">{escaped_text(title)}</a>'
            small = f' <em class="note">{escaped_text(note)}</em>' if note else ""
            return f'<p class="{CARD}"{id_}>{link}{small}</p>'


def render_picture(picture: Picture, class_: str = "") -> str:
    """A picture as `media`; `class_` tells a lead picture from others."""
    statements = {
        "source": picture.ref,
        "alternate-text": picture.alt,
        "source-credit": picture.credit,
        "width": str(picture.width or ""),
        "height": str(picture.height or ""),
    }
    said = "".join(f' {name}="{escaped_attribute(text)}"' for name, text in statements.items() if text)
    id_ = f' w:id="{escaped_attribute(picture.id)}"' if picture.id else ""
    kind = f' class="{class_}"' if class_ else ""
    caption = f"<media-caption>{escaped_text(picture.caption)}</media-caption>" if picture.caption else ""
    credit = f"<media-producer>{escaped_text(picture.credit)}</media-producer>" if picture.credit else ""
    return f'<media media-type="image"{kind}{id_}><media-reference{said}/>{caption}{credit}</media>'


def _quotation_parts(quotation: Quotation) -> Iterator[str]:
    yield f"<block>{_elements('p', quotation.content)}</block>"
    if quotation.speaker or quotation.role:
        role = f", <function>{escaped_text(quotation.role)}</function>" if quotation.role else ""
        yield f"<credit><person>{escaped_text(quotation.speaker)}</person>{role}</credit>"


def _table_parts(table: Table) -> Iterator[str]:
    if table.caption:
        yield f"<caption>{escaped_text(table.caption)}</caption>"
    if table.header:
        yield f"<thead><tr>{_elements('th', table.header)}</tr></thead>"
    if table.rows:
        rows = "".join(f"<tr>{_elements('td', row)}</tr>" for row in table.rows)
        yield f"<tbody>{rows}</tbody>"


def _elements(name: str, contents: Sequence[Inline]) -> str:
    return "".join(f"<{name}>{_inline(content)}</{name}>" for content in contents)


def _inline(inline: Inline) -> str:
    return "".join(map(_render_run, inline))


def _render_run(run: Run) -> str:
    markup = escaped_text(run.text)
    if "i" in run.marks:
        markup = f'<em class="italic">{markup}</em>'
    if "b" in run.marks:
        markup = f'<em class="bold">{markup}</em>'
    return f'<a href="{escaped_attribute(run.href)}">{markup}</a>' if run.href else markup


# In

_RENAMED = {
    "hl1": "h2",
    "hl2": "h2",
    "bq": "blockquote",
    "block": "div",
    "fn": "div",
    "note": "div",
    "body.content": "div",
}
_SAME = frozenset(
    [
        "p",
        "ol",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "pre",
        "br",
        "q",
    ]
)
_SPANS = {"td": ("colspan",), "th": ("colspan",)}
_MARKS = {"bold": "strong", "b": "strong", "strong": "strong"}
_LEFT_OUT = frozenset(
    [
        "tobject",
        "key-list",
        "classifier",
        "nitf-table-metadata",
        "media-metadata",
        "media-object",
        "alt-code",
        "body.head",
        "head",
    ]
)
_ID = f"{{{OWN}}}id"


def read_blocks(body: Element | None) -> tuple[Block, ...]:
    """What a reader would read in an NITF body, or in any part of one that holds blocks."""
    said: list[str] = []
    if body is not None:
        _inside(body, said)
    return parse_blocks("".join(said))


def as_html(element: Element) -> str:
    """One block element as the HTML that says the same."""
    said: list[str] = []
    _element(element, said)
    return "".join(said)


def _inside(element: Element, said: list[str]) -> None:
    """Appends to one list, since generators within generators take time by depth for every word."""
    said.append(escaped_text(element.text or ""))
    for child in element:
        if isinstance(child, etree._Entity):
            said.append(child.text or "")
        elif isinstance(child.tag, str):
            _element(child, said)
        said.append(escaped_text(child.tail or ""))


def _element(element: Element, said: list[str]) -> None:
    name = local_name(element)
    if name in _LEFT_OUT:
        return
    if name == "media":
        said += _media(element)
    elif name == "em":
        _emphasis(element, said)
    elif name == "p" and attribute(element, "class") == CARD and find(element, "a") is not None:
        said += _card(element)
    elif name == "credit":
        _credit(element, said)
    elif name == "a":
        _wrapped("a", element, {"href": attribute(element, "href")}, said)
    elif name in _SAME or name in _RENAMED:
        spans = {span: attribute(element, span) for span in _SPANS.get(name, ())}
        _wrapped(_RENAMED.get(name, name), element, {"data-id": attribute(element, _ID), **spans}, said)
    else:
        _inside(element, said)


def _wrapped(name: str, element: Element, attributes: dict[str, str], said: list[str]) -> None:
    said.append(start_tag(name, attributes))
    if name != "br":
        _inside(element, said)
        said.append(f"</{name}>")


def _emphasis(element: Element, said: list[str]) -> None:
    """Bold and italic by the class; NITF does not say which of them plain emphasis is."""
    classes = re.split(r"[\s-]+", attribute(element, "class").lower())
    names = [_MARKS[one] for one in classes if one in _MARKS][:1]
    names += ["em"] if not names or any(one.startswith("ital") for one in classes) else []
    said += (f"<{name}>" for name in names)
    _inside(element, said)
    said += (f"</{name}>" for name in reversed(names))


def _credit(element: Element, said: list[str]) -> None:
    person = find(element, "person")
    if person is None:
        _wrapped("footer", element, {}, said)
        return
    said.append(f'<footer><cite class="speaker">{escaped_text(text_of(person))}</cite>')
    said.append(f", {escaped_text(text_of(find(element, 'function')))}</footer>")


def _card(element: Element) -> Iterator[str]:
    link, note = find(element, "a"), find(element, "em")
    yield start_tag("a", {"class": CARD, "data-id": attribute(element, _ID), "href": attribute(link, "href")})
    yield escaped_text(text_of(link))
    yield f" <small>{escaped_text(text_of(note))}</small></a>" if note is not None else "</a>"


def _media(element: Element) -> Iterator[str]:
    reference = max(children(element, "media-reference"), key=_size, default=None)
    caption = " ".join(text_of(part) for part in children(element, "media-caption"))
    producer = find(element, "media-producer")
    credit = text_of(producer) or attribute(reference, "source-credit")
    kind = attribute(element, "media-type").lower()
    source = attribute(reference, "source")
    if kind in ("image", "photo", "picture", "graphic", ""):
        names = {"alternate-text": "alt", "width": "width", "height": "height"}
        said = {name: attribute(reference, spoken) for spoken, name in names.items()}
        yield start_tag("figure", {"data-id": attribute(element, _ID)})
        yield start_tag("img", {"src": source, **said})
        small = f'<small class="credit">{escaped_text(credit)}</small>' if credit else ""
        yield f"<figcaption>{escaped_text(caption)} {small}</figcaption></figure>"
    elif safe_href(source).startswith("http"):
        yield start_tag("a", {"class": CARD, "href": source})
        yield f"{escaped_text(caption or attribute(reference, 'name') or source)}</a>"


def _size(reference: Element) -> int:
    width = attribute(reference, "width")
    return int(width) if re.fullmatch("[0-9]{1,5}", width) else 0

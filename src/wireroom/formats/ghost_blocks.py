"""The text of a Ghost post as blocks, from its HTML or, where that is missing, from Lexical or Mobiledoc.

Both are turned into plain HTML first, since one reader knows how to keep hostile markup out of blocks.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from wireroom.formats.errors import NotNewsError
from wireroom.formats.html import parse_blocks
from wireroom.formats.markup import End, Start, Text, tokens
from wireroom.formats.newsitem import Block
from wireroom.formats.ninjs_fields import Fields

MAX_DEPTH = 40
MAX_NODES = 100_000

_DROPPED = frozenset((
    "kg-bookmark-icon", "kg-bookmark-thumbnail", "kg-bookmark-metadata", "kg-callout-emoji", "kg-signup-card",
    "kg-audio-thumbnail", "kg-audio-player", "kg-video-player-container", "kg-video-overlay", "kg-file-card-icon",
    "kg-file-card-metadata",
))  # fmt: skip
"""Parts of Ghost's cards that are no text: icons, clocks of players, forms."""
_CARDS = frozenset(("kg-bookmark-container", "kg-file-card-container"))
_VOID = frozenset(("img", "br", "hr", "input", "source", "embed", "wbr", "col", "link", "meta", "area", "track"))
_BITS = ((1, "b"), (2, "i"))
_ELEMENTS = {"paragraph": "p", "aside": "blockquote", "quote": "blockquote", "listitem": "li"}
_HEADING = re.compile(r"h[1-6]")
_MARKDOWN_LINK = re.compile(r"(!?)\[([^\[\]]*+)\]\(([^()\s]++)[^()]*+\)")
_MARKDOWN_BOLD = re.compile(r"\*\*([^*]++)\*\*")

Node = dict[str, Any]


def blocks_of(post: Fields, home: str) -> tuple[Block, ...]:
    """The text of a post. Raises NotNewsError for Lexical or Mobiledoc that cannot be read."""
    source = post.text("html")
    if not source:
        source = _source(post)
    return parse_blocks("".join(_thinned(source)), f"{home}/" if home else "")


def _source(post: Fields) -> str:
    if lexical := post.text("lexical"):
        return "".join(_lexical(_object(lexical, "Lexical").get("root"), _Budget()))
    if mobiledoc := post.text("mobiledoc"):
        return "".join(_Mobiledoc(_object(mobiledoc, "Mobiledoc")).sections())
    return "".join(f"<p>{html.escape(part)}</p>" for part in post.text("plaintext").split("\n\n"))


def _object(source: str, name: str) -> Node:
    try:
        found = json.loads(source, strict=False)
    except (ValueError, RecursionError) as error:
        raise NotNewsError(f"Its {name} is no JSON that can be read: {error}") from error
    return found if isinstance(found, dict) else {}


def _thinned(source: str) -> Iterator[str]:
    """The HTML without what is no text, its bookmarks as our cards."""
    dropped, depth = "", 0
    for token in tokens(source):
        if dropped:
            name = token.name if isinstance(token, Start | End) else ""
            depth += 0 if name != dropped else 1 if isinstance(token, Start) else -1
            dropped = dropped if depth else ""
            continue
        match token:
            case Text(text):
                yield html.escape(text, quote=False)
            case End(name):
                yield f"</{name}>"
            case Start(name):
                classes = set(token.attributes().get("class", "").split()) if "kg-" in token.source else set()
                if not classes & _DROPPED:
                    is_card = name == "a" and classes & _CARDS
                    yield _card_start(token) if is_card else f"<{name}{token.source}>{token.content}"
                elif name not in _VOID:
                    dropped, depth = name, 1


def _card_start(link: Start) -> str:
    return f'<a class="card" href="{html.escape(link.attributes().get("href", ""))}">'


# Lexical


class _Budget:
    """How many nodes are still read."""

    def __init__(self) -> None:
        self.left = MAX_NODES

    def spend(self, depth: int) -> bool:
        self.left -= 1
        return self.left >= 0 and depth <= MAX_DEPTH


def _lexical(node: object, budget: _Budget, depth: int = 0) -> Iterator[str]:
    if not isinstance(node, dict) or not budget.spend(depth):
        return
    kind = str(node.get("type", "")).removeprefix("extended-")
    if kind == "text":
        yield _marked(_text(node, "text"), node.get("format"))
        return
    if kind == "linebreak":
        yield "<br>"
        return
    before, after = _lexical_tags(kind, node)
    yield before
    children = node.get("children")
    for child in children if isinstance(children, list) else ():
        yield from _lexical(child, budget, depth + 1)
    yield after or _card(kind, node)


def _lexical_tags(kind: str, node: Node) -> tuple[str, str]:
    if kind in ("link", "autolink"):
        return f'<a href="{_attribute(node, "url")}">', "</a>"
    if kind == "heading":
        return _tagged(_text(node, "tag") if _HEADING.fullmatch(_text(node, "tag")) else "h2")
    if kind == "list":
        return _tagged("ol" if node.get("listType") == "number" or node.get("tag") == "ol" else "ul")
    return _tagged(_ELEMENTS[kind]) if kind in _ELEMENTS else ("", "")


def _tagged(name: str) -> tuple[str, str]:
    return f"<{name}>", f"</{name}>"


def _marked(text: str, bits: object) -> str:
    said = html.escape(text, quote=False)
    for bit, name in _BITS:
        if isinstance(bits, int) and bits & bit:
            said = f"<{name}>{said}</{name}>"
    return said


def _text(node: Node, name: str) -> str:
    value = node.get(name)
    return value if isinstance(value, str) else ""


def _attribute(node: Node, name: str) -> str:
    return html.escape(_text(node, name))


# Cards, which both kinds of documents share


def _card(kind: str, card: Node) -> str:  # noqa: PLR0911 - one return for each kind of card
    """A card as HTML; what only members were to see and forms are nothing."""
    caption = f"<figcaption>{_text(card, 'caption')}</figcaption>"
    match kind.removeprefix("card-"):
        case "image":
            return f"<figure>{_picture(card)}{caption}</figure>"
        case "gallery":
            images = card.get("images")
            shown = [_picture(one) for one in images if isinstance(one, dict)] if isinstance(images, list) else []
            return f"<figure>{''.join(shown)}{caption}</figure>"
        case "html":
            return _text(card, "html")
        case "markdown":
            return _markdown(_text(card, "markdown"))
        case "bookmark" | "embed":
            about = card.get("metadata")
            about = about if isinstance(about, dict) else {}
            return _link_card(_text(card, "url"), _text(about, "title"), _text(about, "description"))
        case "video" | "audio" | "file":
            return _link_card(_text(card, "src"), _text(card, "title") or _text(card, "fileTitle"), "")
        case "callout":
            return f"<p>{_text(card, 'calloutText')}</p>"
        case "toggle":
            return f"<h3>{_text(card, 'heading')}</h3>{_text(card, 'content')}"
        case "button":
            return f'<p><a href="{_attribute(card, "buttonUrl")}">{html.escape(_text(card, "buttonText"))}</a></p>'
        case "code" | "codeblock":
            return f"<pre>{html.escape(_text(card, 'code'))}</pre>"
        case "header":
            return f"<h2>{_text(card, 'heading') or _text(card, 'header')}</h2><p>{_text(card, 'subheading')}</p>"
    return ""


def _picture(image: Node) -> str:
    return f'<img src="{_attribute(image, "src")}" alt="{_attribute(image, "alt")}">'


def _link_card(href: str, title: str, note: str) -> str:
    small = f"<small>{html.escape(note)}</small>" if note else ""
    return f'<a class="card" href="{html.escape(href)}">{html.escape(title)}{small}</a>'


def _markdown(source: str) -> str:
    """Paragraphs, headings, links, pictures and bold type; the rest of Markdown reads well as it stands."""
    said = []
    for part in re.split(r"\n[ \t]*+\n", source):
        text = _MARKDOWN_LINK.sub(_markdown_link, html.escape(part.strip(), quote=False))
        text = _MARKDOWN_BOLD.sub(r"<b>\1</b>", text)
        title = text.lstrip("#")
        said.append(f"<p>{text}</p>" if title == text else f"<h2>{title}</h2>")
    return "".join(said)


def _markdown_link(found: re.Match[str]) -> str:
    address = html.escape(html.unescape(found[3]))
    return f'<img src="{address}" alt="{found[2]}">' if found[1] else f'<a href="{address}">{found[2]}</a>'


# Mobiledoc


class _Mobiledoc:
    """A document of Ghost 1 to 4: https://github.com/bustle/mobiledoc-kit/blob/master/MOBILEDOC.md, version 0.3."""

    def __init__(self, document: Node) -> None:
        self._markups, self._cards, self._atoms, self._sections = (
            _list(document.get(name)) for name in ("markups", "cards", "atoms", "sections")
        )

    def sections(self) -> Iterator[str]:
        for section in self._sections[:MAX_NODES]:
            match section:
                case [1, str(tag), list(markers), *_]:
                    name = tag if _HEADING.fullmatch(tag) or tag == "blockquote" else "p"
                    yield f"<{name}>{self._inline(markers)}</{name}>"
                case [2, str(source), *_]:
                    yield _picture({"src": source})
                case [3, str(tag), list(items), *_]:
                    name = "ol" if tag == "ol" else "ul"
                    rows = (f"<li>{self._inline(item)}</li>" for item in items if isinstance(item, list))
                    yield f"<{name}>{''.join(rows)}</{name}>"
                case [10, int(number), *_]:
                    match _at(self._cards, number):
                        case [str(kind), dict(card), *_]:
                            yield _card(kind, card)

    def _inline(self, markers: list[Any]) -> str:
        said: list[str] = []
        open_tags: list[str] = []
        for marker in markers[:MAX_NODES]:
            match marker:
                case [int(kind), list(opened), int(closed), value, *_]:
                    for number in opened[:MAX_DEPTH]:
                        before, name = self._markup(number)
                        open_tags.append(name)
                        said.append(before)
                    said.append(html.escape(value if isinstance(value, str) else self._atom(kind, value), quote=False))
                    for _ in range(min(max(closed, 0), len(open_tags))):
                        said.append(f"</{open_tags.pop()}>")
        return "".join(said)

    def _markup(self, number: object) -> tuple[str, str]:
        match _at(self._markups, number):
            case ["a", ["href", str(href), *_], *_]:
                return f'<a href="{html.escape(href)}">', "a"
            case [("b" | "strong" | "i" | "em") as name, *_]:
                return f"<{name}>", name
        return "<span>", "span"

    def _atom(self, kind: int, number: object) -> str:
        match _at(self._atoms, number) if kind == 1 else None:
            case [_, str(text), *_]:
                return text or " "
        return " "


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _at(values: list[Any], number: object) -> object:
    return values[number] if isinstance(number, int) and 0 <= number < len(values) else None

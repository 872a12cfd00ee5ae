"""The text of a WordPress post as blocks: Gutenberg's comments, shortcodes, bare addresses and blank lines resolved."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from wireroom.formats.html import parse_blocks
from wireroom.formats.newsitem import Block, Picture
from wireroom.formats.text import safe_href

MAX_GALLERY = 200

_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|heic)$", re.IGNORECASE)
_SCALED_NAME = re.compile(r"-(?:[0-9]{1,5}x[0-9]{1,5}|scaled)(?=\.[A-Za-z]{3,4}$)")
_SHORTCODE = re.compile(r"\[(/?)([A-Za-z][\w-]*+)([^\[\]]*+)\]")
_ATTRIBUTE = re.compile(r"""(?<![\w-])([\w-]++)\s*+=\s*+("[^"]*"|'[^']*'|[^\s"']++)""")
_ADDRESS = re.compile(r"https?://[^\s<>\"'\[\]]+")
_LONE_ADDRESS = re.compile(r"^[ \t]*+(https?://[^\s<>\"]++)[ \t]*+$", re.MULTILINE)
_PARAGRAPH_END = re.compile(r"(<[A-Za-z/!][^<>]*+>)|\n[ \t]*+\n\s*+")
_PICTURE_TAG = re.compile(r"<img\b[^<>]*+>(?:\s*+</a>)?", re.IGNORECASE)
_ENCLOSING = frozenset(("caption", "wp_caption", "embed"))
_MEDIA = frozenset(("audio", "video", "embed", "youtube", "vimeo", "soundcloud", "tweet", "twitter", "instagram"))
_KNOWN = _ENCLOSING | _MEDIA | {"gallery", "playlist"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture of the media library with what is said about it there."""

    address: str
    alt: str
    caption: str


@dataclass
class Attachments:
    """The pictures of a site: a few hundred bytes each, whatever their number."""

    _by_number: dict[str, Attachment] = field(default_factory=dict)
    _by_path: dict[str, str] = field(default_factory=dict)
    """Numbers by the path of the full size, without host and scheme, which sites have changed."""
    _by_post: dict[str, list[str]] = field(default_factory=dict)

    def add(self, number: str, post: str, attachment: Attachment) -> None:
        """Remembers a picture and the post that it was uploaded to; other attachments are passed over."""
        path = urlsplit(attachment.address).path
        if not _PICTURE_NAME.search(path):
            return
        self._by_number[number] = attachment
        self._by_path[path] = self._by_path[_SCALED_NAME.sub("", path)] = number
        if post not in ("", "0"):
            self._by_post.setdefault(post, []).append(number)

    def picture(self, number: str) -> Picture | None:
        found = self._by_number.get(number.strip())
        return Picture(found.address, found.alt, found.caption) if found else None

    def of_post(self, post: str) -> list[str]:
        return self._by_post.get(post, [])

    def full_size(self, picture: Picture) -> Picture:
        """The same picture in its largest size, with its alternative text if the post gives none."""
        path = urlsplit(picture.ref).path
        number = self._by_path.get(path) or self._by_path.get(_SCALED_NAME.sub("", path))
        if number is None:
            return picture
        found = self._by_number[number]
        sizes = (picture.width, picture.height) if path == urlsplit(found.address).path else (0, 0)
        return replace(picture, ref=found.address, alt=picture.alt or found.alt, width=sizes[0], height=sizes[1])


def blocks_of(content: str, attachments: Attachments, post: str = "", base: str = "") -> tuple[Block, ...]:
    """What readers of the post saw; `post` is its number, `base` the address that relative ones start from."""
    source = _LONE_ADDRESS.sub(lambda found: _card(found[1]), content)
    source = "".join(_resolved(source, attachments, post))
    source = _PARAGRAPH_END.sub(lambda found: found[1] or "\n<p>", source)
    return tuple(
        attachments.full_size(block) if isinstance(block, Picture) else block for block in parse_blocks(source, base)
    )


def _resolved(source: str, attachments: Attachments, post: str) -> Iterator[str]:
    """The source with its shortcodes turned into HTML or taken out; what only stands in brackets stays."""
    ends = _Ends(source)
    at = 0
    for found in _SHORTCODE.finditer(source):
        if found.start() < at:
            continue
        closing, name, rest = found[1], found[2].lower(), found[3]
        yield source[at : found.start()]
        at = found.end()
        if not closing and name in _ENCLOSING and (end := ends.after(name, at)) >= 0:
            yield _enclosed(name, rest, source[at:end])
            at = source.index("]", end) + 1
        elif name == "gallery" and not closing:
            yield _gallery(rest, attachments, post)
        elif name in _MEDIA and not closing and (address := _ADDRESS.search(html.unescape(rest))):
            yield _card(address[0])
        elif not (closing or name in _KNOWN or name in ends or "_" in name or _ATTRIBUTE.search(rest)):
            yield found[0]
    yield source[at:]


class _Ends:
    """The closing shortcodes of a text."""

    def __init__(self, source: str) -> None:
        self._places: dict[str, list[int]] = {}
        for found in _SHORTCODE.finditer(source):
            if found[1]:
                self._places.setdefault(found[2].lower(), []).append(found.start())
        for places in self._places.values():
            places.reverse()

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def after(self, name: str, at: int) -> int:
        """Where the next one of this name begins; -1 if there is none. Asked in rising order."""
        places = self._places.get(name, [])
        while places and places[-1] < at:
            places.pop()
        return places[-1] if places else -1


def _enclosed(name: str, rest: str, content: str) -> str:
    if name == "embed":
        address = _ADDRESS.search(content)
        return _card(address[0]) if address else ""
    picture = _PICTURE_TAG.search(content)
    if not picture:
        return content
    said = _attributes(rest).get("caption", "") or content[picture.end() :]
    return f"<figure>{content[: picture.end()]}<figcaption>{said}</figcaption></figure>"


def _gallery(rest: str, attachments: Attachments, post: str) -> str:
    stated = _attributes(rest)
    listed = stated.get("ids") or stated.get("include") or ""
    numbers = listed.split(",") if listed else attachments.of_post(post)
    shown = (attachments.picture(number) for number in numbers[:MAX_GALLERY])
    return "".join(_figure(picture) for picture in shown if picture)


def _figure(picture: Picture) -> str:
    source, alt, caption = (html.escape(text) for text in (picture.ref, picture.alt, picture.caption))
    return f'<figure><img src="{source}" alt="{alt}"><figcaption>{caption}</figcaption></figure>'


def _card(address: str) -> str:
    href = safe_href(html.unescape(address))
    return f'<a class="card" href="{html.escape(href)}"></a>' if href else html.escape(address)


def _attributes(rest: str) -> dict[str, str]:
    return {name.lower(): html.unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(rest)}

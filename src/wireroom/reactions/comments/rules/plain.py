"""Plain text as readers see it: paragraphs, quoted lines, addresses that can be followed. Nothing in it is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from wireroom.formats.text import safe_href
from wireroom.reactions.comments.rules.links import ADDRESS

_TRAILING = re.compile(r"[.,;:!?…'’)\]}*_。，、；：！？）】》]+$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; an address that can be followed if there is a `href`."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a quotation of somebody else's words (lines that begin with `>`)."""

    is_quote: bool
    lines: tuple[tuple[Piece, ...], ...]


def blocks_of(text: str) -> list[Block]:
    """The text as blocks: blank lines part them, and so does the change between own and quoted words."""
    blocks = []
    for kind, lines in groupby(text.split("\n"), key=_kind):
        if kind:
            bare = [line.lstrip("> ") if kind == "quote" else line for line in lines]
            blocks.append(Block(kind == "quote", tuple(tuple(pieces_of(line)) for line in bare)))
    return blocks


def _kind(line: str) -> str:
    if not line.strip("> "):
        return ""
    return "quote" if line.startswith(">") else "text"


def pieces_of(line: str) -> Iterator[Piece]:
    """The line with the addresses in it as pieces of their own; punctuation after an address is not part of it."""
    end = 0
    for found in ADDRESS.finditer(line):
        shown = _without_tail(found[0])
        href = safe_href(shown if "://" in shown else f"https://{shown}")
        if not href or "." not in shown:
            continue
        if found.start() > end:
            yield Piece(line[end : found.start()])
        yield Piece(shown, href)
        end = found.start() + len(shown)
    if end < len(line):
        yield Piece(line[end:])


def _without_tail(address: str) -> str:
    """Without what ends the sentence; a closing bracket stays if it was opened inside."""
    tail = _TRAILING.search(address)
    if tail is None:
        return address
    bare = address[: tail.start()]
    return f"{bare})" if "(" in bare and ")" not in bare and tail[0].startswith(")") else bare

"""What somebody else wrote, in whatever dress it comes: headlines, descriptions and bodies made plain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wireroom.formats.errors import TooLargeError
from wireroom.formats.html import inline_text, parse_blocks, parse_plain, plain_text
from wireroom.formats.markup import looks_like_markup
from wireroom.formats.newsitem import Block, Heading, Paragraph
from wireroom.formats.text import one_line

MAX_HEADLINE = 2_000

_FIRST_SENTENCE = re.compile(r".{20,200}?[.!?…。！？؟](?=\s|$)|.{1,120}(?=\s|$)|.{1,120}")
_BY = re.compile(r"(?:by|von|par|por)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Worded:
    """One wording of something; its type is what the provider says and what it looks like."""

    role: str
    content_type: str
    value: str

    def is_html(self) -> bool:
        """Many call plain text HTML, and lines in it are meant; many call HTML plain text."""
        declared = "html" in self.content_type or "html" in self.role
        return looks_like_markup(self.value) or (declared and ("<" in self.value or "&" in self.value))

    def blocks(self, base: str = "") -> tuple[Block, ...]:
        return parse_blocks(self.value, base) if self.is_html() else parse_plain(self.value)

    def line(self) -> str:
        return one_line(plain_text(parse_blocks(self.value)) if self.is_html() else self.value)


def sized_headline(headline: str) -> str:
    """The headline; raises TooLargeError for one that cannot be meant as such."""
    if len(headline) > MAX_HEADLINE:
        raise TooLargeError(f"The headline has {len(headline):,} characters; at most {MAX_HEADLINE:,} are read.")
    return headline


def beginning(text: str) -> str:
    """The first sentence of a text, or as much of it as makes a headline."""
    first_line = text.partition("\n")[0]
    found = _FIRST_SENTENCE.match(first_line) if len(first_line) > 120 else None
    return found[0].strip() if found else first_line


def without_by(byline: str) -> str:
    """The name in "By Ann Oak"."""
    return _BY.sub("", byline, count=1) if _BY.match(byline) else byline


def without_headline(body: tuple[Block, ...], headline: str) -> tuple[Block, ...]:
    """The body without the headline, which some providers repeat there."""
    match body:
        case (Heading(content) | Paragraph(content), _, *_) if inline_text(content) == headline:
            return body[1:]
    return body

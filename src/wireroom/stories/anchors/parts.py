"""A released version as its readers see it: parts of text in reading order, each under a key."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from wireroom.formats.newsitem import (
    Block,
    Heading,
    LinkCard,
    ListBlock,
    NewsItem,
    Paragraph,
    Picture,
    Quotation,
    Table,
)
from wireroom.formats.text import inline_text
from wireroom.stories.anchors.common import BEGIN, END
from wireroom.stories.anchors.folding import Folded


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that stands by itself, such as a paragraph, an entry of a list or a caption.

    Keys look like `headline`, `lead.caption`, `b3`, `b4.0` (the first of several in block b4), `b4.speaker`.
    """

    key: str
    text: str

    @property
    def block(self) -> str:
        """The id that the element bears on the page."""
        return self.key.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Span:
    """`Part.text[start:end]` of the part called `key`, in code points."""

    key: str
    start: int
    end: int


def parts_of(item: NewsItem) -> tuple[Part, ...]:
    """All words of ours that a reader may report, in reading order; what is empty is left out."""
    return tuple(part for part in _parts(item) if part.text)


def _parts(item: NewsItem) -> Iterator[Part]:
    yield Part("headline", item.headline)
    yield Part("summary", item.summary)
    if item.lead_picture:
        yield from _captions("lead", item.lead_picture)
    yield Part("dateline", item.dateline)
    for block in item.body:
        yield from parts_of_block(block)
    for number, picture in enumerate(item.pictures):
        if picture != item.lead_picture:
            yield from _captions(picture.id or f"beside{number}", picture)


def parts_of_block(block: Block) -> Iterator[Part]:
    """The parts of one block of the body, empty ones too."""
    match block:
        case Paragraph(content, id_) | Heading(content, id_):
            yield Part(id_, inline_text(content))
        case Quotation(content, speaker, role, id_):
            yield from (Part(f"{id_}.{number}", inline_text(text)) for number, text in enumerate(content))
            yield Part(f"{id_}.speaker", speaker)
            yield Part(f"{id_}.role", role)
        case ListBlock(items, id=id_):
            yield from (Part(f"{id_}.{number}", inline_text(text)) for number, text in enumerate(items))
        case Table(rows, header, caption, id_):
            yield Part(f"{id_}.caption", caption)
            cells = [cell for row in (header, *rows) for cell in row]
            yield from (Part(f"{id_}.{number}", inline_text(text)) for number, text in enumerate(cells))
        case Picture():
            yield from _captions(block.id, block)
        case LinkCard(_, title, note, id_):
            yield Part(f"{id_}.title", title)
            yield Part(f"{id_}.note", note)


def _captions(key: str, picture: Picture) -> Iterator[Part]:
    yield Part(f"{key}.caption", picture.caption)
    yield Part(f"{key}.credit", picture.credit)


class Reading:
    """All parts of a version as one folded text, a line each, and the way between that text and spans."""

    def __init__(self, item: NewsItem) -> None:
        self.parts = parts_of(item)
        self._folded = [Folded(part.text) for part in self.parts]
        self._starts: list[int] = []
        length = 2
        for folded in self._folded:
            self._starts.append(length)
            length += len(folded.text) + 1
        self.text = "\n".join((BEGIN, *(folded.text for folded in self._folded), END))
        self.running = self.text.replace("\n", " ")
        """The same with spaces between parts, as a selection across them reads."""
        self._numbers = {part.key: number for number, part in enumerate(self.parts)}

    def number_at(self, at: int) -> int:
        """The number of the part in which the place `at` of `text` stands."""
        return bisect_right(self._starts, at) - 1

    def start_of(self, number: int) -> int:
        return self._starts[number]

    def lines(self) -> list[str]:
        return [folded.text for folded in self._folded]

    def has_block(self, id_: str) -> bool:
        return any(part.block == id_ for part in self.parts)

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """`text[start:end]` as one span a part; empty if a sign would be taken apart."""
        spans: list[Span] = []
        for number in range(self.number_at(start), self.number_at(end - 1) + 1):
            folded, begin = self._folded[number], self._starts[number]
            first, last = max(start - begin, 0), min(end - begin, len(folded.text))
            if first >= last:
                continue
            found = folded.span(first, last)
            if found is None:
                return ()
            spans.append(Span(self.parts[number].key, *found))
        return tuple(spans)

    def place(self, spans: tuple[Span, ...]) -> tuple[int, int] | None:
        """From the beginning of the first span to the end of the last; None if they are not of this version."""
        if not spans or any(span.key not in self._numbers for span in spans):
            return None
        first, last = spans[0], spans[-1]
        start = self._folded_place(first.key, first.start)
        end = self._folded_place(last.key, last.end)
        return (start, end) if start < end else None

    def _folded_place(self, key: str, at: int) -> int:
        number = self._numbers[key]
        return self._starts[number] + self._folded[number].folded(at)

"""Plain text: what a story says, for people and for systems that take nothing else.

Marks vanish; links keep their address in angle brackets, pictures their words and address in square ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from wireroom.formats.guids import uri_of
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
from wireroom.formats.notices import carried_notices, embargo_notice, facts, kind_notice, words_in
from wireroom.formats.release import UNSENT, Channel, Outgoing, Release, outgoing
from wireroom.formats.text import clean_run

_RULE = "\n\n" + "-" * 40 + "\n\n"


def render(item: NewsItem, release: Release = UNSENT) -> bytes:
    """The item in UTF-8: notices, headline, text, and what is known about it; paragraphs parted by blank lines."""
    return ("\n\n".join(parts(outgoing(item, release), release)) + "\n").encode(errors="replace")


def parts(item: NewsItem, release: Release) -> list[str]:
    """Everything that an outgoing item says, a paragraph of one or more clean lines each."""
    said = (*_head(item, release), *_paragraphs(item), *_foot(item, release))
    return ["\n".join(map(clean_run, part.split("\n"))) for part in said]


def render_all(items: Iterable[Outgoing], _channel: Channel) -> Iterator[bytes]:
    """The items one after another, a rule between two."""
    rule = b""
    for item, release in items:
        yield rule + render(item, release).removesuffix(b"\n")
        rule = _RULE.encode()
    yield b"\n"


def _head(item: NewsItem, release: Release) -> list[str]:
    """What stands before the text, a paragraph each."""
    names = ", ".join(byline.name for byline in item.bylines)
    notices = (embargo_notice(item, release), kind_notice(item), *carried_notices(item, release))
    return [part for part in (*notices, item.headline, names, item.summary) if part]


def _paragraphs(item: NewsItem) -> Iterator[str]:
    """The text with its pictures; the dateline begins the first paragraph."""
    if item.lead_picture:
        yield _picture(item.lead_picture, item.language)
    parts = [_block(block, item.language) for block in item.body]
    if item.dateline and item.kind != "withdrawal":
        if item.body and isinstance(item.body[0], Paragraph):
            parts[0] = f"{item.dateline} – {parts[0]}"
        else:
            parts.insert(0, item.dateline)
    yield from parts
    for picture in item.pictures:
        yield _picture(picture, item.language)


def _foot(item: NewsItem, release: Release) -> Iterator[str]:
    """What is known about the text, a line each."""
    words = words_in(item.language)
    credits = ", ".join(credit.name for credit in item.credits)
    if item.ed_note:
        yield words.gettext("Note to editors: %(note)s") % {"note": item.ed_note}
    if credits:
        yield words.gettext("Source: %(names)s") % {"names": credits}
    if item.rights:
        yield words.gettext("Rights: %(text)s") % {"text": item.rights}
    yield "\n".join(filter(None, (" · ".join(facts(item)), uri_of(item.guid), release.address)))


def _block(block: Block, language: str) -> str:
    match block:
        case Paragraph(content) | Heading(content):
            return _inline(content)
        case Quotation(content, speaker, role):
            said = "\n".join(f"> {_inline(paragraph)}" for paragraph in content)
            credit = ", ".join(part for part in (speaker, role) if part)
            return f"{said}\n— {credit}" if credit else said
        case ListBlock(items, ordered):
            marks = (f"{number}." if ordered else "•" for number in range(1, len(items) + 1))
            return "\n".join(f"{mark} {_inline(entry)}" for mark, entry in zip(marks, items, strict=True))
        case Table(rows, header, caption):
            lines = [" | ".join(map(_inline, row)) for row in ((header, *rows) if header else rows)]
            return "\n".join([caption, *lines] if caption else lines)
        case Picture():
            return _picture(block, language)
        case LinkCard(href, title, note):
            return "\n".join(part for part in (title, note, f"<{href}>") if part)


def _picture(picture: Picture, language: str) -> str:
    credit = f"({picture.credit})" if picture.credit else ""
    caption = " ".join(filter(None, (picture.caption, credit)))
    said = " – ".join(filter(None, (caption, picture.alt)))
    label = words_in(language).gettext("Picture")
    return f"[{label}: {said} <{picture.ref}>]" if said else f"[{label}: <{picture.ref}>]"


def _inline(inline: Inline) -> str:
    """The words, each link's address behind the last of its own."""
    said = []
    for href, runs in groupby(inline, key=lambda run: run.href):
        words = "".join(run.text for run in runs)
        said.append(f"{words} <{href.removeprefix('mailto:')}>" if href else words)
    return "".join(said)

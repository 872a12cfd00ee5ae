"""HTML out: a story as an article, and as a document that stands by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wireroom.formats.guids import uri_of
from wireroom.formats.html import escaped_attribute, escaped_text, render_blocks
from wireroom.formats.newsitem import NewsItem
from wireroom.formats.notices import (
    carried_notices,
    direction,
    embargo_notice,
    facts,
    headed,
    kind_notice,
    words_in,
)
from wireroom.formats.release import UNSENT, Channel, Outgoing, Release, outgoing
from wireroom.formats.xml import allowed

_STYLE = """
body { margin: 2rem auto; max-inline-size: 42rem; padding-inline: 1rem; font: 1.0625rem/1.55 system-ui, sans-serif }
h1 { line-height: 1.2; text-wrap: balance }
figure { margin: 1.5rem 0 }
img { max-inline-size: 100%; block-size: auto }
figcaption, .about { font-size: .875rem; color: #555 }
.notice { border-inline-start: .25rem solid #b00; padding: .5rem 1rem; background: #fdf0f0; font-weight: 600 }
.summary { font-size: 1.1875rem }
blockquote { margin-inline: 1rem; padding-inline-start: 1rem; border-inline-start: .25rem solid #ccc }
table { border-collapse: collapse }
caption { text-align: start; font-weight: 600 }
th, td { border: 1px solid #ccc; padding: .25rem .75rem; text-align: start }
.card { display: block; border: 1px solid #ccc; border-radius: .5rem; padding: .75rem 1rem; margin-block: 1rem }
article + article { border-block-start: 2px solid; margin-block-start: 3rem }
"""


def render(item: NewsItem, release: Release = UNSENT) -> bytes:
    """A document of its own, for reading and printing; nothing but pictures is loaded from elsewhere."""
    channel = Channel(title=headed(outgoing(item, release)), language=item.language)
    return b"".join(render_all([(item, release)], channel))


def render_all(items: Iterable[Outgoing], channel: Channel) -> Iterator[bytes]:
    """A document of many articles."""
    language = f' lang="{escaped_attribute(channel.language)}" dir="{direction(channel.language)}"'
    before = (
        f"<!DOCTYPE html>\n<html{language if channel.language else ''}>\n<head>\n"
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escaped_text(channel.title or channel.sender)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    )
    yield _encoded(before)
    for item, release in items:
        yield _encoded(article(item, release) + "\n")
    yield b"</body>\n</html>\n"


def article(item: NewsItem, release: Release = UNSENT) -> str:
    """The story as one `article` element, well-formed, without styles and scripts."""
    item = outgoing(item, release)
    said = {"lang": item.language, "dir": direction(item.language), "data-guid": uri_of(item.guid)}
    said |= {"data-version": str(item.version), "data-kind": item.kind}
    attributes = "".join(f' {name}="{escaped_attribute(value)}"' for name, value in said.items())
    parts = (f"<h1>{escaped_text(item.headline)}</h1>", content(item, release))
    return f"<article{attributes}>\n" + "\n".join(parts) + "\n</article>"


def content(item: NewsItem, release: Release) -> str:
    """Everything of an outgoing item but its headline."""
    return "\n".join((*_notices(item, release), *_head(item), render_blocks(item.body), *_foot(item, release)))


def _notices(item: NewsItem, release: Release) -> Iterator[str]:
    for notice in (embargo_notice(item, release), kind_notice(item), *carried_notices(item, release)):
        if notice:
            yield f'<p class="notice">{_lines(notice)}</p>'


def _head(item: NewsItem) -> Iterator[str]:
    names = ", ".join(byline.name for byline in item.bylines)
    if item.summary:
        yield f'<p class="summary">{escaped_text(item.summary)}</p>'
    byline = " · ".join(part for part in (names, item.dateline) if part)
    if byline:
        yield f'<p class="byline about">{escaped_text(byline)}</p>'
    if item.lead_picture:
        yield render_blocks([item.lead_picture])


def _foot(item: NewsItem, release: Release) -> Iterator[str]:
    words = words_in(item.language)
    yield from ([render_blocks(item.pictures)] if item.pictures else [])
    credits = ", ".join(credit.name for credit in item.credits)
    said = {
        "editors-note": item.ed_note and words.gettext("Note to editors: %(note)s") % {"note": item.ed_note},
        "source": credits and words.gettext("Source: %(names)s") % {"names": credits},
        "rights": item.rights and words.gettext("Rights: %(text)s") % {"text": item.rights},
        "facts": " · ".join(facts(item)),
    }
    yield from (f'<p class="{name} about">{_lines(text)}</p>' for name, text in said.items() if text)
    if release.address:
        yield f'<p class="about"><a href="{escaped_attribute(release.address)}">{escaped_text(release.address)}</a></p>'


def _lines(text: str) -> str:
    return "<br/>".join(map(escaped_text, text.split("\n")))


def _encoded(markup: str) -> bytes:
    return allowed(markup).encode(errors="replace")

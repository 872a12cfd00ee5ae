"""The wire as RSS 2.0 and Atom (RFC 4287): whole stories, for clients whose systems read feeds.

Each document has one channel and any number of stories, written as they come. What a feed has no element for
(embargo, kind, notes) stands in the title and at the head of the text. Atom feeds name their neighbours (RFC 5005).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from mimetypes import guess_type
from urllib.parse import urlsplit

from lxml import etree

from wireroom.core import clock
from wireroom.formats.guids import uri_of
from wireroom.formats.html import escaped_text
from wireroom.formats.html_page import content
from wireroom.formats.newsitem import NewsItem
from wireroom.formats.notices import headed
from wireroom.formats.release import UNSENT, Channel, Outgoing, Release, outgoing
from wireroom.formats.xml import XML, Element, add

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
MEDIA = "http://search.yahoo.com/mrss/"
_NOWHERE = "urn:x-wireroom:wire"
"""Where a channel has no site."""


def channel_of(item: NewsItem, release: Release) -> Channel:
    """The channel of a feed of one story."""
    title = release.sender or "Wireroom"
    return Channel(title, language=item.language, sender=title, home=release.home, sent_at=release.sent_at)


def render_rss(item: NewsItem, release: Release = UNSENT) -> bytes:
    """A feed of one story."""
    return b"".join(render_all_rss([(item, release)], channel_of(item, release)))


def render_all_rss(items: Iterable[Outgoing], channel: Channel) -> Iterator[bytes]:
    names = {"atom": ATOM, "dc": DC, "content": CONTENT, "media": MEDIA}
    root = etree.Element("rss", {"version": "2.0"}, nsmap=names)
    head = add(root, "channel")
    add(head, "title", channel.title or channel.sender or "Wireroom")
    add(head, "link", channel.home or _NOWHERE)
    add(head, "description", channel.description or channel.title or channel.sender or "Wireroom")
    if channel.language:
        add(head, "language", channel.language.lower())
    add(head, "lastBuildDate", format_datetime((channel.sent_at or clock.now()).astimezone(UTC)))
    for relation, address in _links(channel):
        add(head, f"{{{ATOM}}}link", rel=relation, href=address, type="application/rss+xml")
    yield from _written(root, head, (_rss_item(root, item, release) for item, release in items))


def _rss_item(root: Element, item: NewsItem, release: Release) -> Element:
    """Readers take titles and descriptions for markup: a bare "<" is escaped for them as well as for XML."""
    item = outgoing(item, release)
    node = etree.Element("item", nsmap=root.nsmap)
    node.set(f"{{{XML}}}lang", item.language)
    add(node, "title", escaped_text(headed(item)))
    if release.address:
        add(node, "link", release.address)
    add(node, "guid", uri_of(item.guid), isPermaLink="false")
    if moment := item.version_created or item.first_created:
        add(node, "pubDate", format_datetime(moment.astimezone(UTC)))
    add(node, "description", escaped_text(item.summary or item.public_note))
    add(node, f"{{{CONTENT}}}encoded", content(item, release))
    for byline in item.bylines:
        add(node, f"{{{DC}}}creator", byline.name)
    for credit in item.credits:
        add(node, f"{{{DC}}}source", credit.name)
    if item.rights:
        add(node, f"{{{DC}}}rights", item.rights)
    for name in _tags(item):
        add(node, "category", name)
    if item.lead_picture and item.lead_picture.ref.startswith("http"):
        picture = item.lead_picture
        sizes = {"width": str(picture.width or ""), "height": str(picture.height or "")}
        media = add(node, f"{{{MEDIA}}}content", url=picture.ref, medium="image", **sizes)
        for name, text in (("description", picture.caption or picture.alt), ("credit", picture.credit)):
            if text:
                add(media, f"{{{MEDIA}}}{name}", text)
    return node


def render_atom(item: NewsItem, release: Release = UNSENT) -> bytes:
    """A feed of one story."""
    return b"".join(render_all_atom([(item, release)], channel_of(item, release)))


def render_all_atom(items: Iterable[Outgoing], channel: Channel) -> Iterator[bytes]:
    """A feed, its entries named by the story: a newer version has the same id and a later `updated`."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    if channel.language:
        root.set(f"{{{XML}}}lang", channel.language)
    add(root, "id", channel.address or channel.home or _NOWHERE)
    add(root, "title", channel.title or channel.sender or "Wireroom")
    if channel.description:
        add(root, "subtitle", channel.description)
    add(root, "updated", _stamp(channel.sent_at or clock.now()))
    for relation, address in _links(channel):
        add(root, "link", rel=relation, href=address, type="application/atom+xml")
    if channel.home:
        add(root, "link", rel="alternate", href=channel.home, type="text/html")
    add(add(root, "author"), "name", channel.sender or channel.title or "Wireroom")
    yield from _written(root, root, (_entry(item, release) for item, release in items))


def _entry(item: NewsItem, release: Release) -> Element:
    item = outgoing(item, release)
    node = etree.Element(f"{{{ATOM}}}entry", nsmap={None: ATOM})
    node.set(f"{{{XML}}}lang", item.language)
    add(node, "id", uri_of(item.guid))
    add(node, "title", headed(item))
    if release.address:
        add(node, "link", rel="alternate", href=release.address, type="text/html")
    if item.first_created:
        add(node, "published", _stamp(item.first_created))
    add(node, "updated", _stamp(item.version_created or item.first_created or release.sent_at or clock.now()))
    for byline in item.bylines:
        add(add(node, "author"), "name", byline.name)
    if item.section:
        add(node, "category", term=item.section, scheme="urn:x-wireroom:section")
    for subject in item.subjects:
        add(node, "category", term=subject.code, label=subject.name)
    if item.summary:
        add(node, "summary", item.summary)
    if item.rights:
        add(node, "rights", item.rights)
    for picture in (item.lead_picture, *item.pictures):
        if picture and picture.ref.startswith("http"):
            kind = guess_type(urlsplit(picture.ref).path)[0] or "image/jpeg"
            add(node, "link", rel="enclosure", href=picture.ref, type=kind, title=picture.caption or picture.alt)
    add(node, "content", content(item, release), type="html")
    return node


def _links(channel: Channel) -> Iterator[tuple[str, str]]:
    if channel.address:
        yield "self", channel.address
    yield from channel.links


def _tags(item: NewsItem) -> list[str]:
    names = (item.section, *(subject.name or subject.code for subject in item.subjects))
    return list(dict.fromkeys(name for name in names if name))


def _written(root: Element, parent: Element, nodes: Iterable[Element]) -> Iterator[bytes]:
    """The document with `nodes` as the last children of `parent`, piece by piece."""
    add(parent, "cut")
    whole = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    before, after = whole.rsplit(b"<cut/>", 1)
    yield before
    for node in nodes:
        yield b"\n" + etree.tostring(node, encoding="UTF-8")
    yield b"\n" + after


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

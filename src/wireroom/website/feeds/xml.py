"""Feeds as XML: RSS 2.0 and Atom (RFC 4287)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from lxml import etree

from wireroom.formats.xml import allowed
from wireroom.website.feeds.items import Feed, FeedItem

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
XHTML = "http://www.w3.org/1999/xhtml"
XML = "http://www.w3.org/XML/1998/namespace"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TTL_MINUTES = "5"


def rss(feed: Feed, stylesheet: str) -> bytes:
    """RSS 2.0 with Dublin Core authors, Media RSS pictures and a style sheet for people.

    What people need beyond RSS (a link that can be followed, a time in their language) are elements of XHTML, which
    every browser shows in any XML and feed readers pass over. XSLT is on its way out of browsers.
    """
    names = {"atom": ATOM, "dc": DC, "media": MEDIA, "h": XHTML}
    root = etree.Element("rss", {"version": "2.0", f"{{{XML}}}lang": feed.language}, nsmap=names)
    channel = etree.SubElement(root, "channel")
    _for_people(channel, feed)
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.home)
    _add(channel, "description", feed.description)
    _add(channel, "language", feed.language.lower())
    _add(channel, "copyright", feed.agency)
    if feed.updated:
        _add(channel, "lastBuildDate", format_datetime(feed.updated))
    _add(channel, "ttl", TTL_MINUTES)
    image = etree.SubElement(channel, "image")
    _add(image, "url", feed.icon)
    _add(image, "title", feed.title)
    _add(image, "link", feed.home)
    _links(channel, feed, "rss.xml", "application/rss+xml")
    for item in feed.items:
        _rss_item(etree.SubElement(channel, "item"), item)
    root.addprevious(etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{stylesheet}"'))
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")


def _for_people(channel: etree._Element, feed: Feed) -> None:
    viewport = {"name": "viewport", "content": "width=device-width, initial-scale=1"}
    etree.SubElement(channel, f"{{{XHTML}}}meta", viewport)
    what, good_for = feed.about
    _add(channel, f"{{{XHTML}}}small", what)
    _add(channel, f"{{{XHTML}}}h1", feed.title)
    _add(channel, f"{{{XHTML}}}p", good_for)


def _rss_item(node: etree._Element, item: FeedItem) -> None:
    _add(node, f"{{{XHTML}}}a", item.title).set("href", item.url)
    _add(node, f"{{{XHTML}}}time", item.printed).set("datetime", _stamp(item.published))
    # Readers take titles and descriptions for markup: a bare "<" is escaped for them as well as for XML.
    _add(node, "title", escape(item.title, quote=False))
    _add(node, "link", item.url)
    guid = _add(node, "guid", item.guid)
    guid.set("isPermaLink", "false")
    _add(node, "pubDate", format_datetime(item.published))
    _add(node, "description", escape(item.summary, quote=False))
    for author in item.authors:
        _add(node, f"{{{DC}}}creator", author.name)
    for name in _unique([item.section, *item.topics]):
        _add(node, "category", name)
    if item.rights:
        _add(node, f"{{{DC}}}rights", item.rights)
    if item.updated > item.published:
        _add(node, f"{{{ATOM}}}updated", _stamp(item.updated))
    if item.picture:
        picture = item.picture
        length = str(picture.file_size)
        etree.SubElement(node, "enclosure", {"url": picture.src, "length": length, "type": "image/jpeg"})
        media = etree.SubElement(node, f"{{{MEDIA}}}content", {"url": picture.src, "type": "image/jpeg"})
        media.set("medium", "image")
        media.set("width", str(picture.width))
        media.set("height", str(picture.height))
        _add(media, f"{{{MEDIA}}}description", picture.caption or picture.alt)
        _add(media, f"{{{MEDIA}}}credit", picture.credit)


def atom(feed: Feed) -> bytes:
    """Atom; every entry names its author, else the agency."""
    root = etree.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": feed.language}, nsmap={None: ATOM})
    _atom(root, "id", feed.address("atom.xml"))
    _atom(root, "title", feed.title)
    _atom(root, "subtitle", feed.description)
    _atom(root, "updated", _stamp(feed.updated or EPOCH))
    _links(root, feed, "atom.xml", "application/atom+xml")
    _link(root, rel="alternate", href=feed.home, type="text/html")
    _atom(root, "icon", feed.icon)
    _person(root, feed.agency)
    for item in feed.items:
        _entry(_atom(root, "entry"), item, feed.agency)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _entry(node: etree._Element, item: FeedItem, agency: str) -> None:
    _atom(node, "id", item.guid if _is_address(item.guid) else item.url)
    _atom(node, "title", item.title)
    _link(node, rel="alternate", href=item.url, type="text/html")
    _atom(node, "published", _stamp(item.published))
    _atom(node, "updated", _stamp(item.updated))
    for author in item.authors:
        _person(node, author.name)
    if not item.authors:
        _person(node, agency)
    for name in _unique([item.section, *item.topics]):
        _atom(node, "category").set("term", allowed(name))
    _atom(node, "summary", item.summary)
    if item.rights:
        _atom(node, "rights", item.rights)
    if item.picture:
        length = str(item.picture.file_size)
        _link(node, rel="enclosure", href=item.picture.src, type="image/jpeg", length=length)


def _links(parent: etree._Element, feed: Feed, name: str, kind: str) -> None:
    """To the page itself, to the first one and to the one of older stories (RFC 5005, part 3)."""
    _link(parent, rel="self", href=feed.own(name), type=kind)
    if feed.before or feed.older:
        _link(parent, rel="first", href=feed.address(name), type=kind)
    if feed.older:
        _link(parent, rel="next", href=feed.next(name), type=kind)


def _is_address(guid: str) -> bool:
    """Whether a provider's guid is an IRI, as Atom's ids must be."""
    scheme, colon, rest = guid.partition(":")
    return bool(colon and rest) and scheme.isascii() and scheme.isalnum() and not any(c.isspace() for c in guid)


def _unique(names: list[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    node = etree.SubElement(parent, name)
    node.text = allowed(text)
    return node


def _atom(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    node = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    node.text = allowed(text) if text else None
    return node


def _link(parent: etree._Element, **attributes: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", attributes)


def _person(parent: etree._Element, name: str) -> None:
    _atom(_atom(parent, "author"), "name", name)

"""NewsML-G2: reads every version, renders 2.35 at power conformance so that nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from lxml import etree

from wireroom.core import clock
from wireroom.formats.canonical import utc_text
from wireroom.formats.errors import FormatError, NotNewsError
from wireroom.formats.guids import uri_of
from wireroom.formats.html import escaped_attribute, escaped_text, render_blocks
from wireroom.formats.newsitem import HELD, Kind, NewsItem
from wireroom.formats.newsml_g2_reading import read_message
from wireroom.formats.newsml_g2_slots import (
    CARRIED,
    CATALOG,
    CREDIT_ROLE,
    EXTRA_URI,
    KIND_NOTE,
    KIND_URI,
    LEAD,
    NAR,
    NOTICE,
    OWN,
    PICTURES,
    PROFILE,
    PUBLIC_NOTE,
    SECTION_URI,
    SEQ_ROLE,
    TRANSLATED_FROM,
    UNSTATED,
    VERSION,
    XHTML_TYPE,
)
from wireroom.formats.notices import carried_notices, direction, kind_notice
from wireroom.formats.release import UNSENT, Channel, Outgoing, Release, outgoing
from wireroom.formats.xml import XHTML, XML, Element, add, add_lines, fragment, read, written

_CODED = re.compile("(?:medtop|subj):[0-9]+")
_SIGNALS: dict[Kind, str] = {
    "update": "sig:update",
    "correction": "sig:correction",
    "refile": "sig:update",
    "reinstatement": "sig:update",
}


def parse(source: bytes) -> NewsItem:
    """The one item in `source`. Raises FormatError for anything else."""
    found = parse_all(source)
    if len(found) != 1:
        raise NotNewsError(f"This holds {len(found)} items where one was expected.")
    if isinstance(found[0], FormatError):
        raise found[0]
    return found[0]


def parse_all(source: bytes) -> tuple[NewsItem | FormatError, ...]:
    """The items of a newsMessage, or the one that a newsItem is; in place of a bad one, what is wrong with it."""
    return read_message(read(source))


def render(item: NewsItem, release: Release = UNSENT) -> bytes:
    """The item as a newsItem; `parse` reads from it what `outgoing` lets go out."""
    return written(_news_item(outgoing(item, release), release))


def render_all(items: Iterable[Outgoing], channel: Channel) -> Iterator[bytes]:
    """A newsMessage of the items, written as they come."""
    message = _message(channel)
    add(message, "itemSet").text = "|"
    before, after = written(message).split(b"|")
    yield before
    for item, release in items:
        yield b"\n" + etree.tostring(_news_item(outgoing(item, release), release), encoding="UTF-8")
    yield b"\n" + after


def render_group(items: Sequence[Outgoing], channel: Channel) -> bytes:
    """The language versions of one story: a newsMessage with a packageItem that calls them alternatives."""
    message = _message(channel)
    sent = [(outgoing(item, release), release) for item, release in items]
    every = add(message, "itemSet")
    every.append(_package(sent))
    for item, release in sent:
        every.append(_news_item(item, release))
    return written(message)


def _message(channel: Channel) -> Element:
    message = etree.Element(f"{{{NAR}}}newsMessage", nsmap={None: NAR})
    header = add(message, "header")
    add(header, "sent", utc_text(channel.sent_at or clock.now()))
    add(header, "catalogRef", href=CATALOG)
    if channel.sender:
        add(header, "sender", channel.sender)
    if channel.title:
        add(header, "channel", channel.title)
    return message


def _package(items: Sequence[Outgoing]) -> Element:
    first, release = items[0]
    versions = sum(item.version for item, _release in items)  # rises whenever one of them does
    root = _item_root("packageItem", f"{OWN}group:{quote(first.group or first.guid, safe='')}", versions)
    meta = add(root, "itemMeta")
    add(meta, "itemClass", qcode="ninat:composite")
    _provider(meta, release)
    newest = max((item.version_created for item, _release in items if item.version_created), default=None)
    _version_created(meta, newest, release)
    usable = any(item.kind != "withdrawal" for item, _release in items)
    add(meta, "pubStatus", qcode="stat:usable" if usable else "stat:canceled")
    groups = add(root, "groupSet", root="g1")
    group = add(groups, "group", id="g1", role="group:main", mode="pgrmod:alt")
    for item, _release in items:
        kind = "application/vnd.iptc.g2.newsitem+xml"
        entry = add(group, "itemRef", residref=uri_of(item.guid), version=str(item.version), contenttype=kind)
        add(entry, "itemClass", qcode="ninat:text")
        add(entry, "pubStatus", qcode=_status(item))
        add(entry, "title", item.headline).set(f"{{{XML}}}lang", item.language)
        add(entry, "language", tag=item.language)
    return root


def _news_item(item: NewsItem, release: Release) -> Element:
    root = _item_root("newsItem", uri_of(item.guid), item.version)
    root.set(f"{{{XML}}}lang", item.language)
    root.set("dir", direction(item.language))
    if item.rights:
        add_lines(add(root, "rightsInfo"), "usageTerms", item.rights)
    _item_meta(add(root, "itemMeta"), item, release)
    _content_meta(add(root, "contentMeta"), item, release)
    content = add(add(root, "contentSet"), "inlineXML", contenttype=XHTML_TYPE)
    content.append(fragment(_xhtml(item)))
    return root


def _item_root(name: str, guid: str, version: int) -> Element:
    root = etree.Element(f"{{{NAR}}}{name}", nsmap={None: NAR})
    statements = {
        "guid": guid,
        "version": str(version),
        "standard": "NewsML-G2",
        "standardversion": VERSION,
        "conformance": "power",
    }
    for key, value in statements.items():
        root.set(key, value)
    add(root, "catalogRef", href=CATALOG)
    return root


def _item_meta(meta: Element, item: NewsItem, release: Release) -> None:
    """In the order of the schema's ItemManagementGroup."""
    add(meta, "itemClass", qcode="ninat:text")
    _provider(meta, release)
    _version_created(meta, item.version_created, release)
    if item.first_created:
        add(meta, "firstCreated", utc_text(item.first_created))
    if item.embargo_until:
        add(meta, "embargoed", "" if item.embargo_until == HELD else utc_text(item.embargo_until))
    add(meta, "pubStatus", qcode=_status(item))
    add(meta, "profile", PROFILE)
    if item.section:
        add(
            add(meta, "service", uri=SECTION_URI + quote(item.section, safe="", errors="replace")), "name", item.section
        )
    add(meta, "title", item.headline)
    _notes(meta, item, release)
    if item.group:
        add(meta, "memberOf", literal=item.group)
    _signals(meta, item, release)
    if release.address:
        add(meta, "altRep", release.address, contenttype="text/html")
    if item.translation_of:
        add(meta, "link", rel=TRANSLATED_FROM, residref=uri_of(item.translation_of))
    for picture in (item.lead_picture, *item.pictures):
        if picture:
            add(add(meta, "link", rel="irel:associatedWith", href=picture.ref), "itemClass", qcode="ninat:picture")
    for name, text in item.extra:
        statement = add(meta, "itemMetaExtProperty", reluri=EXTRA_URI + quote(name, safe="", errors="replace"))
        add_lines(statement, "definition", text)


def _provider(meta: Element, release: Release) -> None:
    provider = add(meta, "provider", uri=release.home, literal="" if release.home else release.sender or "unknown")
    if release.sender:
        add(provider, "name", release.sender)


def _version_created(meta: Element, stated: datetime | None, release: Release) -> None:
    moment = stated or release.sent_at or datetime(1970, 1, 1, tzinfo=UTC)
    add(meta, "versionCreated", utc_text(moment), whyuri="" if stated else UNSTATED)


def _status(item: NewsItem) -> str:
    if item.kind == "withdrawal":
        return "stat:canceled"
    return "stat:withheld" if item.embargo_until == HELD else "stat:usable"


def _notes(meta: Element, item: NewsItem, release: Release) -> None:
    if item.ed_note:
        add_lines(meta, "edNote", item.ed_note)
    if item.public_note:
        add_lines(meta, "edNote", item.public_note, roleuri=PUBLIC_NOTE)
    if notice := kind_notice(item):
        add_lines(meta, "edNote", notice, roleuri=KIND_NOTE)
    for notice in carried_notices(item, release):
        add_lines(meta, "edNote", notice, roleuri=CARRIED)


def _signals(meta: Element, item: NewsItem, release: Release) -> None:
    said = [_SIGNALS[kind] for kind in (item.kind, *(carried.kind for carried in release.carried)) if kind in _SIGNALS]
    for qcode in dict.fromkeys(said):
        add(meta, "signal", qcode=qcode)
    if item.kind != "new":
        add(meta, "signal", uri=KIND_URI + item.kind)


def _content_meta(meta: Element, item: NewsItem, release: Release) -> None:
    """In the order of the schema: AdministrativeMetadataGroup, then DescriptiveMetadataGroup."""
    add(meta, "urgency", str(item.priority))
    if item.located:
        add(add(meta, "located"), "name", item.located)
    for credit in item.credits:
        add(add(meta, "infoSource", role=CREDIT_ROLE, literal=credit.code), "name", credit.name)
    for byline in item.bylines:
        add(add(meta, "creator", literal=byline.code), "name", byline.name)
    if release.seq:
        add(meta, "altId", str(release.seq), roleuri=SEQ_ROLE)
    add(meta, "language", tag=item.language)
    for subject in item.subjects:
        coded = _CODED.fullmatch(subject.code) is not None
        node = add(meta, "subject", **{"qcode" if coded else "literal": subject.code})
        if subject.name:
            add(node, "name", subject.name)
    texts = {
        "slugline": item.slugline,
        "headline": item.headline,
        "dateline": item.dateline,
        "by": ", ".join(byline.name for byline in item.bylines),
        "creditline": ", ".join(credit.name for credit in item.credits),
    }
    for name, text in texts.items():
        if text:
            add(meta, name, text)
    if item.summary:
        add(meta, "description", item.summary, role="drol:summary")


def _xhtml(item: NewsItem) -> str:
    """The text as an XHTML document; of a withdrawn story its notice."""
    parts = []
    if item.lead_picture:
        parts.append(f'<div class="{LEAD}">{render_blocks([item.lead_picture])}</div>')
    parts.append(render_blocks(item.body))
    if item.pictures:
        parts.append(f'<div class="{PICTURES}">{render_blocks(item.pictures)}</div>')
    if item.kind == "withdrawal":
        parts = [f'<p class="{NOTICE}">{escaped_text(kind_notice(item))}</p>']
    tag = escaped_attribute(item.language)
    language = f'xml:lang="{tag}" lang="{tag}" dir="{direction(item.language)}"'
    title = escaped_text(item.headline)
    body = "\n".join(parts)
    return f'<html xmlns="{XHTML}" {language}><head><title>{title}</title></head><body>{body}</body></html>'

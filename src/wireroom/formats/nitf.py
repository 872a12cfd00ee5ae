"""NITF: reads every version, renders 3.6 so that nothing is lost.

What the standard has a slot for stands there; `meta` elements whose names begin with "wireroom." say exactly what it
has none for, or only a coarser one. An embargo is `date.release` and the status "embargoed"; `date.expire` would mean
that the text ends to hold then, and is never used for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

from lxml import etree

from wireroom.formats.canonical import utc_text
from wireroom.formats.errors import FormatError
from wireroom.formats.guids import uri_of
from wireroom.formats.html import escaped_text
from wireroom.formats.newsitem import HELD, NewsItem
from wireroom.formats.nitf_blocks import NITF, OWN, render_blocks, render_picture
from wireroom.formats.nitf_reading import LEAD, META, PICTURE, PROFILE, read_document
from wireroom.formats.notices import carried_notices, embargo_notice, kind_notice
from wireroom.formats.release import UNSENT, Release, outgoing
from wireroom.formats.xml import XML, Element, add, fragment, read, state, written

_CODED = re.compile("(?:medtop|subj):([0-9]{8})")
_LEAST_URGENT = 8


def parse(source: bytes) -> NewsItem:
    """The item in `source`, unknown elements passed over. Raises FormatError."""
    return read_document(read(source))


def parse_all(source: bytes) -> tuple[NewsItem | FormatError, ...]:
    """The one item that an NITF document is."""
    return (parse(source),)


def render(item: NewsItem, release: Release = UNSENT) -> bytes:
    """The item as NITF 3.6; `parse` reads from it what `outgoing` lets go out."""
    item = outgoing(item, release)
    root = etree.Element(f"{{{NITF}}}nitf", nsmap={None: NITF, "w": OWN})
    state(root, version="-//IPTC//DTD NITF 3.6//EN", baselang=item.language)
    head = add(root, "head")
    add(head, "title", item.headline)
    for name, content in _metas(item):
        add(head, "meta", name=META + name, content=content)
    _topics(add(head, "tobject"), item)
    _docdata(add(head, "docdata"), item, release)
    published = {"date.publication": _norm(item.first_created), "name": release.sender, "ex-ref": release.address}
    add(head, "pubdata", type="web", **published)
    body = add(root, "body")
    body.set(f"{{{XML}}}lang", item.language)
    _body_head(add(body, "body.head"), item, release)
    body.append(fragment(_content(item)))
    if item.credits:
        add(add(body, "body.end"), "tagline", ", ".join(credit.name for credit in item.credits))
    return written(root)


def _norm(moment: datetime | None) -> str:
    """ISO 8601 as NITF writes it, to the second."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") if moment else ""


def _metas(item: NewsItem) -> Iterator[tuple[str, str]]:
    """What NITF has no slot for, or one that is too narrow."""
    said = {
        "profile": PROFILE,
        "kind": item.kind,
        "version": str(item.version),
        "priority": str(item.priority),
        "slugline": item.slugline,
        "section": item.section,
        "dateline": item.dateline,
        "first-created": utc_text(item.first_created) if item.first_created else "",
        "version-created": utc_text(item.version_created) if item.version_created else "",
        "embargo-until": utc_text(item.embargo_until) if item.embargo_until else "",
        "public-note": item.public_note,
        "editors-note": item.ed_note,
        "translation-of": uri_of(item.translation_of) if item.translation_of else "",
        "group": item.group,
    }
    yield from ((name, text) for name, text in said.items() if text)
    for name, text in item.extra:
        yield "extra", f"{quote(name, safe='', errors='replace')} {text}"


def _topics(tobject: Element, item: NewsItem) -> None:
    for subject in item.subjects:
        if coded := _CODED.fullmatch(subject.code):
            said = {"ipr": "IPTC", "refnum": coded[1], "matter": subject.name}
            add(tobject, "tobject.subject", **{f"tobject.subject.{name}": text for name, text in said.items()})


def _docdata(docdata: Element, item: NewsItem, release: Release) -> None:
    uri = uri_of(item.guid)
    canceled = "canceled" if item.kind == "withdrawal" else ""
    before = {} if item.kind == "new" else {"management-doc-idref": uri, "management-idref-status": canceled}
    state(docdata, **{"management-status": _status(item, release), **before})
    if item.kind in ("correction", "refile"):
        add(docdata, "correction", info=item.public_note, **{"id-string": uri, "regsrc": release.sender})
    if item.located:
        add(docdata, "evloc", city=item.located)
    add(docdata, "doc-id", regsrc=release.sender, **{"id-string": uri})
    add(docdata, "urgency", **{"ed-urg": str(min(item.priority, _LEAST_URGENT))})
    if item.version_created:
        add(docdata, "date.issue", norm=_norm(item.version_created))
    if item.embargo_until and item.embargo_until != HELD:
        add(docdata, "date.release", norm=_norm(item.embargo_until))
    for kind, message in _messages(item, release):
        add(docdata, "ed-msg", info=message, **{"msg-type": kind})
    add(docdata, "du-key", key=item.slugline or uri, generation=str(item.version))
    names = [subject.name or subject.code for subject in item.subjects if not _CODED.fullmatch(subject.code)]
    if names:
        keys = add(docdata, "key-list")
        for name in names:
            add(keys, "keyword", key=name)
    _identified(add(docdata, "identified-content"), item)


def _status(item: NewsItem, release: Release) -> str:
    if item.kind == "withdrawal":
        return "canceled"
    if item.embargo_until == HELD:
        return "withheld"
    return "embargoed" if embargo_notice(item, release) else "usable"


def _messages(item: NewsItem, release: Release) -> Iterator[tuple[str, str]]:
    """(type, text) of what editors are told: the state of the story, and their notes."""
    for notice in (embargo_notice(item, release), kind_notice(item), *carried_notices(item, release)):
        if notice:
            yield "status", notice
    if item.ed_note:
        yield "note", item.ed_note


def _identified(content: Element, item: NewsItem) -> None:
    for subject in item.subjects:
        add(content, "classifier", subject.name, type="subject", value=subject.code)
    for credit in item.credits:
        add(content, "classifier", credit.name, type="source", value=credit.code)


def _body_head(head: Element, item: NewsItem, release: Release) -> None:
    add(add(head, "hedline"), "hl1", item.headline)
    if item.public_note:
        note = add(add(head, "note", noteclass="editorsnote", type="pa"), "body.content")
        for line in kind_notice(item).split("\n"):
            add(note, "p", line)
    if item.rights:
        add(head, "rights", item.rights)
    for byline in item.bylines:
        add(add(head, "byline"), "person", byline.name, value=byline.code)
    if release.sender:
        add(add(head, "distributor"), "org", release.sender)
    if item.dateline:
        add(head, "dateline", item.dateline)
    if item.summary:
        add(add(head, "abstract"), "p", item.summary)


def _content(item: NewsItem) -> str:
    """The text with its pictures; of a withdrawn story its notice."""
    parts = [render_picture(item.lead_picture, LEAD)] if item.lead_picture else []
    parts += [render_blocks(item.body), *(render_picture(picture, PICTURE) for picture in item.pictures)]
    if item.kind == "withdrawal":
        parts = [f"<p>{escaped_text(kind_notice(item))}</p>"]
    return f'<body.content xmlns="{NITF}" xmlns:w="{OWN}">{chr(10).join(parts)}</body.content>'

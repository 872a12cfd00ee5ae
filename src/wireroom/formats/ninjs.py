"""ninjs, the IPTC's news in JSON: reads 1.x, 2.x and 3.x, renders 3.1 so that nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from wireroom.formats.canonical import utc_text
from wireroom.formats.errors import FormatError, NotNinjsError, TooLargeError
from wireroom.formats.guids import uri_of
from wireroom.formats.html import render_blocks
from wireroom.formats.newsitem import HELD, NewsItem, Picture, Subject
from wireroom.formats.ninjs_reading import NinjsReader
from wireroom.formats.ninjs_slots import (
    ADDRESS_ROLE,
    CREDIT_ROLE,
    ED_NOTE,
    EXTRA_ROLE,
    GROUP_ROLE,
    KIND_URI,
    MEDIA_TOPIC_URI,
    PICTURE_ID_ROLE,
    PROFILE,
    SENDER_ROLE,
    SEQ_ROLE,
    STANDARD,
    TRANSLATED_FROM,
)
from wireroom.formats.notices import editors_note
from wireroom.formats.release import UNSENT, Channel, Outgoing, Release, outgoing

MAX_BYTES = 8 * 1024 * 1024

Object = dict[str, Any]
"""A JSON object on its way out, in the shape of the schema."""


def parse(data: bytes, *, empty_allowed: bool = False) -> NewsItem:
    """The item in `data`, one ninjs object of any version, unknown statements ignored.

    Raises TooLargeError and NotNinjsError, and NoHeadlineError for an item without headline and text, in which
    readers would see nothing; `empty_allowed` lets it pass, for metadata about something else than a text.
    """
    return NinjsReader(_object(_decoded(data))).item(empty_allowed=empty_allowed)


def parse_all(data: bytes) -> tuple[NewsItem | FormatError, ...]:
    """The items of a JSON array, or the one that an object is; in place of a bad one, what is wrong with it."""
    decoded = _decoded(data)
    found: list[NewsItem | FormatError] = []
    for part in decoded if isinstance(decoded, list) else [decoded]:
        try:
            found.append(NinjsReader(_object(part)).item())
        except FormatError as error:
            found.append(error)
    return tuple(found)


def _decoded(data: bytes) -> object:
    if len(data) > MAX_BYTES:
        raise TooLargeError(f"This has {len(data):,} bytes; at most {MAX_BYTES:,} are read.")
    try:
        decoded: object = json.loads(data, strict=False)
    except RecursionError as error:
        raise NotNinjsError("This JSON is nested too deeply.") from error
    except ValueError as error:
        raise NotNinjsError(f"This is not JSON: {error}") from error
    return decoded


def _object(decoded: object) -> Object:
    if not isinstance(decoded, dict):
        raise NotNinjsError("This is JSON, but not an object, as a ninjs item is.")
    return decoded


def render(item: NewsItem, release: Release = UNSENT) -> bytes:
    """The item as ninjs 3.1 in UTF-8 on one line; `parse` reads from it what `outgoing` lets go out."""
    return written(rendered(item, release))


def render_all(items: Iterable[Outgoing], _channel: Channel) -> Iterator[bytes]:
    """JSON Lines, an item a line."""
    for item, release in items:
        yield render(item, release) + b"\n"


def written(rendered: Object) -> bytes:
    """The object as JSON on one line."""
    return json.dumps(rendered, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def rendered(item: NewsItem, release: Release) -> Object:
    """The object that `render` writes; older versions are made from it."""
    item = outgoing(item, release)
    note = editors_note(item, release, said=("embargo",))
    return {
        "uri": uri_of(item.guid),
        "type": "text",
        "standard": STANDARD,
        "profile": PROFILE,
        "representationType": "full",
        "version": str(item.version),
        **_times(item),
        "pubStatus": _status(item),
        "urgency": item.priority,
        "language": item.language,
        "headlines": [_worded("main", item.headline)],
        **_filled(
            slugline=item.slugline,
            descriptions=list(_descriptions(item, note)),
            bodies=[_worded("main", render_blocks(item.body), "text/html")] if item.body else [],
            by=", ".join(byline.name for byline in item.bylines),
            people=[_named(byline.name, byline.code, rel="byline") for byline in item.bylines],
            located=item.located,
            infoSources=[_named(credit.name, credit.code, role=CREDIT_ROLE) for credit in item.credits],
            genres=[] if item.kind == "new" else [_named(item.kind, item.kind, uri=KIND_URI + item.kind)],
            subjects=list(_subjects(item)),
            edNote=note,
            usageTerms=item.rights,
            associations=list(_associations(item)),
            altIds=list(_alt_ids(item, release)),
        ),
    }


def _filled(**slots: str | list[Object]) -> Object:
    return {name: value for name, value in slots.items() if value}


def _worded(role: str, value: str, content_type: str = "text/plain") -> Object:
    return {"role": role, "contentType": content_type, "value": value}


def _named(name: str, code: str, **more: str) -> Object:
    return {"name": name, **more, **_filled(literal=code)}


def _times(item: NewsItem) -> Object:
    times = {
        "firstCreated": item.first_created,
        "versionCreated": item.version_created,
        "embargoedUntil": item.embargo_until,
    }
    return {name: utc_text(time) for name, time in times.items() if time}


def _status(item: NewsItem) -> str:
    if item.kind == "withdrawal":
        return "canceled"
    return "withheld" if item.embargo_until == HELD else "usable"


def _descriptions(item: NewsItem, note: str) -> Iterator[Object]:
    texts = {"summary": item.summary, "dateline": item.dateline, "public-note": item.public_note}
    yield from (_worded(role, text) for role, text in texts.items() if text)
    if note != item.ed_note:
        yield _worded(ED_NOTE, item.ed_note)


def _subjects(item: NewsItem) -> Iterator[Object]:
    if item.section:
        yield _named(item.section, item.section, rel="section")
    for subject in item.subjects:
        yield {**_filled(name=subject.name), "literal": subject.code, **_filled(uri=_topic_uri(subject))}


def _topic_uri(subject: Subject) -> str:
    scheme, _, number = subject.code.partition(":")
    return MEDIA_TOPIC_URI + number if scheme == "medtop" and number.isdecimal() else ""


def _associations(item: NewsItem) -> Iterator[Object]:
    if item.lead_picture:
        yield _picture("lead-picture", item.lead_picture)
    for picture in item.pictures:
        yield _picture("picture", picture)
    if item.translation_of:
        yield {"name": "translation-of", "rel": TRANSLATED_FROM, "uri": uri_of(item.translation_of)}


def _picture(name: str, picture: Picture) -> Object:
    texts = {"caption": picture.caption, "alt": picture.alt}
    sizes = {"width": picture.width, "height": picture.height}
    return {
        "name": name,
        "type": "picture",
        "uri": picture.ref,
        **_filled(
            by=picture.credit,
            descriptions=[_worded(role, text) for role, text in texts.items() if text],
            altIds=[{"role": PICTURE_ID_ROLE, "value": picture.id}] if picture.id else [],
        ),
        "renditions": [
            {
                "name": "main",
                "href": picture.ref,
                **{side: pixels for side, pixels in sizes.items() if pixels},
            }
        ],
    }


def _alt_ids(item: NewsItem, release: Release) -> Iterator[Object]:
    statements = {SEQ_ROLE: str(release.seq or ""), SENDER_ROLE: release.sender, ADDRESS_ROLE: release.address}
    yield from ({"role": role, "value": value} for role, value in statements.items() if value)
    if item.group:
        yield {"role": GROUP_ROLE, "value": item.group}
    for name, text in item.extra:
        yield {"role": EXTRA_ROLE + name, "value": text}

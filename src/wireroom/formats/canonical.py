"""The stored form of a NewsItem: a payload of strings, integers, lists and objects, and its canonical JSON.

What equals its default is left out, so that a field added later changes no hash of an item without it.
Times are RFC 3339 in UTC, to the microsecond; truth is the integer 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeAlias, get_args

import rfc8785

from wireroom.formats.errors import BadPayloadError
from wireroom.formats.newsitem import (
    KINDS,
    Block,
    Byline,
    Credit,
    Heading,
    LinkCard,
    ListBlock,
    Marks,
    NewsItem,
    Paragraph,
    Picture,
    Quotation,
    Run,
    Subject,
    Table,
)

JSON: TypeAlias = str | int | list["JSON"] | dict[str, "JSON"]

BLOCK_TYPES: dict[str, type[Block]] = {
    "paragraph": Paragraph,
    "heading": Heading,
    "quotation": Quotation,
    "list": ListBlock,
    "table": Table,
    "picture": Picture,
    "card": LinkCard,
}
_TYPE_NAMES = {block: name for name, block in BLOCK_TYPES.items()}


def to_payload(item: NewsItem) -> dict[str, JSON]:
    """Everything that `item` says; `from_payload` gives the equal item back."""
    return _encoded_fields(item)


def from_payload(payload: Mapping[str, JSON]) -> NewsItem:
    """The item that `to_payload` was given. Raises BadPayloadError for anything else."""
    try:
        item: NewsItem = _decoded(NewsItem, payload)
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        raise BadPayloadError(f"This is no payload of a news item: {error}") from error
    return item


def canonical_json(payload: Mapping[str, JSON]) -> bytes:
    """JSON by RFC 8785: one sequence of bytes for one payload. Raises BadPayloadError where there is none."""
    try:
        canonical: bytes = rfc8785.dumps(payload)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise BadPayloadError(f"This payload has no canonical JSON: {error}") from error
    return canonical


def sha256_hex(payload: Mapping[str, JSON]) -> str:
    """SHA-256 of the canonical JSON, in lower-case hexadecimal digits."""
    return hashlib.sha256(canonical_json(payload)).hexdigest()


def utc_text(moment: datetime) -> str:
    """An aware time as RFC 3339 in UTC, with microseconds if there are any."""
    if moment.tzinfo is None:
        raise BadPayloadError(f"The time {moment} has no time zone.")
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


@cache
def _defaults(kind: type[Any]) -> tuple[tuple[str, object], ...]:
    return tuple((field.name, field.default) for field in fields(kind))


def _encoded_fields(thing: Any) -> dict[str, JSON]:
    encoded: dict[str, JSON] = {}
    for name, default in _defaults(type(thing)):  # type: ignore[arg-type]  # mypy doubts that a class can be hashed
        value = getattr(thing, name)
        if default is MISSING or value != default:
            encoded[name] = _encoded(value)
    return encoded


def _encoded(value: object) -> JSON:
    match value:
        case str():
            return value
        case int():
            return int(value)
        case tuple():
            return [_encoded(part) for part in value]
        case datetime():
            return utc_text(value)
    name = _TYPE_NAMES.get(type(value))  # type: ignore[arg-type]  # a Byline or Run is simply not in it
    return {"type": name, **_encoded_fields(value)} if name else _encoded_fields(value)


Decoder = Callable[[Any], Any]
"""From what JSON holds to what the field holds; raises TypeError or ValueError for anything else."""


def _text(encoded: object) -> str:
    if not isinstance(encoded, str):
        raise TypeError(f"text was expected, not {encoded!r}")
    return encoded


def _integer(encoded: object) -> int:
    if not isinstance(encoded, int) or isinstance(encoded, bool):
        raise TypeError(f"an integer was expected, not {encoded!r}")
    return encoded


def _truth(encoded: object) -> bool:
    return _integer(encoded) == 1


def _time(encoded: object) -> datetime:
    moment = datetime.fromisoformat(_text(encoded))
    if moment.tzinfo is None:
        raise ValueError(f"the time {encoded!r} has no zone")
    return moment.astimezone(UTC)


def _one_of(values: Collection[str]) -> Decoder:
    def decode(encoded: object) -> str:
        if encoded not in values:
            raise ValueError(f"{encoded!r} is none of {', '.join(values)}")
        return _text(encoded)

    return decode


def _many(decode: Decoder) -> Decoder:
    def decode_all(encoded: object) -> tuple[Any, ...]:
        if not isinstance(encoded, list):
            raise TypeError(f"a list was expected, not {encoded!r}")
        return tuple(map(decode, encoded))

    return decode_all


def _one(kind: type[Any]) -> Decoder:
    return lambda encoded: _decoded(kind, encoded)


def _block(encoded: object) -> Block:
    if not isinstance(encoded, dict):
        raise TypeError(f"a block was expected, not {encoded!r}")
    rest = dict(encoded)
    kind = BLOCK_TYPES[_text(rest.pop("type"))]
    block: Block = _decoded(kind, rest)
    return block


def _picture(encoded: object) -> Picture:
    block = _block(encoded)
    if not isinstance(block, Picture):
        raise TypeError(f"a picture was expected, not {encoded!r}")
    return block


def _pair(encoded: object) -> tuple[str, str]:
    name, text = _many(_text)(encoded)
    return name, text


_inline = _many(_one(Run))

_FIELDS: dict[type[Any], dict[str, Decoder]] = {
    Run: {"marks": _one_of(get_args(Marks))},
    Paragraph: {"content": _inline},
    Heading: {"content": _inline},
    Quotation: {"content": _many(_inline)},
    ListBlock: {"items": _many(_inline), "ordered": _truth},
    Table: {"rows": _many(_many(_inline)), "header": _many(_inline)},
    Picture: {"width": _integer, "height": _integer},
    LinkCard: {},
    Byline: {},
    Credit: {},
    Subject: {},
    NewsItem: {
        "version": _integer,
        "kind": _one_of(KINDS),
        "body": _many(_block),
        "bylines": _many(_one(Byline)),
        "credits": _many(_one(Credit)),
        "subjects": _many(_one(Subject)),
        "priority": _integer,
        "first_created": _time,
        "version_created": _time,
        "embargo_until": _time,
        "lead_picture": _picture,
        "pictures": _many(_picture),
        "extra": _many(_pair),
    },
}
"""How the fields that are no plain text are read."""


def _decoded(kind: type[Any], encoded: object) -> Any:
    if not isinstance(encoded, dict):
        raise TypeError(f"an object was expected, not {encoded!r}")
    decoders = _FIELDS[kind]
    return kind(**{name: decoders.get(name, _text)(value) for name, value in encoded.items()})

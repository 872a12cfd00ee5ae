"""Release: what a NewsItem cannot know of itself when it goes out, and what of it goes out at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from wireroom.formats.newsitem import Block, Kind, NewsItem, Picture

Audience = Literal["public", "advance", "archive"]
"""Whom a dispatch is for; `advance` is for editors alone until its embargo ends."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A version that was overtaken on its way to an endpoint; its kind and note go along with the newer one."""

    kind: Kind
    version: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """What the sender says about one item; every address is absolute. Without one, an item speaks for itself."""

    seq: int = 0
    """Number of the dispatch; 0 for what is none."""
    audience: Audience = "public"
    sent_at: datetime | None = None
    sender: str = ""
    """Name of the agency as clients know it."""
    home: str = ""
    """The agency's site, `https://agency.example/`."""
    address: str = ""
    """The page of the story for readers; empty where there is none."""
    pictures: Mapping[str, str] = field(default_factory=dict)
    """Address of each picture by its ref, `image:ID`; a ref that is not in it goes out as it is."""
    carried: tuple[Carried, ...] = ()


UNSENT = Release()


@dataclass(frozen=True, slots=True)
class Channel:
    """What a document of many items says of itself; every address is absolute."""

    title: str = ""
    description: str = ""
    language: str = ""
    sender: str = ""
    home: str = ""
    address: str = ""
    """Where the document itself lies."""
    links: tuple[tuple[str, str], ...] = ()
    """(relation, address) of its neighbours, as RFC 5005 pages feeds: `prev-archive`, `next-archive`, `current` …"""
    sent_at: datetime | None = None


Outgoing = tuple[NewsItem, Release]


def outgoing(item: NewsItem, release: Release) -> NewsItem:
    """The item as it leaves the house: its pictures by address, of a withdrawn one nothing but notice and header."""
    if item.kind == "withdrawal":
        return replace(item, summary="", body=(), lead_picture=None, pictures=(), extra=())
    if not release.pictures:
        return item
    return replace(
        item,
        body=tuple(_addressed_block(block, release) for block in item.body),
        lead_picture=_addressed(item.lead_picture, release) if item.lead_picture else None,
        pictures=tuple(_addressed(picture, release) for picture in item.pictures),
    )


def _addressed_block(block: Block, release: Release) -> Block:
    return _addressed(block, release) if isinstance(block, Picture) else block


def _addressed(picture: Picture, release: Release) -> Picture:
    address = release.pictures.get(picture.ref)
    return replace(picture, ref=address) if address else picture

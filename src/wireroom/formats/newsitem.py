"""NewsItem: the neutral interchange form of one version of one story, and its small closed set of blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

Kind = Literal["new", "update", "correction", "refile", "withdrawal", "reinstatement", "advisory"]
"""What a released version is to its readers; see the glossary in docs/architecture.md."""

HELD = datetime(9999, 12, 31, tzinfo=UTC)
"""Embargo of what its provider withholds, or holds until a time that cannot be read: somebody must look."""

KINDS: tuple[Kind, ...] = ("new", "update", "correction", "refile", "withdrawal", "reinstatement", "advisory")

Marks = Literal["", "b", "i", "bi"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one set of marks; `href` is an absolute http(s) or mailto address, or empty."""

    text: str
    marks: Marks = ""
    href: str = ""


Inline = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    content: Inline
    id: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    content: Inline
    id: str = ""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of somebody: `speaker` is who said it, `role` what they are ("mayor of …"); both may be empty."""

    content: tuple[Inline, ...]
    """One entry a paragraph."""
    speaker: str = ""
    role: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class ListBlock:
    items: tuple[Inline, ...]
    ordered: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A plain table: `header` may be empty; every row has as many cells as the widest one."""

    rows: tuple[tuple[Inline, ...], ...]
    header: tuple[Inline, ...] = ()
    caption: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A still picture; `ref` is `image:ID` for one of ours or an absolute address; sizes in pixels or 0."""

    ref: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    width: int = 0
    height: int = 0
    id: str = ""


@dataclass(frozen=True, slots=True)
class LinkCard:
    """Outside media as a link: nothing of it is ever loaded from elsewhere."""

    href: str
    title: str
    note: str = ""
    id: str = ""


Block = Paragraph | Heading | Quotation | ListBlock | Table | Picture | LinkCard


@dataclass(frozen=True, slots=True)
class Byline:
    """One author as credited; `code` is our author's slug, empty for somebody from outside."""

    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """Who the material comes from; `code` is our source's slug, empty for one unknown to us."""

    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic: `code` like `medtop:20000002` or `tag:harbour`; `name` in the item's language."""

    code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One version of one story.

    `language` is a BCP 47 tag (`en`, `zh-Hans`); `version` counts from 1; `priority` is the IPTC urgency,
    1 (flash) to 9, 5 = normal; all times are aware. `located` is where it happened, `dateline` where and when
    it was filed, as printed.
    """

    guid: str
    language: str
    headline: str
    version: int = 1
    kind: Kind = "new"
    slugline: str = ""
    summary: str = ""
    body: tuple[Block, ...] = ()
    bylines: tuple[Byline, ...] = ()
    dateline: str = ""
    located: str = ""
    credits: tuple[Credit, ...] = ()
    section: str = ""
    subjects: tuple[Subject, ...] = ()
    priority: int = 5
    first_created: datetime | None = None
    version_created: datetime | None = None
    embargo_until: datetime | None = None
    public_note: str = ""
    ed_note: str = ""
    rights: str = ""
    lead_picture: Picture | None = None
    pictures: tuple[Picture, ...] = ()
    """Pictures that accompany the item without a place in the body."""
    translation_of: str = ""
    """Guid of the story that this one was translated from."""
    group: str = ""
    """Key shared by all language versions of one story."""
    extra: tuple[tuple[str, str], ...] = field(default=())
    """Statements of the incoming format that we keep but do not use: (name, text) pairs."""

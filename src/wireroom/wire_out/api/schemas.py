"""The shapes of what the API takes and gives, for its OpenAPI document."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

MOST_ACKNOWLEDGED = 1000
LARGEST = 2**53 - 1
"""Of whole numbers that every client's JSON reads exactly."""

Number = Annotated[int, Field(ge=1, le=LARGEST)]


class Problem(Schema):
    type: str
    title: str
    status: int
    code: str
    detail: str


class Envelope(Schema):
    seq: int
    guid: str
    version: int
    kind: str
    audience: str
    language: str
    note: str
    released_at: datetime
    embargo_until: datetime | None
    withdrawn_by: int | None
    withheld_by: int | None
    expunged: bool
    hash: str
    key_id: str
    signature: str
    url: str


class Dispatch(Envelope):
    item: dict[str, Any] | None


class Page(Schema):
    dispatches: list[Dispatch]
    cursor: int
    more: bool
    next: str


class Picture(Schema):
    ref: str
    url: str
    alt: str
    caption: str
    credit: str


class SignedDispatch(Envelope):
    header: dict[str, Any]
    payload: str | None
    pictures: list[Picture]
    formats: dict[str, str]


class Found(Schema):
    dispatches: list[Envelope]
    page: int
    pages: int


class Product(Schema):
    id: int
    name: str
    languages: list[str]
    sections: list[str]
    topics: list[str]
    sources: list[str]
    priority: int
    words: list[str]
    since: int


class Token(Schema):
    name: str
    subscriber: str
    scopes: list[str]
    expires_at: datetime | None
    served: bool
    paused: bool
    embargoed: bool
    cursor: int


class Acknowledgement(Schema):
    dispatches: Annotated[list[Number], Field(min_length=1, max_length=MOST_ACKNOWLEDGED)]


class Acknowledged(Schema):
    acknowledged: list[int]


class Duty(Schema):
    seq: int
    guid: str
    withdrawn_at: datetime
    note: str
    told_at: datetime | None
    url: str


class Duties(Schema):
    withdrawals: list[Duty]

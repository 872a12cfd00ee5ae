"""One story with everything in it, in every kind and state that a dispatch can have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from wireroom.formats.newsitem import (
    HELD,
    KINDS,
    Byline,
    Credit,
    Heading,
    LinkCard,
    ListBlock,
    NewsItem,
    Paragraph,
    Picture,
    Quotation,
    Run,
    Subject,
    Table,
)
from wireroom.formats.release import Carried, Release

TEN = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
FIVE = datetime(2026, 5, 1, 17, 0, tzinfo=UTC)


def line(text: str) -> tuple[Run, ...]:
    return (Run(text),)


RICH = NewsItem(
    guid="urn:newsml:agency.example:harbour",
    language="en",
    headline="Harbour & market reopen <today>",
    version=3,
    slugline="harbour-reopens",
    summary="Ships are back.",
    body=(
        Paragraph((Run("The "), Run("harbour", "b"), Run(" of "), Run("Ansel", "i"), Run(" reopened.")), "b1"),
        Heading(line("What it cost")),
        Paragraph((Run("See the "), Run("report", "bi", "https://port.example/r?a=1&b=2"), Run("."))),
        Quotation((line("We are open."), line("At last.")), "Ann Oak", "mayor of Ansel"),
        ListBlock((line("Ships"), line("Cranes"))),
        ListBlock((line("First"), line("Second")), ordered=True),
        Table(((line("Ships"), line("12")), (line("Cranes"), ())), (line("What"), line("How many")), "In port"),
        Picture("image:8", "A crane", "The new crane", "Bob Elm", 800, 600),
        LinkCard("https://video.example/1", "The opening", "Video"),
    ),
    bylines=(Byline("Bob Elm", "bob-elm"), Byline("Cy Ash")),
    dateline="ANSEL, May 1",
    located="Ansel",
    credits=(Credit("TASS", "tass"), Credit("Reuters")),
    section="economy",
    subjects=(Subject("medtop:20000349", "economy"), Subject("tag:harbour", "Harbour")),
    priority=3,
    first_created=TEN,
    version_created=NOON,
    ed_note="Pictures to follow.\nMap at 15:00.",
    rights="For subscribers only.",
    lead_picture=Picture("image:7", "Ships", "Ships at anchor", "Bob Elm", 1200, 800),
    pictures=(Picture("https://pictures.example/9.jpg"),),
    translation_of="urn:newsml:agency.example:hafen",
    group="g-harbour",
    extra=(("copyright", "Agency"),),
)

SENT = Release(
    seq=41,
    sent_at=NOON,
    sender="Ansel Agency",
    home="https://agency.example/",
    address="https://agency.example/en/news/harbour/",
    pictures={"image:7": "https://agency.example/7.jpg", "image:8": "https://agency.example/8.jpg"},
)


def every_dispatch() -> Iterator[tuple[str, NewsItem, Release]]:
    """(what it is, item, release) for every kind and state."""
    for kind in KINDS:
        yield kind, replace(RICH, kind=kind, public_note="" if kind == "new" else "The year was wrong."), SENT
    yield "embargoed", replace(RICH, embargo_until=FIVE), replace(SENT, audience="advance")
    yield "released", replace(RICH, embargo_until=TEN), SENT
    yield "held", replace(RICH, embargo_until=HELD), SENT
    yield "archive", RICH, replace(SENT, audience="archive")
    carried = (Carried("correction", 2, "It was 1912."), Carried("update", 1))
    yield "overtaking", replace(RICH, kind="update"), replace(SENT, carried=carried)
    yield "bare", NewsItem("1", "und", "Rain"), Release()
    yield "urgent", replace(RICH, priority=1, language="ar"), SENT
    yield "least urgent", replace(RICH, priority=9, language="zh-Hans"), SENT
    yield (
        "unclean",
        replace(RICH, headline="A\x00B\x0bC\ud800D\ufffeE", body=(Paragraph(line("x\x01\x1fy\udfff")),)),
        SENT,
    )

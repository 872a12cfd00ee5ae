"""What holds for every format that goes out: nothing dropped, nothing leaked, every state said."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given

from tests.formats.samples import FIVE, RICH, SENT, every_dispatch
from tests.formats.strategies import news_items, unhurried
from wireroom.formats.newsitem import HELD, NewsItem
from wireroom.formats.registry import RENDERERS, Renderer
from wireroom.formats.release import UNSENT, Carried, Channel, Release

FORMATS = [pytest.param(renderer, id=name) for name, renderer in RENDERERS.items()]
DISPATCHES = [pytest.param(item, release, id=name) for name, item, release in every_dispatch()]
SAID = """
    harbour, Ansel, report, https://port.example/r?a=1&b=2, What it cost, We are open., At last., Ann Oak,
    mayor of Ansel, Cranes, First, Second, In port, How many, 12, The new crane, A crane, https://agency.example/8.jpg,
    The opening, Video, https://video.example/1, https://agency.example/7.jpg, Ships at anchor, Bob Elm, Cy Ash,
    https://pictures.example/9.jpg, ANSEL, TASS, Reuters, Ships are back., Pictures to follow., Map at 15:00.,
    For subscribers only., urn:newsml:agency.example:harbour, https://agency.example/en/news/harbour/
"""
STATEMENTS = [" ".join(part.split()) for part in re.split(r",\s+", SAID.strip())]


def read(document: bytes) -> str:
    """What a document says, escapes of XML, HTML and JSON undone, line ends folded."""
    text = document.decode()
    if text.startswith("{"):
        text = "\n".join(_strings(json.loads(text)))
    return " ".join(html.unescape(html.unescape(text)).split())


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [part for entry in value.items() for part in _strings(list(entry))]
    if isinstance(value, list):
        return [part for entry in value for part in _strings(entry)]
    return [str(value)]


@pytest.mark.parametrize("renderer", FORMATS)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_nothing_is_dropped(renderer: Renderer, statement: str) -> None:
    assert statement in read(renderer.render(RICH, SENT))


@pytest.mark.parametrize("renderer", FORMATS)
def test_a_withdrawal_carries_the_notice_and_none_of_the_text(renderer: Renderer) -> None:
    document = read(renderer.render(replace(RICH, kind="withdrawal", public_note="The port is closed."), SENT))
    assert "The port is closed." in document
    assert "Harbour & market reopen <today>" in document
    assert "Do not use this story" in document
    secrets = (
        "Ships are back",
        "reopened.",
        "Ann Oak",
        "Cranes",
        "7.jpg",
        "8.jpg",
        "pictures.example",
        "video.example",
    )
    assert [secret for secret in secrets if secret in document] == []


@pytest.mark.parametrize("renderer", FORMATS)
@pytest.mark.parametrize("kind", ["correction", "refile", "reinstatement", "update"])
def test_every_kind_is_said_with_its_note(renderer: Renderer, kind: str) -> None:
    document = read(renderer.render(replace(RICH, kind=kind, public_note="The year was wrong."), SENT))  # type: ignore[arg-type]
    label = {"reinstatement": "REINSTATED"}.get(kind, kind.upper())
    assert f"{label}: The year was wrong." in document


@pytest.mark.parametrize("renderer", FORMATS)
def test_what_was_overtaken_goes_along(renderer: Renderer) -> None:
    carried = (Carried("correction", 2, "It was 1912."),)
    assert "CORRECTION, version 2: It was 1912." in read(renderer.render(RICH, replace(SENT, carried=carried)))


@pytest.mark.parametrize("renderer", FORMATS)
def test_an_embargo_is_said(renderer: Renderer) -> None:
    document = read(renderer.render(replace(RICH, embargo_until=FIVE), replace(SENT, audience="advance")))
    assert re.search(r"2026-05-01[T ]17:00|20260501T170000Z", document)
    held = read(renderer.render(replace(RICH, embargo_until=HELD), SENT))
    assert "HELD: not for publication" in held or "withheld" in held


@pytest.mark.parametrize("renderer", FORMATS)
def test_notices_are_in_the_language_of_the_story(renderer: Renderer) -> None:
    document = read(renderer.render(replace(RICH, kind="correction", language="fr", public_note="1912."), SENT))
    assert "RECTIFICATIF: 1912." in document
    assert "CORRECTION" not in document


@pytest.mark.parametrize("renderer", FORMATS)
@pytest.mark.parametrize(("item", "release"), DISPATCHES)
def test_no_dispatch_breaks_a_renderer(renderer: Renderer, item: NewsItem, release: Release) -> None:
    text = renderer.render(item, release).decode()
    allowed = "\x01\x02\x03\x04\r\n" if renderer.name == "iptc7901" else "\n"
    assert [sign for sign in text if sign < " " and sign not in allowed] == []
    if renderer.name == "iptc7901":
        assert [text.count(sign) for sign in "\x01\x02\x03\x04"] == [1, 1, 1, 1]


@unhurried
@given(news_items())
def test_no_item_breaks_a_renderer(item: NewsItem) -> None:
    for renderer in RENDERERS.values():
        assert renderer.render(item, UNSENT)
        if renderer.render_all:
            assert list(renderer.render_all([(item, UNSENT)] * 2, Channel()))


@pytest.mark.parametrize("renderer", [one for one in FORMATS if one.values[0].render_all])  # type: ignore[union-attr]
def test_many_items_are_one_document_written_as_they_come(renderer: Renderer) -> None:
    taken = []

    def items() -> object:
        for _name, item, release in every_dispatch():
            taken.append(item)
            yield item, release

    assert renderer.render_all
    pieces = renderer.render_all(items(), Channel("Wire", language="en", home="https://agency.example/"))  # type: ignore[arg-type]
    first = next(pieces)
    assert len(taken) <= 1
    assert (first + b"".join(pieces)).count(b"urn:newsml:agency.example:harbour") >= len(DISPATCHES) - 1
    assert len(taken) == len(DISPATCHES)

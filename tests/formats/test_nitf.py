"""NITF: every version in, 3.6 out, nothing lost, nothing trusted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from lxml import etree

from tests.formats.official import examples, faults
from tests.formats.samples import FIVE, RICH, SENT, TEN, every_dispatch
from tests.formats.strategies import news_items, unhurried
from wireroom.formats import newsml_g2, ninjs, nitf
from wireroom.formats.errors import FormatError, NoHeadlineError, NotNewsError
from wireroom.formats.newsitem import (
    HELD,
    Byline,
    Credit,
    Heading,
    Kind,
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
from wireroom.formats.release import UNSENT, Carried, Release, outgoing

NAMES = {"n": "http://iptc.org/std/NITF/2006-10-18/"}
DISPATCHES = [pytest.param(item, release, id=name) for name, item, release in every_dispatch()]


def told(document: bytes, path: str) -> list[str]:
    """What stands at an XPath, texts of elements flattened."""
    found = etree.fromstring(document).xpath(path, namespaces=NAMES)
    return ["".join(node.itertext()) if isinstance(node, etree._Element) else str(node) for node in found]


@unhurried
@given(news_items())
def test_what_is_rendered_is_read_back(item: NewsItem) -> None:
    assert nitf.parse(nitf.render(item)) == outgoing(item, UNSENT)


@unhurried
@given(news_items())
def test_what_is_rendered_is_valid(item: NewsItem) -> None:
    assert faults("nitf", nitf.render(item)) == []


@pytest.mark.parametrize(("item", "release"), DISPATCHES)
def test_every_dispatch_is_valid_and_comes_back(item: NewsItem, release: Release) -> None:
    document = nitf.render(item, release)
    assert faults("nitf", document) == []
    if "\x00" not in item.headline:
        assert nitf.parse(document) == outgoing(item, release)


@pytest.mark.parametrize(
    ("kind", "status", "before", "correction", "message"),
    [
        ("new", "usable", [], [], []),
        ("update", "usable", ["urn:newsml:agency.example:harbour"], [], ["UPDATE: Wrong year."]),
        ("correction", "usable", ["urn:newsml:agency.example:harbour"], ["Wrong year."], ["CORRECTION: Wrong year."]),
        ("refile", "usable", ["urn:newsml:agency.example:harbour"], ["Wrong year."], ["REFILE: Wrong year."]),
        ("reinstatement", "usable", ["urn:newsml:agency.example:harbour"], [], ["REINSTATED: Wrong year."]),
        ("advisory", "usable", ["urn:newsml:agency.example:harbour"], [], ["ADVISORY"]),
        (
            "withdrawal",
            "canceled",
            ["urn:newsml:agency.example:harbour"],
            [],
            ["WITHDRAWAL: Do not use this story; remove it where it is in use. Wrong year."],
        ),
    ],
)
def test_kinds_are_said_as_the_standard_says_them(
    kind: Kind, status: str, before: list[str], correction: list[str], message: list[str]
) -> None:
    document = nitf.render(replace(RICH, kind=kind, public_note="" if kind == "new" else "Wrong year."), SENT)
    assert told(document, "//n:docdata/@management-status") == [status]
    assert told(document, "//n:docdata/@management-doc-idref") == before
    assert told(document, "//n:docdata/@management-idref-status") == (["canceled"] if kind == "withdrawal" else [])
    assert told(document, "//n:correction/@info") == correction
    assert told(document, "//n:ed-msg[@msg-type='status']/@info") == message
    assert told(document, "//n:ed-msg[@msg-type='note']/@info") == [RICH.ed_note]


def test_an_embargo_is_a_release_time_and_no_expiry() -> None:
    document = nitf.render(replace(RICH, embargo_until=FIVE), replace(SENT, audience="advance"))
    assert told(document, "//n:docdata/@management-status") == ["embargoed"]
    assert told(document, "//n:date.release/@norm") == ["20260501T170000Z"]
    assert told(document, "//n:date.expire") == []
    assert told(document, "//n:ed-msg/@info")[0] == "EMBARGOED: not for publication before 2026-05-01 17:00 UTC."


def test_an_embargo_that_is_over_says_so_no_more() -> None:
    document = nitf.render(replace(RICH, embargo_until=TEN), SENT)
    assert told(document, "//n:docdata/@management-status") == ["usable"]
    assert told(document, "//n:ed-msg/@info") == [RICH.ed_note]


def test_what_is_held_without_a_time_is_withheld() -> None:
    document = nitf.render(replace(RICH, embargo_until=HELD), SENT)
    assert told(document, "//n:docdata/@management-status") == ["withheld"]
    assert told(document, "//n:date.release") == []


def test_a_withdrawal_carries_the_notice_and_none_of_the_text() -> None:
    document = nitf.render(replace(RICH, kind="withdrawal", public_note="The port is closed."), SENT)
    notice = "WITHDRAWAL: Do not use this story; remove it where it is in use. The port is closed."
    assert told(document, "/n:nitf/n:body/n:body.content") == [notice]
    for secret in (b"Ships are back", b"Ann Oak", b"7.jpg", b"8.jpg", b"pictures.example", b"video.example"):
        assert secret not in document


def test_what_was_overtaken_goes_along() -> None:
    document = nitf.render(RICH, replace(SENT, carried=(Carried("correction", 2, "It was 1912."),)))
    assert "CORRECTION, version 2: It was 1912." in told(document, "//n:ed-msg/@info")


def test_the_text_keeps_its_markup() -> None:
    document = nitf.render(RICH, SENT)
    assert told(document, "//n:p/n:em[@class='bold']") == ["harbour"]
    assert told(document, "//n:a/@href") == ["https://port.example/r?a=1&b=2", "https://video.example/1"]
    assert told(document, "//n:hl2") == ["What it cost"]
    assert told(document, "//n:bq/n:credit") == ["Ann Oak, mayor of Ansel"]
    assert told(document, "//n:ul/n:li | //n:ol/n:li") == ["Ships", "Cranes", "First", "Second"]
    assert told(document, "//n:th | //n:td") == ["What", "How many", "Ships", "12", "Cranes", ""]
    assert told(document, "//n:media-reference/@alternate-text") == ["Ships", "A crane"]
    assert told(document, "//n:media-caption") == ["Ships at anchor", "The new crane"]
    assert told(document, "//n:media-producer") == ["Bob Elm", "Bob Elm"]


def test_the_least_urgent_is_as_urgent_as_nitf_can_say() -> None:
    document = nitf.render(replace(RICH, priority=9))
    assert told(document, "//n:urgency/@ed-urg") == ["8"]
    assert nitf.parse(document).priority == 9


def test_real_dispatches_survive() -> None:
    for path in examples("..", "data/*.jsonl"):
        for text in path.read_bytes().splitlines()[::25]:
            item = ninjs.parse(text)
            document = nitf.render(item)
            assert nitf.parse(document) == item
            assert faults("nitf", document) == []


# Other people's documents


def test_an_agency_text() -> None:
    (path,) = examples("nitf", "examples/*.xml")
    item = nitf.parse(path.read_bytes())
    assert item.guid == "NTB5df9281a-a270-4dc5-a618-869bbc3bbca7_00"
    assert item.headline == "Pandemien herjer på den legeløse indiske landsbygda"
    assert (item.language, item.slugline, item.section) == ("nb-NO", "india-korona-bygd", "utenriks")
    assert item.subjects == (Subject("subj:07001000", "Sykdom"), Subject("subj:07000000", "Medisin og helse"))
    assert item.credits == (Credit("NTB"),)
    assert [type(block) for block in item.body].count(Heading) == 4
    assert [type(block) for block in item.body].count(Paragraph) == 18


def test_texts_within_newsml_g2_examples() -> None:
    bodies = []
    for path in examples("newsml-g2", "examples/*.xml"):
        if b"<nitf" in path.read_bytes() and "LISTING_25" not in path.name:
            bodies += [item.body for item in newsml_g2.parse_all(path.read_bytes()) if isinstance(item, NewsItem)]
    assert [len(body) > 0 for body in bodies] == [True] * 3


FOREIGN = """<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-2.dtd"><nitf><head><title>T</title>
<tobject tobject.type="news">%(topics)s</tobject><docdata%(status)s><doc-id id-string="d1" regsrc="Agency"/>%(data)s
</docdata></head><body><body.head>%(head)s</body.head><body.content>%(content)s</body.content></body></nitf>"""


def foreign(**parts: str) -> NewsItem:
    return nitf.parse((FOREIGN % {"topics": "", "status": "", "data": "", "head": "", "content": "", **parts}).encode())


def test_statements_of_others_are_read_with_some_sense() -> None:
    item = foreign(
        topics='<tobject.subject tobject.subject.refnum="04005000" tobject.subject.matter="oil"/>',
        data='<urgency ed-urg="2"/><date.issue norm="20240501T100000+0200"/><ed-msg info="Watch\n it."/>'
        '<du-key key="oil" version="3"/><correction info="x"/><doc.copyright holder="H"/>'
        '<key-list><keyword key="oil"/><keyword key="North Sea"/></key-list>',
        head="<hedline><hl1>Oil &amp; gas</hl1></hedline><byline>By Ann Oak, <byttl>Reporter</byttl></byline>"
        "<byline><person>Bob</person></byline><dateline><location><city>Ansel</city></location>, May 1</dateline>"
        "<abstract><p>Oil rises.</p></abstract><rights>Ask.</rights>",
        content="<p>One&nbsp;<em>two</em></p>",
    )
    assert item == NewsItem(
        guid="d1",
        language="und",
        headline="Oil & gas",
        version=3,
        kind="correction",
        slugline="oil",
        summary="Oil rises.",
        body=(Paragraph((Run("One\u00a0"), Run("two", "i"))),),
        bylines=(Byline("Ann Oak"), Byline("Bob")),
        dateline="Ansel, May 1",
        located="Ansel",
        credits=(Credit("Agency"),),
        subjects=(Subject("subj:04005000", "oil"), Subject("tag:north-sea", "North Sea")),
        priority=2,
        version_created=TEN.replace(2024, 5, 1, 8),
        ed_note="Watch it.",
        rights="Ask.",
    )


@pytest.mark.parametrize(
    ("status", "data", "embargo"),
    [
        ("", '<date.issue norm="20240501T100000Z"/><date.release norm="20240501T100000Z"/>', None),
        ("", '<date.issue norm="20240501T080000Z"/><date.release norm="20240501T100000Z"/>', TEN.replace(2024)),
        ("", '<date.release norm="20240501T100000Z"/><date.expire norm="20990501T100000Z"/>', None),
        ("embargoed", '<date.release norm="20240501T100000Z"/>', TEN.replace(2024)),
        ("embargoed", "", HELD),
        ("embargoed", '<date.release norm="Tuesday"/>', HELD),
        ("withheld", "", HELD),
        ("usable", "", None),
    ],
)
def test_when_others_may_be_published(status: str, data: str, embargo: object) -> None:
    assert foreign(status=f' management-status="{status}"', data=data, content="<p>a</p>").embargo_until == embargo


def test_a_cancellation_is_a_withdrawal() -> None:
    assert foreign(status=' management-status="canceled"').kind == "withdrawal"


def test_blocks_of_others_in_any_dress() -> None:
    body = foreign(
        content="<block><dateline>x</dateline><p class='lead'>One</p><ol><li>a</li><li><p>b</p></li></ol></block>"
        "<bq><block><p>Said</p></block><credit>Ann Oak, mayor</credit></bq>"
        "<nitf-table><nitf-table-metadata/><table><tr><th>A</th></tr><tr><td>1</td></tr></table></nitf-table>"
        "<media media-type='photo'><media-reference source='http://x.example/s.jpg' width='10'/><media-reference "
        "source='http://x.example/l.jpg' width='20'/><media-caption><p>Cap</p></media-caption><media-producer>P"
        "</media-producer></media><media media-type='video'><media-reference source='http://x.example/v.mp4'/>"
        "<media-caption>Film</media-caption></media>"
        "<media media-type='image'><media-reference source='image:7'/></media>"
        "<p><em class='bold-italic'>c</em><a href='javascript:x'>d</a><script>e</script></p><pre>f</pre><hr/>",
    ).body
    assert body == (
        Paragraph((Run("x"),)),
        Paragraph((Run("One"),)),
        ListBlock(((Run("a"),), (Run("b"),)), ordered=True),
        Quotation(((Run("Said"),),), "Ann Oak", "mayor"),
        Table((((Run("1"),),),), ((Run("A"),),)),
        Picture("http://x.example/l.jpg", "", "Cap", "P", 20),
        LinkCard("http://x.example/v.mp4", "Film"),
        Picture("image:7"),
        Paragraph((Run("c", "bi"), Run("de"))),
        Paragraph((Run("f"),)),
    )


def test_a_document_without_an_id_has_the_same_name_at_every_reading() -> None:
    source = b"<nitf><body><body.content><p>Rain</p></body.content></body></nitf>"
    assert nitf.parse(source).guid == nitf.parse(source).guid
    assert nitf.parse(source).guid.startswith("urn:sha256:")
    assert nitf.parse(source).headline == "Rain"
    assert nitf.parse(source.replace(b"Rain", b"Snow")).guid != nitf.parse(source).guid


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"<newsItem/>", NotNewsError),
        (b"<nitf/>", NoHeadlineError),
        (b"<nitf><body>", FormatError),
        (b"<nitf>" * 10_000, FormatError),
    ],
)
def test_what_is_no_document_is_refused_with_a_reason(source: bytes, error: type[FormatError]) -> None:
    with pytest.raises(error):
        nitf.parse(source)

"""NewsML-G2: every version in, 2.35 out, nothing lost, nothing trusted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from lxml import etree

from tests.formats.official import examples, faults
from tests.formats.samples import FIVE, NOON, RICH, SENT, every_dispatch
from tests.formats.strategies import news_items, unhurried
from wireroom.formats import newsml_g2, ninjs
from wireroom.formats.errors import FormatError, NoHeadlineError, NotNewsError
from wireroom.formats.newsitem import HELD, Byline, Credit, NewsItem, Paragraph, Picture, Run, Subject
from wireroom.formats.release import UNSENT, Carried, Channel, Release, outgoing

NAMES = {"g": "http://iptc.org/std/nar/2006-10-01/", "h": "http://www.w3.org/1999/xhtml"}
DISPATCHES = [pytest.param(item, release, id=name) for name, item, release in every_dispatch()]


def told(document: bytes, path: str) -> list[str]:
    """What stands at an XPath, texts of elements flattened."""
    found = etree.fromstring(document).xpath(path, namespaces=NAMES)
    return ["".join(node.itertext()) if isinstance(node, etree._Element) else str(node) for node in found]


@unhurried
@given(news_items())
def test_what_is_rendered_is_read_back(item: NewsItem) -> None:
    assert newsml_g2.parse(newsml_g2.render(item)) == outgoing(item, UNSENT)


@unhurried
@given(news_items())
def test_what_is_rendered_is_valid(item: NewsItem) -> None:
    assert faults("newsml-g2", newsml_g2.render(item)) == []


@pytest.mark.parametrize(("item", "release"), DISPATCHES)
def test_every_dispatch_is_valid_and_comes_back(item: NewsItem, release: Release) -> None:
    document = newsml_g2.render(item, release)
    assert faults("newsml-g2", document) == []
    if "\x00" not in item.headline:
        assert newsml_g2.parse(document) == outgoing(item, release)


@pytest.mark.parametrize(
    ("kind", "status", "signals"),
    [
        ("new", "stat:usable", []),
        ("update", "stat:usable", ["sig:update"]),
        ("correction", "stat:usable", ["sig:correction"]),
        ("refile", "stat:usable", ["sig:update"]),
        ("reinstatement", "stat:usable", ["sig:update"]),
        ("advisory", "stat:usable", []),
        ("withdrawal", "stat:canceled", []),
    ],
)
def test_kinds_are_said_as_the_standard_says_them(kind: str, status: str, signals: list[str]) -> None:
    document = newsml_g2.render(replace(RICH, kind=kind), SENT)  # type: ignore[arg-type]  # every kind is one
    assert told(document, "//g:itemMeta/g:pubStatus/@qcode") == [status]
    assert told(document, "//g:signal/@qcode") == signals


def test_a_withdrawal_carries_the_notice_and_none_of_the_text() -> None:
    document = newsml_g2.render(replace(RICH, kind="withdrawal", public_note="The port is closed."), SENT)
    notice = "WITHDRAWAL: Do not use this story; remove it where it is in use. The port is closed."
    assert told(document, "//h:body") == [notice]
    assert told(document, "//g:edNote[contains(@roleuri, 'kind')]") == [notice]
    for secret in (b"Ships are back", b"Ann Oak", b"7.jpg", b"8.jpg", b"pictures.example", b"video.example"):
        assert secret not in document


def test_embargo_is_a_hold_and_no_label() -> None:
    assert told(newsml_g2.render(replace(RICH, embargo_until=FIVE)), "//g:embargoed") == ["2026-05-01T17:00:00Z"]
    held = newsml_g2.render(replace(RICH, embargo_until=HELD))
    assert told(held, "//g:embargoed") == [""]
    assert told(held, "//g:pubStatus/@qcode") == ["stat:withheld"]


def test_what_was_overtaken_goes_along() -> None:
    release = replace(SENT, carried=(Carried("correction", 2, "It was 1912."), Carried("update", 1)))
    document = newsml_g2.render(replace(RICH, kind="update"), release)
    assert told(document, "//g:signal/@qcode") == ["sig:update", "sig:correction"]
    notes = ["CORRECTION, version 2: It was 1912.", "UPDATE, version 1"]
    assert told(document, "//g:edNote[contains(@roleuri, 'carried')]") == notes


def test_notices_are_in_the_language_of_the_story() -> None:
    document = newsml_g2.render(replace(RICH, kind="correction", language="ru", public_note="Год."))
    assert told(document, "//g:edNote[contains(@roleuri, 'kind')]") == ["ИСПРАВЛЕНИЕ: Год."]


def test_the_text_keeps_its_markup() -> None:
    document = newsml_g2.render(RICH, SENT)
    assert told(document, "//h:p/h:strong") == ["harbour"]
    assert told(document, "//h:a[not(@class)]/@href") == ["https://port.example/r?a=1&b=2"]
    assert told(document, "//h:blockquote//h:cite") == ["Ann Oak"]
    assert told(document, "//h:img/@src") == [
        "https://agency.example/7.jpg",
        "https://agency.example/8.jpg",
        "https://pictures.example/9.jpg",
    ]
    assert told(document, "//h:ul/h:li | //h:ol/h:li") == ["Ships", "Cranes", "First", "Second"]
    assert told(document, "//h:td") == ["Ships", "12", "Cranes", ""]


def test_links_of_a_translation_and_its_group() -> None:
    document = newsml_g2.render(RICH, SENT)
    assert told(document, "//g:link[@rel='irel:translatedFrom']/@residref") == ["urn:newsml:agency.example:hafen"]
    assert told(document, "//g:memberOf/@literal") == ["g-harbour"]
    assert told(document, "//g:altId") == ["41"]
    assert told(document, "//g:altRep") == ["https://agency.example/en/news/harbour/"]


# Messages and packages


def test_a_message_holds_many_and_is_valid() -> None:
    items = [(item, release) for _name, item, release in every_dispatch()]
    message = b"".join(newsml_g2.render_all(iter(items), Channel(sender="Agency", title="All", sent_at=NOON)))
    assert faults("newsml-g2", message) == []
    found = newsml_g2.parse_all(message)
    assert len(found) == len(items)
    assert found[0] == outgoing(*items[0])


def test_a_message_is_written_as_its_items_come() -> None:
    pieces = newsml_g2.render_all(iter([(RICH, SENT)]), Channel())
    assert next(pieces).endswith(b"<itemSet>")
    assert next(pieces).startswith(b"\n<newsItem ")


def test_language_versions_go_out_as_alternatives() -> None:
    other = replace(RICH, guid="urn:newsml:agency.example:port", language="fr", headline="Le port", version=2)
    message = newsml_g2.render_group([(RICH, SENT), (other, SENT)], Channel(sent_at=NOON))
    assert faults("newsml-g2", message) == []
    assert told(message, "//g:packageItem/@version") == ["5"]
    assert told(message, "//g:group/@mode") == ["pgrmod:alt"]
    assert told(message, "//g:group/g:itemRef/@residref") == [RICH.guid, other.guid]
    assert told(message, "//g:group/g:itemRef/g:title/@xml:lang") == ["en", "fr"]
    assert newsml_g2.parse_all(message) == (outgoing(RICH, SENT), outgoing(other, SENT))


# Other people's items


def test_every_official_example_is_read_or_refused_with_a_reason() -> None:
    paths = examples("newsml-g2", "examples/*.xml", "testsuite/*/*/*.xml")
    found = Counter[str]()
    for path in paths:
        try:
            parsed = newsml_g2.parse_all(path.read_bytes())
        except FormatError as error:
            found[error.code] += 1
        else:
            found.update("read" if isinstance(item, NewsItem) else item.code for item in parsed)
    assert found == {"read": 23, "no-headline": 99, "not-news": 78}


def test_every_example_that_says_something_is_read() -> None:
    for path in examples("newsml-g2", "examples/*.xml", "testsuite/*/should_pass/*.xml"):
        source = path.read_text(errors="replace")
        if "<newsItem" in source and re.search("<(nar:)?headline|<(nar:)?title", source):
            found = newsml_g2.parse_all(path.read_bytes())
            assert any(isinstance(item, NewsItem) for item in found), path


def test_an_agency_text_with_its_picture() -> None:
    (path,) = examples("newsml-g2", "examples/TT_newsmlg2_sample.xml")
    (item,) = newsml_g2.parse_all(path.read_bytes())
    assert isinstance(item, NewsItem)
    assert item.headline == 'Jan Guillou skriver på ny "Hamilton"-bok'
    assert (item.language, item.priority, item.credits) == ("sv", 3, (Credit("TT"),))
    assert item.lead_picture is not None
    assert (item.lead_picture.width, item.lead_picture.height) == (4928, 3280)
    assert item.subjects[0] == Subject("medtop:20000013", "Litteratur")
    assert [type(block).__name__ for block in item.body].count("Quotation") == 2


def test_a_text_in_nitf_within_an_item() -> None:
    (path,) = examples("newsml-g2", "examples/LISTING_2_*.xml")
    item = newsml_g2.parse(path.read_bytes())
    assert item.bylines == (Byline("Meredith Jameson"),)
    assert item.credits == (Credit("Associated Press"),)
    assert item.located == "New York, NY"
    assert [type(block) for block in item.body] == [Paragraph, Paragraph]


FOREIGN = """<newsItem guid="urn:x:1" version="{version}"><itemMeta><itemClass qcode="ninat:text"/>
<versionCreated>{created}</versionCreated>{meta}</itemMeta><contentMeta><headline>Rain
 falls</headline>{about}</contentMeta><contentSet>{content}</contentSet></newsItem>"""


def foreign(version: str = "2", created: str = "2024-05-01T10:00:00Z", **parts: str) -> NewsItem:
    said = {"meta": "", "about": "", "content": "", **parts}
    return newsml_g2.parse(FOREIGN.format(version=version, created=created, **said).encode())


def test_statements_of_others_are_read_with_some_sense() -> None:
    item = foreign(
        meta='<firstCreated>2024-05-01T09:00:00Z</firstCreated><pubStatus qcode="stat:usable"/>'
        '<service qcode="svc:uk"><name>Top UK</name></service><edNote>Kill\n it.</edNote>'
        '<signal uri="http://cv.iptc.org/newscodes/signal/correction"/>',
        about='<urgency>2</urgency><located><name>Ansel</name></located><creator><name xml:lang="de">Anna</name>'
        '<name xml:lang="en">Ann</name></creator><language tag="en-us"/><keyword>ships</keyword>'
        '<by>By Ann Oak</by><description role="drol:summary">Wet.</description>',
        content="<inlineXML><html><body><p>One <b>two</b></p></body></html></inlineXML><inlineData>One</inlineData>",
    )
    assert item == NewsItem(
        guid="urn:x:1",
        language="en-US",
        headline="Rain falls",
        version=2,
        kind="correction",
        summary="Wet.",
        body=(Paragraph((Run("One "), Run("two", "b"))),),
        bylines=(Byline("Ann Oak"),),
        located="Ansel",
        section="top-uk",
        subjects=(Subject("tag:ships", "ships"),),
        priority=2,
        first_created=newsml_g2.parse(newsml_g2.render(RICH)).first_created.replace(2024, 5, 1, 9),  # type: ignore[union-attr]
        version_created=NOON.replace(2024, 5, 1, 10),
        ed_note="Kill it.",
    )


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ("<inlineData contenttype='text/plain'>One\n\nTwo</inlineData>", ["One", "Two"]),
        ("<inlineData contenttype='text/html'>&lt;p&gt;One&lt;/p&gt;</inlineData>", ["One"]),
        ("<inlineData encoding='encd:base64'>AAAA</inlineData>", []),
        ("<inlineXML><nitf><body><body.content><p>One</p></body.content></body></nitf></inlineXML>", ["One"]),
        ("<inlineXML><p>One</p></inlineXML>", ["One"]),
        ("<inlineXML><html><body><script>x()</script><p onclick='x'>One</p></body></html></inlineXML>", ["One"]),
    ],
)
def test_content_of_others_in_any_dress(content: str, texts: list[str]) -> None:
    body = foreign(content=content).body
    assert [block.content[0].text for block in body if isinstance(block, Paragraph)] == texts


def test_material_held_by_its_provider_is_held() -> None:
    assert foreign(meta='<pubStatus qcode="stat:withheld"/>').embargo_until == HELD
    assert foreign(meta="<embargoed/>").embargo_until == HELD
    unread = foreign(meta="<embargoed>Tuesday noon</embargoed>")
    assert (unread.embargo_until, unread.extra) == (HELD, (("embargoed", "Tuesday noon"),))
    assert foreign(meta='<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>').kind == "withdrawal"


def test_what_cannot_be_read_is_kept_as_it_was() -> None:
    item = foreign(version="2b", created="May")
    assert (item.version, item.version_created, item.extra) == (1, None, (("versionCreated", "May"),))


def test_pictures_of_others_never_name_ours() -> None:
    source = b"""<newsItem guid="urn:x:1"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta><contentMeta>
    <headline>A</headline></contentMeta><contentSet><remoteContent href="image:1"/>%s</contentSet></newsItem>"""
    assert newsml_g2.parse(source % b"").lead_picture is None
    sized = b"<remoteContent href='http://x.example/1' width='9'/><remoteContent href='http://x.example/2' width='10'/>"
    assert newsml_g2.parse(source % sized).lead_picture == Picture("http://x.example/2", width=10)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"<newsItem/>", NotNewsError),
        (b"<newsItem guid='urn:x:1'/>", NoHeadlineError),
        (b"<newsMessage/>", NotNewsError),
        (b"<newsMessage><itemSet><conceptItem/></itemSet></newsMessage>", NotNewsError),
        (b"<html/>", NotNewsError),
        (b"<newsItem", FormatError),
    ],
)
def test_what_is_no_item_is_refused_with_a_reason(source: bytes, error: type[FormatError]) -> None:
    with pytest.raises(error):
        newsml_g2.parse(source)


def test_one_bad_item_does_not_spoil_a_message() -> None:
    message = b"<newsMessage><itemSet>%s<newsItem/>%s</itemSet></newsMessage>"
    good = newsml_g2.render(RICH).partition(b"?>")[2]
    first, second, third = newsml_g2.parse_all(message % (good, good))
    assert first == third == RICH
    assert isinstance(second, NotNewsError)


def test_real_dispatches_survive() -> None:
    for path in examples("..", "data/*.jsonl"):
        for text in path.read_bytes().splitlines()[::25]:
            item = ninjs.parse(text)
            document = newsml_g2.render(item)
            assert newsml_g2.parse(document) == item
            assert faults("newsml-g2", document) == []

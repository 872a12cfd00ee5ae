"""NewsML 1.x, as older wires send it."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from tests.formats.official import examples
from wireroom.formats import newsml_1
from wireroom.formats.errors import FormatError, NoHeadlineError, NotNewsError
from wireroom.formats.newsitem import HELD, Byline, Credit, LinkCard, NewsItem, Paragraph, Picture, Run, Subject

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
SOURCE = """<NewsML Version="1.2"><NewsItem xml:lang="en"><Identification><NewsIdentifier>
<ProviderId>x.example</ProviderId><DateId>20240501</DateId><NewsItemId>7</NewsItemId>
<RevisionId PreviousRevision="1" Update="N">2</RevisionId>
<PublicIdentifier>urn:newsml:x.example:20240501:7:2</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><FirstCreated>20240501T100000Z</FirstCreated>
<ThisRevisionCreated>20240501T140000+0200</ThisRevisionCreated>%(management)s<Urgency FormalName="2"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Rain falls</HeadLine><ByLine>By Ann Oak</ByLine><DateLine>ANSEL, May 1 -</DateLine>
<CreditLine>X</CreditLine><SlugLine>rain</SlugLine></NewsLines>%(content)s</NewsComponent></NewsItem></NewsML>"""
CONTENT = """<ContentItem><MimeType FormalName="text/xhtml"/><DataContent><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>t</title></head><body><p>One <b>two</b></p></body></html></DataContent></ContentItem>"""


def parsed(management: str = '<Status FormalName="Usable"/>', content: str = CONTENT) -> NewsItem:
    (item,) = newsml_1.parse((SOURCE % {"management": management, "content": content}).encode())
    assert isinstance(item, NewsItem)
    return item


def test_an_item_is_read() -> None:
    assert parsed() == NewsItem(
        guid="urn:newsml:x.example:20240501:7",
        language="en",
        headline="Rain falls",
        version=2,
        slugline="rain",
        body=(Paragraph((Run("One "), Run("two", "b"))),),
        bylines=(Byline("Ann Oak"),),
        dateline="ANSEL, May 1",
        credits=(Credit("X"),),
        priority=2,
        first_created=NOON.replace(hour=10),
        version_created=NOON,
    )


@pytest.mark.parametrize(
    ("management", "kind", "embargo"),
    [
        ('<Status FormalName="Canceled"/>', "withdrawal", None),
        ('<Status FormalName="Usable"/><Instruction FormalName="Correction"/>', "correction", None),
        ('<Status FormalName="Usable"/><Instruction FormalName="Update"/>', "update", None),
        ('<Status FormalName="Withheld"/>', "new", HELD),
        ('<Status FormalName="Embargoed"/>', "new", HELD),
        (
            '<Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Usable"/>'
            "<DateAndTime>20240501T120000Z</DateAndTime></StatusWillChange>",
            "new",
            NOON,
        ),
        (
            '<Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Canceled"/>'
            "<DateAndTime>20240501T120000Z</DateAndTime></StatusWillChange>",
            "new",
            HELD,
        ),
    ],
)
def test_states_are_read(management: str, kind: str, embargo: datetime | None) -> None:
    item = parsed(management)
    assert (item.kind, item.embargo_until) == (kind, embargo)


@pytest.mark.parametrize(
    "content",
    [
        "<ContentItem><DataContent><nitf><body><body.content><p>One</p></body.content></body></nitf></DataContent></ContentItem>",
        "<ContentItem><DataContent><![CDATA[<p>One</p>]]></DataContent></ContentItem>",
        "<ContentItem><DataContent>One</DataContent></ContentItem>",
        "<ContentItem><DataContent><p>One</p></DataContent></ContentItem><ContentItem><MimeType FormalName='text/css'/>"
        "<DataContent>.much { longer: than; the: text }</DataContent></ContentItem>",
    ],
)
def test_text_in_any_dress(content: str) -> None:
    assert parsed(content=content).body == (Paragraph((Run("One"),)),)


def test_official_examples() -> None:
    found = []
    for path in examples("newsml-1.2", "examples/*.xml"):
        found += newsml_1.parse(path.read_bytes())
    items = [item for item in found if isinstance(item, NewsItem)]
    assert len(items) == len(found) == 5
    assert [len(item.body) for item in items] == [42, 27, 14, 21, 14]
    afp, dell, *_others, film = items
    assert (afp.guid, afp.located, afp.priority) == ("urn:newsml:afp.com:20210516T080625Z:TX-PAR-WGF71", "Gaza City", 4)
    assert afp.ed_note == "RECASTS with attack on Hamas targets, RAISES Gaza death toll, UPDATES throughout"
    assert afp.subjects[0] == Subject("subj:16000000")
    assert isinstance(dell.lead_picture, Picture)
    assert (dell.lead_picture.width, len(dell.pictures)) == (2962, 1)
    assert isinstance(film.body[-1], LinkCard)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"<NewsML/>", NotNewsError),
        (b"<newsItem/>", NotNewsError),
        (b"<NewsML><NewsItem>", FormatError),
    ],
)
def test_what_is_no_document_is_refused_with_a_reason(source: bytes, error: type[FormatError]) -> None:
    with pytest.raises(error):
        newsml_1.parse(source)


def test_a_bad_item_is_reported_in_its_place() -> None:
    name = "<Identification><NewsIdentifier><PublicIdentifier>a</PublicIdentifier></NewsIdentifier></Identification>"
    headline = "<NewsComponent><NewsLines><HeadLine>Rain</HeadLine></NewsLines></NewsComponent>"
    items = (f"<NewsItem>{part}</NewsItem>" for part in (name, headline, name + headline))
    found = newsml_1.parse(f"<NewsML>{''.join(items)}</NewsML>".encode())
    assert [type(one) for one in found] == [NoHeadlineError, NotNewsError, NewsItem]


def test_a_flood_of_components_takes_no_longer_than_its_length() -> None:
    flood = "<NewsComponent>" * 240 + "<NewsComponent/>" * 60_000 + "</NewsComponent>" * 240
    started = time.process_time()
    assert parsed(content=flood).headline == "Rain falls"
    assert time.process_time() - started < 2

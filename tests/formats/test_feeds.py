"""RSS and Atom in, one item an entry."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.shared_material import shared
from wireroom.formats import feeds
from wireroom.formats.errors import (
    FormatError,
    NoHeadlineError,
    NotFeedError,
    TooLargeError,
    TruncatedError,
)
from wireroom.formats.html import render_blocks
from wireroom.formats.newsitem import (
    Byline,
    Credit,
    LinkCard,
    NewsItem,
    Paragraph,
    Picture,
    Run,
    Subject,
)

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Ansel &amp; Oak</title><link>https://news.example/</link><language>fr-fr</language><copyright>Ours</copyright>
{}</channel></rss>"""
ATOM = (
    """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-hans"><title>Wire</title><id>urn:x:feed</id>{}</feed>"""
)


def items(source: str, address: str = "") -> tuple[NewsItem | FormatError, ...]:
    return feeds.parse(source.encode(), address)


def rss_item(members: str) -> NewsItem:
    (item,) = items(RSS.format(f"<item><title>Rain</title>{members}</item>"))
    assert isinstance(item, NewsItem)
    return item


def words(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def test_a_full_rss_entry() -> None:
    item = rss_item(
        """<guid isPermaLink="false">g-1</guid><link>/rain</link>
        <description>Much &lt;b&gt;rain&lt;/b&gt;</description>
        <content:encoded>
        <![CDATA[<p>One <a href="/a">two</a></p><img src="p.png"><script>x</script>]]></content:encoded>
        <dc:creator>Ann Oak</dc:creator><author>desk@news.example (Bob Elm)</author>
        <category>World News</category><category domain="d">rain</category>
        <pubDate>Mon, 01 Jan 2024 10:00:00 +0200</pubDate>
        <enclosure url="https://news.example/e.jpg" type="image/jpeg" length="5"/>
        <enclosure url="https://news.example/e.mp3" type="audio/mpeg" length="5"/>
        <media:content url="https://news.example/s.jpg" medium="image" width="140" height="90"/>
        <media:content url="https://news.example/l.jpg" medium="image" width="700" height="450"/>
        <media:credit>Ann/AP</media:credit>"""
    )
    assert item == NewsItem(
        guid="g-1",
        language="fr-FR",
        headline="Rain",
        summary="Much rain",
        body=(
            Paragraph((Run("One "), Run("two", "", "https://news.example/a"))),
            Picture("https://news.example/p.png"),
            LinkCard("https://news.example/e.mp3", "news.example", "audio/mpeg"),
        ),
        bylines=(Byline("Ann Oak"), Byline("Bob Elm")),
        credits=(Credit("Ansel & Oak"),),
        section="world-news",
        subjects=(Subject("tag:world-news", "World News"), Subject("tag:rain", "rain")),
        first_created=datetime(2024, 1, 1, 8, tzinfo=UTC),
        version_created=datetime(2024, 1, 1, 8, tzinfo=UTC),
        rights="Ours",
        lead_picture=Picture("https://news.example/l.jpg", "", "", "Ann/AP", 700, 450),
        pictures=(Picture("https://news.example/e.jpg", "", "", "Ann/AP"),),
        extra=(("link", "https://news.example/rain"),),
    )


def test_a_full_atom_entry() -> None:
    (item,) = items(
        ATOM.format(
            """<entry><id>urn:x:1</id><title type="html">R&amp;amp;D &amp;lt;3</title>
            <link href="https://news.example/1"/><link rel="enclosure" type="image/png" href="/e.png"/>
            <published>2024-01-01T10:00:00Z</published><updated>2024-01-02T10:00:00.5+01:00</updated>
            <author><name>Ann</name></author><author><name>Bob</name><email>b@news.example</email></author>
            <source><title>TASS</title></source><rights>Theirs</rights>
            <category term="wx" label="Weather"/><summary>Short</summary>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><h2>Two</h2></div></content>
            </entry>"""
        )
    )
    assert isinstance(item, NewsItem)
    assert item.guid == "urn:x:1"
    assert item.language == "zh-Hans"
    assert item.headline == "R&D <3"
    assert item.summary == "Short"
    assert render_blocks(item.body) == "<p>One</p>\n<h2>Two</h2>"
    assert item.bylines == (Byline("Ann"), Byline("Bob"))
    assert item.credits == (Credit("TASS"),)
    assert item.subjects == (Subject("tag:weather", "Weather"),)
    assert item.first_created == datetime(2024, 1, 1, 10, tzinfo=UTC)
    assert item.version_created == datetime(2024, 1, 2, 9, tzinfo=UTC)
    assert item.rights == "Theirs"
    assert item.lead_picture == Picture("https://news.example/e.png")


def test_a_summary_alone_is_the_text() -> None:
    item = rss_item("<description>One\n\nTwo</description>")
    assert (item.summary, item.body) == ("", (words("One"), words("Two")))


def test_a_picture_in_the_text_is_not_repeated() -> None:
    item = rss_item(
        "<description>&lt;img src='https://news.example/e.jpg'&gt;One</description>"
        '<enclosure url="https://news.example/e.jpg" type="image/jpeg"/>'
    )
    assert item.lead_picture is None


def test_a_thumbnail_stands_in_for_a_picture() -> None:
    item = rss_item('<media:thumbnail url="https://news.example/t.jpg" width="10" height="x"/>')
    assert item.lead_picture == Picture("https://news.example/t.jpg", width=10)


def test_an_enclosure_without_type_is_judged_by_its_name() -> None:
    item = rss_item('<enclosure url="https://news.example/a.JPG?x"/><enclosure url="https://news.example/a.mov"/>')
    assert item.lead_picture == Picture("https://news.example/a.JPG?x")
    assert item.body == (LinkCard("https://news.example/a.mov", "news.example"),)


def test_enclosures_elsewhere_than_on_the_web_are_dropped() -> None:
    assert rss_item('<enclosure url="javascript:x" type="image/png"/>').lead_picture is None


@pytest.mark.parametrize(
    ("members", "guid"),
    [
        ("<guid>g</guid><link>https://news.example/1</link>", "g"),
        ("<link>https://news.example/1</link>", "https://news.example/1"),
        ("", "urn:sha256:"),
    ],
)
def test_guid_from_id_or_link_or_what_is_said(members: str, guid: str) -> None:
    assert rss_item(members).guid.startswith(guid)


def test_guid_of_what_is_said_is_stable_and_tells_apart() -> None:
    one, two, three = (rss_item(f"<description>{text}</description>").guid for text in ("a", "b", "a"))
    assert one == three != two


def test_an_entry_without_title_begins_with_its_text() -> None:
    (item,) = items(RSS.format("<item><description>It rained. All day.</description></item>"))
    assert isinstance(item, NewsItem)
    assert item.headline == "It rained. All day."


def test_undated_and_unnamed() -> None:
    (item,) = items("<rss><channel><item><title>Rain</title></item></channel></rss>")
    assert isinstance(item, NewsItem)
    assert (item.first_created, item.version_created, item.credits, item.language) == (None, None, (), "und")


def test_a_bad_entry_is_reported_and_the_rest_goes_on() -> None:
    source = RSS.format(
        "<item><title>One</title></item><item><guid>g</guid></item>"
        f"<item><title>{'x' * 1_000_000}</title></item><item><title>Four</title></item>"
    )
    one, two, three, four = items(source)
    assert isinstance(one, NewsItem)
    assert isinstance(two, NoHeadlineError)
    assert two.message == "The entry g has neither a title nor a text."
    assert isinstance(three, TooLargeError)
    assert isinstance(four, NewsItem)


def test_a_feed_that_breaks_off_gives_no_half_entry() -> None:
    one, two = items(RSS.format("<item><title>One</title></item><item><title>Two</title>")[:-20])
    assert isinstance(one, NewsItem)
    assert isinstance(two, TruncatedError)


def test_an_unclean_feed_is_read_all_the_same() -> None:
    (item,) = items(RSS.format("<item><title>R & D</title><description>a <b>b</description></item>"))
    assert isinstance(item, NewsItem)
    assert item.headline == "R & D"


def test_a_wrong_label_of_the_encoding_is_seen_through() -> None:
    source = RSS.replace("utf-8", "us-ascii").format("<item><title>Дождь</title></item>")
    (item,) = items(source)
    assert isinstance(item, NewsItem)
    assert item.headline == "Дождь"


@pytest.mark.parametrize("data", [b"", b"no feed", b"<html><body>x</body></html>", b"\x00" * 100])
def test_what_is_no_feed_is_refused(data: bytes) -> None:
    with pytest.raises(NotFeedError):
        feeds.parse(data)


def test_bytes_are_never_taken_for_the_name_of_a_file(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(RSS.format("<item><title>Rain</title></item>"))
    with pytest.raises(NotFeedError):
        feeds.parse(str(feed).encode())


def test_a_feed_above_the_cap_is_refused() -> None:
    with pytest.raises(TooLargeError):
        feeds.parse(b" " * (feeds.MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Ann Oak", "Ann Oak"),
        ("desk@news.example (Ann Oak)", "Ann Oak"),
        ("Ann Oak &lt;ann@news.example&gt;", "Ann Oak"),
        ("Ann Oak (Reuters)", "Ann Oak (Reuters)"),
        ("ann@news.example", ""),
    ],
)
def test_a_byline_is_a_name_without_address(author: str, name: str) -> None:
    assert rss_item(f"<author>{author}</author>").bylines == ((Byline(name),) if name else ())


ENTITIES = {
    "laughs": "<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {n} '{p * 10}'>" for n, p in zip("bcdefghij", [f"&{c};" for c in "abcdefghi"], strict=True)),
    "file": "<!ENTITY j SYSTEM 'file:///etc/passwd'>",
    "web": "<!ENTITY j SYSTEM 'http://127.0.0.1:9/x'>",
    "parameter": "<!ENTITY % p SYSTEM 'file:///etc/passwd'>%p;<!ENTITY j 'x'>",
}


@pytest.mark.parametrize("entities", ENTITIES.values(), ids=list(ENTITIES))
def test_no_entity_expands(entities: str) -> None:
    source = RSS.format("<item><title>Rain &j;</title><description>One</description></item>")
    (item,) = items(source.replace("<rss", f"<!DOCTYPE rss [{entities}]><rss", 1))
    assert isinstance(item, NewsItem)
    assert len(item.headline) < 20
    assert item.body == (words("One"),)


def test_deep_nesting_is_read() -> None:
    found = items(RSS.format("<item><title>One</title>" + "<x>" * 10_000 + "</x>" * 10_000 + "</item>"))
    assert len(found) == 1


def archived(*parts: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(shared(*parts)) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file and member.isfile():
                yield member.name, file.read()


def test_every_hostile_feed_is_read_or_refused() -> None:
    read = 0
    for _, data in archived("hostile", "feedparser-tests.tar.gz"):
        try:
            found = feeds.parse(data, "https://news.example/feed")
        except FormatError:
            continue
        read += sum(isinstance(item, NewsItem) for item in found)
    assert read > 500


def test_validator_feeds_are_read() -> None:
    read = 0
    for _, data in archived("standards", "feeds-testcases", "feedvalidator-testcases.tar.gz"):
        try:
            found = feeds.parse(data)
        except FormatError:
            continue
        read += sum(isinstance(item, NewsItem) for item in found)
    assert read > 500


def test_hostile_xml_is_no_feed() -> None:
    for path in shared("hostile", "xml").iterdir():
        with pytest.raises(NotFeedError):
            feeds.parse(path.read_bytes())

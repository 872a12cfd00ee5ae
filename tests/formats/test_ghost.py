"""Ghost's export in: what a newsroom wants to keep, what is not for everybody, what breaks."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.ghosts import HOME, export, post, tables
from tests.formats.strategies import dirty_texts, unhurried
from tests.shared_material import shared
from wireroom.formats import ghost
from wireroom.formats.archives import Entry, LeftOutError
from wireroom.formats.errors import FormatError, NoHeadlineError, NotNewsError, TruncatedError
from wireroom.formats.html import plain_text, render_blocks
from wireroom.formats.newsitem import (
    HELD,
    Byline,
    Heading,
    LinkCard,
    ListBlock,
    NewsItem,
    Paragraph,
    Picture,
    Quotation,
    Run,
    Subject,
)
from wireroom.formats.registry import sniff


def read(source: bytes, home: str = HOME) -> list[Entry]:
    return list(ghost.read(io.BytesIO(source), home))


def only(home: str = HOME, metas: list[dict[str, Any]] | None = None, **columns: Any) -> NewsItem:
    (entry,) = read(export(post(**columns), metas=metas), home)
    assert isinstance(entry.item, NewsItem)
    return entry.item


def test_a_full_post() -> None:
    found = only(
        html='<p>The <strong>ferry</strong> is <a href="__GHOST_URL__/x/">back</a>.</p>',
        custom_excerpt="It is back.",
        feature_image="__GHOST_URL__/content/images/2019/05/ferry.jpg",
        metas=[{"id": "m", "post_id": "p1", "feature_image_alt": "A ferry", "feature_image_caption": "<i>In</i> port"}],
    )
    assert found == NewsItem(
        guid="ghost:post:00000000-0000-4000-8000-0000000000p1",
        language="en",
        headline="Ferry returns",
        version=26_298_904,
        summary="It is back.",
        body=(Paragraph((Run("The "), Run("ferry", "b"), Run(" is "), Run("back", "", f"{HOME}/x/"), Run("."))),),
        bylines=(Byline("Ann Oak"), Byline("Cy Ash")),
        section="harbour",
        subjects=(Subject("tag:harbour", "Harbour"), Subject("tag:storm", "Storm")),
        first_created=datetime(2019, 5, 4, 10, 30, tzinfo=UTC),
        version_created=datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
        lead_picture=Picture(f"{HOME}/content/images/2019/05/ferry.jpg", "A ferry", "In port"),
        extra=(("link", f"{HOME}/ferry-p1/"),),
    )


def test_it_is_known_from_ninjs() -> None:
    assert sniff(export(post())) == "ghost"
    assert sniff(json.dumps({"meta": {"version": "4.0"}, "data": tables(post())}, indent=1).encode()) == "ghost"
    assert sniff(json.dumps({"data": tables(post())}).encode()) == "ninjs"
    assert sniff(b'{"uri": "x", "db": []}') == "ninjs"


@pytest.mark.parametrize(
    ("columns", "is_public"),
    [
        ({}, True),
        ({"status": "draft", "published_at": None}, False),
        ({"status": "scheduled"}, False),
        ({"status": "sent"}, False),
        ({"status": "whatever"}, False),
        ({"status": None}, False),
        ({"visibility": "members"}, False),
        ({"visibility": "paid"}, False),
        ({"visibility": "tiers"}, False),
        ({"visibility": "label:vip"}, False),
        ({"visibility": None}, True),
    ],
)
def test_what_is_not_for_everybody_is_held(columns: dict[str, Any], is_public: bool) -> None:
    assert only(**columns).embargo_until == (None if is_public else HELD)


def test_what_was_only_mailed_is_held() -> None:
    assert only(metas=[{"post_id": "p1", "email_only": 1}]).embargo_until == HELD
    assert only(metas=[{"post_id": "p1", "email_only": True}]).embargo_until == HELD
    assert only(metas=[{"post_id": "p1", "email_only": 0}]).embargo_until is None


def test_a_planned_post_says_for_when() -> None:
    assert only(status="scheduled").extra == (("planned-for", "2019-05-04T10:30:00+00:00"),)
    assert only(status="scheduled", visibility="paid").extra == ()


@pytest.mark.parametrize("columns", [{"type": "page"}, {"page": 1}, {"page": True}])
def test_pages_are_left_out(columns: dict[str, Any]) -> None:
    (entry,) = read(export(post(**columns)))
    assert isinstance(entry.item, LeftOutError)
    assert entry.item.what == "pages"


def test_without_the_address_of_the_site_links_and_pictures_of_it_are_dropped() -> None:
    found = only(
        home="",
        html='<p>To <a href="__GHOST_URL__/x/">there</a></p><img src="__GHOST_URL__/content/a.jpg">',
        feature_image="__GHOST_URL__/content/b.jpg",
    )
    assert (found.body, found.lead_picture) == ((Paragraph((Run("To there"),)),), None)
    assert found.extra == (("link", "/ferry-p1/"),)


def test_times_of_old_exports_are_numbers() -> None:
    found = only(published_at=1556965800000, updated_at=1556965800)
    assert found.first_created == found.version_created == datetime(2019, 5, 4, 10, 30, tzinfo=UTC)


def test_ghosts_cards_are_blocks() -> None:
    found = only(
        html='<figure class="kg-card kg-image-card kg-card-hascaption"><img src="__GHOST_URL__/content/a.jpg" '
        'class="kg-image" alt="A" loading="lazy"><figcaption><span>In port</span></figcaption></figure>'
        '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://port.example/r">'
        '<div class="kg-bookmark-content"><div class="kg-bookmark-title">Report</div><div '
        'class="kg-bookmark-description">What it cost</div><div class="kg-bookmark-metadata"><img '
        'class="kg-bookmark-icon" src="https://port.example/i.png"><span class="kg-bookmark-author">Port</span></div>'
        '</div><div class="kg-bookmark-thumbnail"><img src="https://port.example/t.png"></div></a></figure>'
        '<figure class="kg-card kg-embed-card"><iframe src="https://video.example/1" title="Film"></iframe></figure>'
        '<div class="kg-card kg-callout-card"><div class="kg-callout-emoji">!</div><div class="kg-callout-text">Beware'
        '</div></div><div class="kg-card kg-signup-card"><form>Your mail <div>here</div></form></div>'
        '<figure class="kg-card kg-video-card"><div class="kg-video-container"><video src="https://video.example/2.mp4">'
        '</video><div class="kg-video-player-container"><div class="kg-video-player">0:00 <div>1x</div></div></div>'
        "</div></figure><p>End.</p>"
    )
    assert found.body == (
        Picture(f"{HOME}/content/a.jpg", "A", "In port"),
        LinkCard("https://port.example/r", "Report", "What it cost"),
        LinkCard("https://video.example/1", "Film"),
        Paragraph((Run("Beware"),)),
        LinkCard("https://video.example/2.mp4", "video.example"),
        Paragraph((Run("End."),)),
    )


def text(words: str, bits: int = 0) -> dict[str, Any]:
    return {"detail": 0, "format": bits, "mode": "normal", "style": "", "text": words, "type": "extended-text"}


def node(kind: str, *children: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"children": list(children), "direction": "ltr", "indent": 0, "type": kind, "version": 1, **members}


def test_lexical_is_read_where_there_is_no_html() -> None:
    link = node("link", text("back", 3), url="__GHOST_URL__/x")
    root = node(
        "root",
        node("paragraph", text("The "), text("ferry", 1), text(" is "), link),
        node("extended-heading", text("Cost"), tag="h2"),
        node("list", node("listitem", text("Ships")), node("listitem", text("Cranes")), listType="number", tag="ol"),
        node("extended-quote", text("We are open.")),
        {"type": "image", "src": "__GHOST_URL__/content/a.jpg", "alt": "A", "caption": "<b>In</b> port"},
        {"type": "bookmark", "url": "https://port.example/r", "metadata": {"title": "Report", "description": "Cost"}},
        {"type": "html", "html": "<p>Raw<script>x</script></p>"},
        {"type": "callout", "calloutText": "Beware"},
        {"type": "paywall"},
        {"type": "email", "html": "<p>Dear member</p>"},
        {"type": "horizontalrule"},
        {"type": "markdown", "markdown": "## More\n\nSee **the** [report](https://port.example/r)."},
    )  # fmt: skip
    assert only(html=None, lexical=json.dumps({"root": root})).body == (
        Paragraph((Run("The "), Run("ferry", "b"), Run(" is "), Run("back", "bi", f"{HOME}/x"))),
        Heading((Run("Cost"),)),
        ListBlock(((Run("Ships"),), (Run("Cranes"),)), ordered=True),
        Quotation(((Run("We are open."),),)),
        Picture(f"{HOME}/content/a.jpg", "A", "In port"),
        LinkCard("https://port.example/r", "Report", "Cost"),
        Paragraph((Run("Raw"),)),
        Paragraph((Run("Beware"),)),
        Heading((Run("More"),)),
        Paragraph((Run("See "), Run("the", "b"), Run(" "), Run("report", "", "https://port.example/r"), Run("."))),
    )


def test_mobiledoc_is_read_where_there_is_neither() -> None:
    document = {
        "version": "0.3.1",
        "atoms": [["soft-return", "", {}]],
        "cards": [["image", {"src": "__GHOST_URL__/content/a.jpg", "caption": "In port"}], ["hr", {}]],
        "markups": [["strong"], ["a", ["href", "https://port.example/r"]]],
        "sections": [
            [1, "p", [[0, [], 0, "The "], [0, [0], 1, "ferry"], [1, [], 0, 0], [0, [1], 1, "is back"]]],
            [1, "h2", [[0, [], 0, "Cost"]]],
            [3, "ul", [[[0, [], 0, "Ships"]], [[0, [], 0, "Cranes"]]]],
            [10, 0],
            [10, 1],
            [10, 99],
        ],
    }
    assert only(html="", mobiledoc=json.dumps(document)).body == (
        Paragraph((Run("The "), Run("ferry", "b"), Run(" "), Run("is back", "", "https://port.example/r"))),
        Heading((Run("Cost"),)),
        ListBlock(((Run("Ships"),), (Run("Cranes"),))),
        Picture(f"{HOME}/content/a.jpg", "", "In port"),
    )


def test_plain_text_is_read_where_there_is_nothing_else() -> None:
    assert plain_text(only(html=None).body) == "The ferry is back."


# Broken and hostile


def test_a_post_without_title_or_text_is_reported_with_its_number() -> None:
    found = read(export(post("p1"), post("p2", title="", html="", plaintext=""), post("p3")))
    assert [entry.place for entry in found] == [1, 2, 3]
    assert isinstance(found[1].item, NoHeadlineError)
    assert isinstance(found[2].item, NewsItem)


def test_a_broken_text_fails_alone() -> None:
    found = read(export(post("p1", html=None, lexical="{"), post("p2")))
    assert [type(entry.item) for entry in found] == [NotNewsError, NewsItem]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_half_a_file_keeps_what_came_before(share: float) -> None:
    source = export(*(post(f"p{number}") for number in range(30)))
    *posts, last = read(source[: int(len(source) * share)])
    assert all(isinstance(entry.item, NewsItem) for entry in posts)
    assert len(posts) >= min(30, 30 * share - 3)
    assert isinstance(last.item, TruncatedError)


def test_the_whole_export_is_newer_than_its_half() -> None:
    source = export(post())
    (half, _error), (whole,) = read(source[:-300]), read(source)
    assert isinstance(half.item, NewsItem)
    assert isinstance(whole.item, NewsItem)
    assert half.item.version < whole.item.version


def test_a_table_named_in_a_text_is_text() -> None:
    found = only(html='<p>"posts":[ "tags": [{"id":"t1"}] </p>', title='"users":[')
    assert (found.headline, [line.name for line in found.bylines]) == ('"users":[', ["Ann Oak", "Cy Ash"])


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"{}",
        b"[",
        b'{"db":[{"meta":{},"data":{}}]}',
        b"\xff\xfe\x00",
        b'{"db":[{"data":{"tags":[' + b"[" * 100_000,
    ],
)
def test_what_is_no_export_is_refused(source: bytes) -> None:
    with pytest.raises(FormatError):
        ghost.parse(source)


def test_half_an_export_and_no_export_are_told_apart() -> None:
    with pytest.raises(TruncatedError):
        ghost.parse(export(post())[:40])
    with pytest.raises(NotNewsError):
        ghost.parse(b"<rss>")


def test_rows_of_any_kind_are_survived() -> None:
    rows = '[1, "x", null, [], {}, {"id": {}, "title": ["a"], "html": 5, "status": true, "type": 1e999, "uuid": -0}]'
    source = '{"db":[{"data":{"posts":%s,"tags":%s,"users":%s,"posts_tags":%s,"posts_meta":%s,"settings":%s}}]}'
    found = [entry.item for entry in read((source % ((rows,) * 6)).encode())]
    assert [(item.headline, item.embargo_until) for item in found if isinstance(item, NewsItem)] == [("5", HELD)]
    assert len(found) == 6


@pytest.mark.parametrize("card", ["root", "list", "paragraph", "link"])
def test_deep_nesting_is_cut(card: str) -> None:
    nested = f'{{"type":"{card}","children":[' * 300 + '{"type":"text","text":"deep"}' + "]}" * 300
    assert only(html=None, lexical=f'{{"root":{nested}}}').body == ()


def test_hostile_markup_is_inert() -> None:
    payloads = [case["payload"] for case in json.loads(shared("hostile", "markup-payloads.json").read_text())]
    posts = [post(f"p{n}", title=f"T{n}", html=payload) for n, payload in enumerate(payloads)]
    cards = [
        post(f"q{n}", html=None, lexical=json.dumps({"root": {"type": "callout", "calloutText": payload}}))
        for n, payload in enumerate(payloads)
    ]
    for entry in read(export(*posts, *cards)):
        assert isinstance(entry.item, NewsItem)
        shown = render_blocks(entry.item.body).lower()
        assert "<script" not in shown
        assert 'href="javascript' not in shown


anything = st.none() | st.booleans() | st.integers(-3, 20) | dirty_texts()
names = st.sampled_from(("type", "children", "text", "format", "tag", "url", "src", "images", "metadata", "caption"))
kinds = st.sampled_from(("root", "text", "link", "list", "image", "gallery", "bookmark", "toggle", "markdown"))


nodes = st.dictionaries(names, kinds | anything | st.lists(st.dictionaries(names, kinds | anything), max_size=3))


@given(nodes | anything)
@unhurried
def test_any_lexical_gives_blocks(root: Any) -> None:
    source = export(post(html=None, lexical=json.dumps({"root": root})))
    assert isinstance(read(source)[0].item, NewsItem)


@given(st.lists(st.lists(st.sampled_from([0, 1, 3, 10, -1, "p", "ul", "a"]) | anything, max_size=5), max_size=5))
@unhurried
def test_any_mobiledoc_gives_blocks(parts: list[Any]) -> None:
    document = {"sections": parts, "cards": parts, "atoms": parts, "markups": parts}
    source = export(post(html=None, mobiledoc=json.dumps(document)))
    assert isinstance(read(source)[0].item, NewsItem)


@given(st.binary(max_size=100), st.integers(0, 2_000))
@unhurried
def test_whatever_is_damaged_nothing_is_raised(noise: bytes, at: int) -> None:
    source = export(post())
    for entry in read(source[:at] + noise + source[at + len(noise) :]):
        assert isinstance(entry.item, NewsItem | FormatError)

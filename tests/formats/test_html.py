"""Blocks from HTML and plain text, and back."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.strategies import bodies, dirty_texts, unhurried
from tests.shared_material import shared
from wireroom.formats.html import parse_blocks, parse_plain, plain_text, render_blocks
from wireroom.formats.newsitem import (
    Block,
    Heading,
    Inline,
    LinkCard,
    ListBlock,
    Paragraph,
    Picture,
    Quotation,
    Run,
    Table,
)

FRAGMENTS = """
    <p> </p> <b> </b> <i> <a_href='https://x.example/'> </a> <ul> <ol> <li> </ul> </ol> <table> <tr> <td> <th> </td>
    </table> <thead> <caption> <blockquote> </blockquote> <cite> </cite> <footer> </footer> <figure> </figure>
    <img_src='https://x.example/y.png'> <figcaption> </figcaption> <small_class=credit> </small> <br> <br/> text
    more, &amp; &lt; &#0; &#xD800; <script> </script> <svg> <!-- --> <h2> </h2> <q> </q> <pre> </pre> <div> </div>
    <a_class=card_href=https://c.example/> <iframe_src=https://v.example/> <video> </video> <cite_class=speaker>
    <source_src='https://v.example/x.mp4'> <p_data-id=x1> , — 1 <
""".replace("_", " ").split("\n")
SOUP = [word for line in FRAGMENTS for word in re.findall(r"<[^<>]*>|\S+", line)]
OUR_TAGS = {
    *("p", "h2", "blockquote", "footer", "cite", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th"),
    *("td", "figure", "img", "figcaption", "small", "a", "strong", "em"),
}
OUR_TAG = re.compile(
    r'</?[a-z0-9]+(?: (?:href|src)="(?:https?://|mailto:|image:)[^"<>]*"'
    r'| (?:data-id|class|alt|width|height)="[^"<>]*")*/?>'
)


def words(text: str) -> Inline:
    return (Run(text),)


def paragraphs(*texts: str) -> tuple[Block, ...]:
    return tuple(Paragraph(words(text)) for text in texts)


@unhurried
@given(bodies())
def test_what_is_rendered_is_read_back(body: tuple[Block, ...]) -> None:
    assert parse_blocks(render_blocks(body)) == body


@unhurried
@given(st.lists(st.one_of(st.sampled_from(SOUP), dirty_texts()), max_size=25).map(" ".join))
def test_any_soup_makes_settled_blocks_and_inert_html(soup: str) -> None:
    blocks = parse_blocks(soup)
    rendered = render_blocks(blocks)
    assert parse_blocks(rendered) == blocks
    assert_inert(rendered)


def assert_inert(rendered: str) -> None:
    """Nothing that begins with `<` is anything but a tag of ours with safe attributes."""
    for found in re.findall(r"<[^>]*>?", rendered):
        assert OUR_TAG.fullmatch(found), found
        assert re.findall(r"[a-z0-9]+", found)[0] in OUR_TAGS


def test_marks_and_links() -> None:
    (block,) = parse_blocks('<p>a <b>b <i>c</i></b><a href="https://x.example/?a=1&amp;b">d</a><em>e</em></p>')
    assert block == Paragraph(
        (Run("a "), Run("b ", "b"), Run("c", "bi"), Run("d", "", "https://x.example/?a=1&b"), Run("e", "i"))
    )


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("bare text", ["bare text"]),
        ("<div>one<div>two</div>three</div>", ["one", "two", "three"]),
        ("<p>one<p>two", ["one", "two"]),
        ("<p>one<br>still one</p>", ["one still one"]),
        ("one<br><br/>two<br> \n<br>three", ["one", "two", "three"]),
        ("<p>&nbsp;</p><p> </p><p>one</p><p>&#8203;</p>", ["one"]),
        ("<p>\u3000\u3000one\n  two</p>", ["one two"]),
        ("<p>one <unknown>two</unknown> <o:p>three</o:p></p>", ["one two three"]),
        ("<pre>one\ntwo\n \nthree</pre>", ["one two", "three"]),
        ("<p>He said <q>yes</q></p>", ["He said “yes”"]),
        ("<dl><dt>one<dd>two</dl>", ["one", "two"]),
        ("one<hr>two", ["one", "two"]),
        ("<table><tr><td><p>one</p><p>two</p></td></tr></table>", ["one", "two"]),
        ("<table>stray<tr></tr></table>", ["stray"]),
        ("<html><head><title>no</title></head><body><p>one</body></html>", ["one"]),
        ("<form><button>no</button><select><option>no</select>one<textarea>no</textarea></form>", ["one"]),
    ],
)
def test_text_becomes_paragraphs(source: str, texts: list[str]) -> None:
    assert parse_blocks(source) == paragraphs(*texts)


def test_marks_left_open_end_with_their_paragraph() -> None:
    assert parse_blocks("<p><b>one</p><p>two</p>") == (Paragraph((Run("one", "b"),)), *paragraphs("two"))


def test_marks_around_paragraphs_hold() -> None:
    source = "<b><p>one</p><p>two</p></b>three"
    assert parse_blocks(source) == (
        Paragraph((Run("one", "b"),)),
        Paragraph((Run("two", "b"),)),
        *paragraphs("three"),
    )


def test_headings_of_every_level() -> None:
    assert parse_blocks("<h1>one</h1><h6>two</h6>") == (Heading(words("one")), Heading(words("two")))


def test_ids_are_carried_and_strange_ones_dropped() -> None:
    source = '<p data-id="p-1">one</p><ul data-id="p_2"><li>two</ul><p data-id="&lt;x&gt;">three</p>'
    assert parse_blocks(source) == (
        Paragraph(words("one"), "p-1"),
        ListBlock((words("two"),), id="p_2"),
        Paragraph(words("three")),
    )


@pytest.mark.parametrize(
    ("credit", "speaker", "role"),
    [
        ("<cite>Ann Oak, mayor</cite>", "Ann Oak", "mayor"),
        ("<footer>— Ann Oak, mayor of Ansel, aged 40</footer>", "Ann Oak", "mayor of Ansel, aged 40"),
        ("<footer><cite>Ann Oak</cite>, mayor</footer>", "Ann Oak", "mayor"),
        ("<footer>Ann Oak, <cite>mayor</cite></footer>", "Ann Oak", "mayor"),
        ('<footer><cite class="speaker">King, Jr.</cite></footer>', "King, Jr.", ""),
        ("<p><cite>آن اوك، رئيسة البلدية</cite></p>", "آن اوك", "رئيسة البلدية"),
        ("", "", ""),
    ],
)
def test_quotation_with_its_speaker(credit: str, speaker: str, role: str) -> None:
    source = f"<blockquote><p>one</p>two{credit}</blockquote>"
    assert parse_blocks(source) == (Quotation((words("one"), words("two")), speaker, role),)


def test_a_cite_within_a_sentence_is_text() -> None:
    source = "<blockquote><p>As <cite>The Times</cite> wrote</p></blockquote>"
    assert parse_blocks(source) == (Quotation((words("As The Times wrote"),)),)


def test_quotations_in_quotations_are_one() -> None:
    source = "<blockquote>one<blockquote>two</blockquote>three</blockquote>four"
    quotation = Quotation((words("one"), words("two"), words("three")))
    assert parse_blocks(source) == (quotation, *paragraphs("four"))


def test_a_speaker_without_words_is_text() -> None:
    assert parse_blocks("<blockquote><cite>Ann</cite></blockquote>") == paragraphs("Ann")


def test_lists_flatten_and_lose_empty_items() -> None:
    source = "<ol><li>one<ul><li>two</ul><li><p>three</p><p>four</p><li> </ol>"
    assert parse_blocks(source) == (ListBlock((words("one"), words("two"), words("three four")), ordered=True),)


def test_table_with_caption_header_and_gaps() -> None:
    source = (
        "<table><caption>Votes</caption><thead><tr><th>Party<th>Seats</thead>"
        "<tr><td>Oak<td><p>1</p><p>2</p><tr><td colspan=2>none<tr><td> <tr><td>Elm</table>"
    )
    rows = ((words("Oak"), words("1 2")), (words("none"), ()), (words("Elm"), ()))
    assert parse_blocks(source) == (Table(rows, (words("Party"), words("Seats")), "Votes"),)


def test_a_first_row_of_header_cells_is_the_header() -> None:
    source = "<table><tr><th>a<th>b<tr><th>c<td>d</table>"
    expected = Table(((words("c"), words("d")),), (words("a"), words("b")))
    assert parse_blocks(source) == (expected,)


def test_a_table_in_a_cell_is_text_of_the_cell() -> None:
    source = "<table><tr><td>a<td><table><tr><td>b<td>c</table><tr><td>d</table>"
    assert parse_blocks(source) == (Table(((words("a"), words("b c")), (words("d"), ()))),)


def test_a_grid_of_a_million_cells_is_no_table() -> None:
    source = "<table><tr>" + "<td>x" * 90 + "<tr><td>y" * 1_000 + "</table>"
    assert parse_blocks(source) == paragraphs(*["x"] * 90, *["y"] * 1_000)


def test_figure_with_caption_and_credit() -> None:
    source = (
        '<figure data-id="f1"><img src="https://x.example/a.jpg" alt="A dam" width="800" height="600">'
        '<figcaption>The dam <b>today</b> <span class="photo credit">Ann/AP</span></figcaption></figure>'
    )
    expected = Picture("https://x.example/a.jpg", "A dam", "The dam today", "Ann/AP", 800, 600, "f1")
    assert parse_blocks(source) == (expected,)


def test_a_gallery_has_its_caption_at_the_first_picture() -> None:
    source = '<figure data-credit="AP"><img src=//x.example/1><img data-src=//x.example/2><figcaption>c</figure>'
    expected = (Picture("https://x.example/1", caption="c", credit="AP"), Picture("https://x.example/2"))
    assert parse_blocks(source) == expected


def test_a_picture_in_a_sentence_stands_after_it() -> None:
    source = '<p>one <img src="https://x.example/a.png" width="100%"> two</p><p>three</p>'
    assert parse_blocks(source) == (*paragraphs("one two"), Picture("https://x.example/a.png"), *paragraphs("three"))


def test_pictures_in_a_list_stand_after_it() -> None:
    source = "<ul><li>one<img src=https://x.example/a><li>two</ul>"
    expected = (ListBlock((words("one"), words("two"))), Picture("https://x.example/a"))
    assert parse_blocks(source) == expected


@pytest.mark.parametrize(
    "image",
    ["<img src=data:image/png;base64,x>", "<img src=/a.png>", "<img alt=x>", "<img src=https://x.example/1 width=1>"],
)
def test_pictures_that_cannot_be_shown_are_dropped(image: str) -> None:
    assert parse_blocks(f"<p>one{image}</p>") == paragraphs("one")


def test_figures_about_other_things_lend_them_their_caption() -> None:
    table = "<figure><table><tr><td>1<td>2</table><figcaption>Cap</figcaption></figure>"
    quotation = "<figure><blockquote>one</blockquote><figcaption>Ann, mayor</figcaption></figure>"
    video = "<figure><iframe src=https://v.example/1></iframe><figcaption>Cap</figcaption></figure>"
    assert parse_blocks(table + quotation + video) == (
        Table(((words("1"), words("2")),), caption="Cap"),
        Quotation((words("one"),), "Ann", "mayor"),
        LinkCard("https://v.example/1", "v.example", "Cap"),
    )


def test_a_figure_without_its_picture_lends_its_caption_to_nothing_before_it() -> None:
    source = "<table><tr><td>1<td>2</table><figure><img src=/a><figcaption>Cap</figcaption></figure>"
    assert parse_blocks(source) == (Table(((words("1"), words("2")),)),)


@pytest.mark.parametrize(
    ("source", "card"),
    [
        ('<iframe src="//v.example/1" title="A film">x</iframe>', LinkCard("https://v.example/1", "A film")),
        ("<video src=https://v.example/a.mp4>", LinkCard("https://v.example/a.mp4", "v.example")),
        ("<audio><source src=https://v.example/a></audio>", LinkCard("https://v.example/a", "v.example")),
        ('<embed embedtype="media" url="https://v.example/2"/>', LinkCard("https://v.example/2", "v.example")),
        (
            '<a class="card" data-id="c1" href="https://x.example/">One <b>two</b> <small>three</small></a>',
            LinkCard("https://x.example/", "One two", "three", "c1"),
        ),
        (
            "<a class='card' href='https://x.example/'><div>One</div><div>two</div><div>three</div></a>",
            LinkCard("https://x.example/", "One", "two three"),
        ),
    ],
)
def test_outside_media_become_cards(source: str, card: LinkCard) -> None:
    assert parse_blocks(f"<p>one</p>{source}<p>two</p>") == (*paragraphs("one"), card, *paragraphs("two"))


def test_relative_addresses_start_from_the_base() -> None:
    source = '<p><a href="/a">one</a></p><img src="b.png"><a href="//[">two</a><iframe src="../c"></iframe>'
    assert parse_blocks(source, "https://x.example/d/e") == (
        Paragraph((Run("one", "", "https://x.example/a"),)),
        Picture("https://x.example/d/b.png"),
        Paragraph(words("two")),
        LinkCard("https://x.example/c", "x.example"),
    )


def test_a_picture_of_our_own_as_the_editor_writes_it() -> None:
    source = '<embed alt="A dam" embedtype="image" format="fullwidth" id="12"/>'
    assert parse_blocks(source) == (Picture("image:12", "A dam"),)


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>one",
        "one<img src=x onerror=alert(1)>",
        "one<svg onload=alert(1)>",
        "<a href='java&#10;script:alert(1)'>one</a>",
        "<a href='data:text/html,x'>one</a>",
        "<iframe src=javascript:alert(1)></iframe>one",
        "<p style='x' onclick='y'>one",
        "o\x00n\ud800e",
    ],
)
def test_markup_that_does_things_is_dropped(markup: str) -> None:
    assert parse_blocks(markup) == paragraphs("one")


def test_escaped_markup_stays_text() -> None:
    blocks = parse_blocks("<p>&lt;script&gt; {{7*7}} &amp;lt;</p>")
    assert blocks == paragraphs("<script> {{7*7}} &lt;")
    assert render_blocks(blocks) == "<p>&lt;script&gt; {{7*7}} &amp;lt;</p>"


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("<div>" * 10_000 + "x" + "</div>" * 10_000, 1),
        ("<blockquote><ul><li><table><tr><td>" * 10_000 + "x", 1),
        ("<i>" * 50_000 + "</b>" * 60_000 + "x", 1),
        ('<a x="' * 160_000, 1),
        ("<" * 1_000_000, 1),
        ("<video>" * 40_000, 0),
        ("<table>" + "<tr><td colspan=99>x" * 10_000, 10_000),
        ("text " + "<img src=https://x.example/>" * 10_000, 10_001),
        ("<b>x</b>y" * 20_000, 1),
        ("<br>x" * 40_000, 1),
        ("a" + "\u0301\u0327" * 300_000, 1),
    ],
)
def test_malice_in_bulk_is_read_in_linear_time(source: str, count: int) -> None:
    """There is no limit here but patience, which any of these would try in quadratic time."""
    assert len(parse_blocks(source)) == count


def test_hostile_markup_comes_out_inert() -> None:
    payloads = json.loads(shared("hostile", "markup-payloads.json").read_text())
    texts = [payload if isinstance(payload, str) else payload["payload"] for payload in payloads]
    for text in texts:
        rendered = render_blocks(parse_blocks(text))
        assert_inert(rendered)
        assert render_blocks(parse_blocks(rendered)) == rendered


def test_naughty_strings_come_out_inert() -> None:
    for text in json.loads(shared("hostile", "naughty-strings.json").read_text()):
        for blocks in (parse_blocks(text), parse_plain(text)):
            assert_inert(render_blocks(blocks))
            assert parse_blocks(render_blocks(blocks)) == blocks


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("one\ntwo\n \n\nthree", ["one two", "three"]),
        ("one\r\n\r\ntwo\rthree", ["one", "two three"]),
        ("   one\ntwo\n   three\nfour", ["one two", "three four"]),
        ("x" * 130 + "\ntwo\nthree", ["x" * 130, "two", "three"]),
        ("1 < 2 & <b>3</b>", ["1 < 2 & <b>3</b>"]),
        (" \n ", []),
    ],
)
def test_plain_text_becomes_paragraphs(text: str, texts: list[str]) -> None:
    assert parse_plain(text) == paragraphs(*texts)


def test_plain_text_of_every_block() -> None:
    blocks = (
        Paragraph((Run("one "), Run("two", "b"))),
        Heading(words("three")),
        Quotation((words("four"), words("five")), "Ann", "mayor"),
        Quotation((words("six"),)),
        ListBlock((words("seven"), words("eight"))),
        ListBlock((words("nine"), words("ten")), ordered=True),
        Table(((words("a"), ()),), (words("b"), words("c")), "Cap"),
        Table(((words("d"),),)),
        Picture("image:1", "alt", "caption", "AP"),
        Picture("image:2", "alt", "caption"),
        Picture("image:3", "alt"),
        LinkCard("https://x.example/", "title", "note"),
    )
    assert plain_text(blocks) == "\n\n".join(
        [
            *("one two", "three", "four", "five", "— Ann, mayor", "six", "• seven\n• eight", "1. nine\n2. ten"),
            *("Cap\nb | c\na | ", "d", "caption (AP)", "caption", "title\nnote\nhttps://x.example/"),
        ]
    )


def test_rendering_is_well_formed_and_escaped() -> None:
    blocks = (
        Paragraph((Run("<&>", "bi", "https://x.example/?a&b"), Run("\u0338")), "p1"),
        Quotation((words("one"),), "Ann", "mayor"),
        Picture("image:1", 'a "b"', "cap", "AP", 3, 4),
        LinkCard("https://x.example/", "t", "n"),
    )
    assert render_blocks(blocks).split("\n") == [
        '<p data-id="p1"><a href="https://x.example/?a&amp;b"><strong><em>&lt;&amp;&gt;</em></strong></a>&#824;</p>',
        '<blockquote><p>one</p><footer><cite class="speaker">Ann</cite>, mayor</footer></blockquote>',
        '<figure><img src="image:1" alt="a &quot;b&quot;" width="3" height="4"/>'
        '<figcaption>cap <small class="credit">AP</small></figcaption></figure>',
        '<a class="card" href="https://x.example/">t <small>n</small></a>',
    ]

"""WordPress's ways of writing a text, old and new, as blocks."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.strategies import unhurried
from wireroom.formats.html import inline_text
from wireroom.formats.newsitem import Block, Heading, LinkCard, ListBlock, Paragraph, Picture, Quotation, Run, Table
from wireroom.formats.wxr_blocks import Attachment, Attachments, blocks_of

UPLOADS = "https://old.example/wp-content/uploads/2019/05"
LIBRARY = Attachments()
LIBRARY.add("1", "7", Attachment(f"{UPLOADS}/ship.jpg", "A ship", "The ship"))
LIBRARY.add("2", "7", Attachment(f"{UPLOADS}/crane-scaled.jpg", "A crane", ""))
LIBRARY.add("3", "7", Attachment(f"{UPLOADS}/list.pdf", "", "A list"))
SHIP = Picture(f"{UPLOADS}/ship.jpg", "A ship", "The ship")
CRANE = Picture(f"{UPLOADS}/crane-scaled.jpg", "A crane")


def blocks(content: str) -> tuple[Block, ...]:
    return blocks_of(content, LIBRARY, "7", "https://old.example/post/")


def words(*texts: str) -> tuple[Block, ...]:
    return tuple(Paragraph((Run(text),)) for text in texts)


def test_blank_lines_part_the_paragraphs_of_the_classic_editor() -> None:
    assert blocks("One\nline.\n\nTwo <b>bold\n\n\nThree") == (
        *words("One line."),
        Paragraph((Run("Two "), Run("bold", "b"))),
        *words("Three"),
    )


def test_gutenberg_blocks_are_ours() -> None:
    found = blocks(
        '<!-- wp:heading {"level":3} -->\n<h3 class="wp-block-heading">Cost</h3>\n<!-- /wp:heading -->\n\n'
        '<!-- wp:list -->\n<ul class="wp-block-list"><!-- wp:list-item -->\n<li>Ships</li>\n<!-- /wp:list-item -->'
        "\n\n<!-- wp:list-item -->\n<li>Cranes</li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list -->\n\n"
        '<!-- wp:quote -->\n<blockquote class="wp-block-quote"><p>We are open.</p><cite>Ann Oak, mayor</cite>'
        "</blockquote>\n<!-- /wp:quote -->\n\n"
        '<!-- wp:pullquote -->\n<figure class="wp-block-pullquote"><blockquote><p>At last.</p></blockquote></figure>\n'
        '<!-- /wp:pullquote -->\n\n<!-- wp:table -->\n<figure class="wp-block-table"><table><thead><tr><th>What</th>'
        "<th>How many</th></tr></thead><tbody><tr><td>Ships</td><td>12</td></tr></tbody></table><figcaption>In port"
        "</figcaption></figure>\n<!-- /wp:table -->\n\n<!-- wp:separator -->\n<hr/>\n<!-- /wp:separator -->\n\n"
        "<!-- wp:latest-posts /-->\n\n<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->"
    )
    assert found == (
        Heading((Run("Cost"),)),
        ListBlock(((Run("Ships"),), (Run("Cranes"),))),
        Quotation(((Run("We are open."),),), "Ann Oak", "mayor"),
        Quotation(((Run("At last."),),)),
        Table((((Run("Ships"),), (Run("12"),)),), ((Run("What"),), (Run("How many"),)), "In port"),
    )


def test_pictures_come_in_their_full_size_with_the_librarys_alternative_text() -> None:
    assert blocks(
        '<!-- wp:image {"id":1} -->\n<figure class="wp-block-image size-medium">'
        f'<img src="{UPLOADS}/ship-300x200.jpg" '
        'alt="" class="wp-image-1" width="300" height="200"/><figcaption class="wp-element-caption">At <em>sea</em>'
        '</figcaption></figure>\n<!-- /wp:image -->\n\n<!-- wp:gallery --><figure class="wp-block-gallery">'
        '<figure class="wp-block-image">'
        '<img src="http://www.old.example/wp-content/uploads/2019/05/crane-1024x683.jpg" alt="Ours"/>'
        '<figcaption>New</figcaption></figure><figure class="wp-block-image">'
        '<img src="/other.png"/></figure></figure><!-- /wp:gallery -->'
    ) == (
        Picture(SHIP.ref, "A ship", "At sea"),
        Picture(CRANE.ref, "Ours", "New"),
        Picture("https://old.example/other.png"),
    )


@pytest.mark.parametrize(
    "content",
    [
        f'[caption id="a_1" align="alignleft" width="300"]<a href="/x"><img src="{SHIP.ref}" /></a> The ship[/caption]',
        f'[caption width="300" caption="The ship"]<img src="{UPLOADS}/ship-150x150.jpg" alt="A ship">[/caption]',
        f'[wp_caption]<img src="{SHIP.ref}" alt="A ship"/>The ship[/wp_caption]',
        '[gallery ids="1" columns="2"]',
    ],
)
def test_captions_and_galleries_are_pictures(content: str) -> None:
    assert blocks(f"Before.\n\n{content}\n\nAfter.") == (*words("Before."), SHIP, *words("After."))


def test_a_gallery_without_numbers_shows_what_was_uploaded_to_its_post() -> None:
    assert blocks("[gallery]") == (SHIP, CRANE)


@pytest.mark.parametrize(
    "content",
    [
        "https://video.example/1",
        "[embed]https://video.example/1[/embed]",
        '[embed width="400"]\nhttps://video.example/1\n[/embed]',
        "[youtube https://video.example/1]",
        '[video src="https://video.example/1"][/video]',
        '<!-- wp:embed {} -->\n<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n'
        "https://video.example/1\n</div></figure>\n<!-- /wp:embed -->",
        '<iframe src="https://video.example/1"></iframe>',
    ],
)
def test_outside_media_are_links(content: str) -> None:
    found = blocks(f"Before.\n\n{content}\n\nAfter.")
    assert found == (*words("Before."), LinkCard("https://video.example/1", "video.example"), *words("After."))


def test_an_address_within_a_sentence_stays_there() -> None:
    assert blocks("See https://port.example/ for more.") == words("See https://port.example/ for more.")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("He said [sic] that [the mayor] knew [1].", "He said [sic] that [the mayor] knew [1]."),
        ("[vc_row][vc_column width=\"1/2\"]Text[/vc_column][/vc_row]", "Text"),
        ("[su_note]Text[/su_note]", "Text"),
        ("[button link='/x']Text[/button]", "Text"),
        ("[dropcap]T[/dropcap]ext", "Text"),
        ("Text [contact-form-7 id=\"5\"]", "Text"),
        ("[caption]no picture[/caption]", "no picture"),
        ("[caption]never closed", "never closed"),
        ("[/caption] alone", "alone"),
        ("[gallery ids=\"404\"]Text", "Text"),
    ],
)  # fmt: skip
def test_shortcodes_go_and_brackets_stay(content: str, text: str) -> None:
    (found,) = blocks(content)
    assert isinstance(found, Paragraph)
    assert inline_text(found.content) == text


def test_a_picture_of_ours_is_not_taken_for_theirs() -> None:
    assert blocks('<img src="image:1">') == (Picture("image:1"),)  # and dropped where it is taken in
    assert blocks("[youtube javascript:alert(1)]x") == words("x")


@pytest.mark.parametrize(
    "piece", ["[", "[a", "[caption]", "[/caption]", "[gallery]", "<a\n\n", "\n \n", "[x y=", "a b=", "[embed]http://a "]
)
def test_time_is_linear(piece: str) -> None:
    def seconds(count: int) -> float:
        started = process_time()
        blocks_of(piece * count, Attachments())
        return process_time() - started

    assert seconds(40_000) < 30 * max(seconds(4_000), 0.004)


@given(st.lists(st.sampled_from(['[', ']', '[/', 'caption', 'gallery ids="1"', 'embed', '<img src="/a">', '"', "\n\n",
                                 '<figure>', 'https://a.example', ' x=', '<p>', '&lt;']), max_size=30))  # fmt: skip
@unhurried
def test_any_mixture_gives_blocks(parts: list[str]) -> None:
    for block in blocks("".join(parts)):
        assert not isinstance(block, Picture) or block.ref.startswith("https://")

"""WordPress's export in: what a newsroom wants to keep, what must never become public, what breaks."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.strategies import dirty_texts, unhurried
from tests.formats.wordpress import FOOT, HEAD, SITE, cdata, export, item, picture
from tests.shared_material import shared
from wireroom.formats import wxr
from wireroom.formats.archives import Entry, LeftOutError
from wireroom.formats.errors import BadXmlError, FormatError, NotNewsError, TooLargeError, TruncatedError
from wireroom.formats.html import plain_text, render_blocks
from wireroom.formats.newsitem import HELD, Byline, NewsItem, Paragraph, Picture, Run, Subject
from wireroom.formats.registry import sniff

UPLOADS = f"{SITE}/wp-content/uploads/2019/05"


def read(source: bytes) -> list[Entry]:
    return list(wxr.read(io.BytesIO(source)))


def only(*items: str) -> NewsItem:
    (found,) = wxr.parse(export(*items))
    assert isinstance(found, NewsItem)
    return found


def test_a_full_post() -> None:
    found = only(
        item(
            title="Ferry returns &amp; sails",
            excerpt="It is <em>back</em>.",
            content='<!-- wp:paragraph -->\n<p>The <strong>ferry</strong> is <a href="/x">back</a>.</p>\n<!-- /wp -->',
            metas=(("_edit_last", "2"), ("_thumbnail_id", "9")),
        ),
        picture(9, "ferry", caption="The ferry in port", alt="A white ferry"),
    )
    assert found == NewsItem(
        guid=f"{SITE}/?p=7",
        language="en-GB",
        headline="Ferry returns & sails",
        version=26_298_904,
        summary="It is back.",
        body=(Paragraph((Run("The "), Run("ferry", "b"), Run(" is "), Run("back", "", f"{SITE}/x"), Run("."))),),
        bylines=(Byline("Ann Oak"),),
        section="harbour",
        subjects=(
            Subject("tag:harbour", "The Harbour"),
            Subject("tag:ferries", "Ferries"),
            Subject("tag:storm", "Storm"),
        ),
        first_created=datetime(2019, 5, 4, 10, 30, tzinfo=UTC),
        version_created=datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
        lead_picture=Picture(f"{UPLOADS}/ferry.jpg", "A white ferry", "The ferry in port"),
        extra=(("link", f"{SITE}/2019/05/post-7/"),),
    )


def test_it_is_known_from_a_plain_feed() -> None:
    assert sniff(export(item())) == "wxr"
    assert sniff(HEAD.replace("xmlns:wp", "xmlns:x").replace("wordpress.org/export", "x.example").encode()) == "rss"


@pytest.mark.parametrize("status", ["draft", "pending", "future", "inherit", "acf-disabled"])
def test_what_is_not_published_is_held(status: str) -> None:
    found = only(item(status=status))
    assert found.embargo_until == HELD
    assert found.extra == ((("planned-for", "2019-05-04T10:30:00+00:00"),) if status == "future" else ())


def test_a_draft_has_the_date_that_it_was_begun() -> None:
    assert only(item(status="draft")).first_created == datetime(2019, 5, 4, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "what"),
    [
        (item(status="private"), "private posts"),
        (item(status="trash"), "deleted posts"),
        (item(status="auto-draft"), "empty drafts"),
        (item(password="1234"), "posts with a password"),
        (item(kind="page"), "pages"),
        (item(kind="product"), "posts of the type “product”"),
    ],
)
def test_what_readers_were_not_to_read_is_left_out(source: str, what: str) -> None:
    (entry,) = read(export(source))
    assert isinstance(entry.item, LeftOutError)
    assert entry.item.what == what
    assert wxr.parse(export(source)) == ()


def test_what_is_wordpress_own_is_passed_over_in_silence() -> None:
    assert read(export(item(kind="nav_menu_item"), picture(9, "a"), item(kind="revision", status="inherit"))) == []


def test_comments_are_no_text() -> None:
    comment = f"\t\t<wp:comment><wp:comment_content>{cdata('Secret')}</wp:comment_content></wp:comment>\n"
    assert "Secret" not in str(only(item(more=comment)))


def test_pictures_may_stand_before_their_posts_or_after() -> None:
    using = item(metas=(("_thumbnail_id", "9"),))
    assert only(using, picture(9, "a")) == only(picture(9, "a"), using)
    assert only(item(metas=(("_thumbnail_id", "10"),)), picture(9, "a")).lead_picture is None


def test_the_featured_picture_is_not_shown_twice() -> None:
    shown = f'<figure class="wp-block-image"><img src="{UPLOADS}/a-300x200.jpg" alt=""/></figure><p>Text.</p>'
    found = only(item(content=shown, metas=(("_thumbnail_id", "9"),)), picture(9, "a"))
    assert plain_text(found.body) == "Text."
    assert len(found.body) == 1


def test_a_category_at_the_root_is_the_section() -> None:
    two = (("category", "sport", "Sport"), ("category", "ferries", "Ferries"))
    assert only(item(terms=two)).section == "sport"
    assert only(item(terms=two, metas=(("_yoast_wpseo_primary_category", "4"),))).section == "harbour"
    assert only(item(terms=(("category", "uncategorized", "Uncategorized"),))).section == ""


def test_categories_in_a_circle_end() -> None:
    circle = HEAD.replace("category_parent><![CDATA[]]>", "category_parent><![CDATA[ferries]]>")
    (found,) = wxr.parse(export(item(), head=circle))
    assert isinstance(found, NewsItem)
    assert found.section in ("harbour", "ferries")


def test_the_most_frequent_categories_are_sections_and_the_others_topics() -> None:
    posts = [item(n, terms=(("category", f"c{n // 2}", f"C{n // 2}"),)) for n in range(2, 43)]
    found = wxr.parse(export(*posts))
    sections = {one.section for one in found if isinstance(one, NewsItem)}
    assert sections == {"", *(f"c{n}" for n in range(1, 21))}


def test_names_in_other_scripts_are_codes_that_people_read() -> None:
    russian = ("category", "%d0%bf%d0%be%d1%80%d1%82", "Порт")
    found = only(item(terms=(russian,)))
    assert (found.section, found.subjects) == ("порт", (Subject("tag:порт", "Порт"),))


def test_the_language_is_that_of_the_post_where_a_plugin_says_it() -> None:
    polylang = (("language", "fr", "Français"), ("post_translations", "pll_5f1", "pll_5f1"))
    found = only(item(terms=polylang))
    assert (found.language, found.group, found.subjects) == ("fr", "pll_5f1", ())
    assert only(item(metas=(("_wpml_import_language_code", "ru"),))).language == "ru"
    assert wxr.parse(export(item(), head=HEAD.replace("en-GB", "")))[0].language == "und"  # type: ignore[union-attr]


def test_several_authors_are_named() -> None:
    guest = item(8, "Cy Ash", kind="guest-author", metas=(("cap-display_name", "Cy Ash"),)).replace(
        "post-8]", "cap-cy]"
    )
    authors = (("author", "cap-aoak", "aoak"), ("author", "cap-cy", "cy"), ("author", "cap-bo", "Bo Elm"))
    assert only(item(terms=authors), guest).bylines == (Byline("Ann Oak"), Byline("Cy Ash"), Byline("Bo Elm"))


def test_a_guid_is_the_same_at_every_reading_and_never_too_long() -> None:
    long = item().replace(f"{SITE}/?p=7", f"{SITE}/{'x' * 300}")
    assert only(long).guid == only(long).guid
    assert only(long).guid.startswith("urn:sha256:")
    assert only(item().replace(f'<guid isPermaLink="false">{SITE}/?p=7</guid>', "")).guid == f"{SITE}/?p=7"


def test_a_post_without_title_or_text_is_reported_with_its_line() -> None:
    source = export(item(), item(8, "", ""), item(9))
    found = read(source)
    assert [type(entry.item) for entry in found][:1] == [NewsItem]
    assert [entry.place for entry in found] == [
        number for number, line in enumerate(source.splitlines(), 1) if b"<item>" in line
    ]
    assert str(found[1].item) == "Post 8 has neither a title nor a text."
    assert isinstance(found[2].item, NewsItem)


def test_sizes_add_up_to_the_file() -> None:
    source = export(*(item(number) for number in range(5)))
    assert sum(entry.size for entry in read(source)) <= len(source)
    assert sum(entry.size for entry in read(source)) > len(source) * 0.6


# Broken and hostile


@pytest.mark.parametrize("share", [0.5, 0.75, 0.99])
def test_half_a_file_keeps_what_came_before(share: float) -> None:
    source = export(*(item(number) for number in range(20)))
    *posts, last = read(source[: int(len(source) * share)])
    assert all(isinstance(entry.item, NewsItem) for entry in posts)
    assert len(posts) >= 20 * share - 3
    assert isinstance(last.item, TruncatedError)
    assert last.place > posts[-1].place


def test_bytes_that_xml_forbids_do_not_end_the_file() -> None:
    source = export(item(7, "Fer\x0bry \x00back"), item(8)).replace(b"is back", b"is b\xe9\xffck")
    first, second = wxr.parse(source)
    assert isinstance(first, NewsItem)
    assert isinstance(second, NewsItem)
    assert (first.headline, plain_text(first.body)) == ("Ferry back", "The ferry is b\ufffd\ufffdck.")


def test_an_old_encoding_is_read() -> None:
    head = HEAD.replace("UTF-8", "windows-1251")
    (found,) = wxr.parse((head + item(title="Порт") + FOOT).encode("cp1251"))
    assert isinstance(found, NewsItem)
    assert found.headline == "Порт"


@pytest.mark.parametrize("name", ["xmlbomb.xml", "xmlbomb2.xml", "cyclic.xml", "external.xml", "external_file.xml",
                                  "quadratic.xml", "dtd.xml", "simple.xml"])  # fmt: skip
def test_hostile_documents_are_refused(name: str) -> None:
    source = shared("hostile", "xml", name).read_bytes()
    with pytest.raises(FormatError):
        wxr.parse(source)


def test_a_bomb_in_an_export_is_refused() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>\n<rss'
    with pytest.raises(BadXmlError, match="document type"):
        wxr.parse(export(item("&b;".count("b"))).replace(b"<rss", bomb.encode(), 1))


def test_a_post_that_is_too_large_fails_alone() -> None:
    metas = [(f"m{number}", "x" * 1_000_000) for number in range(9)]
    first, large, last = wxr.parse(export(item(1), item(2, metas=metas), item(3)))
    assert isinstance(first, NewsItem)
    assert isinstance(large, TooLargeError)
    assert isinstance(last, NewsItem)


def test_a_headline_of_a_megabyte_fails_alone() -> None:
    large, last = wxr.parse(export(item(2, "x" * 1_000_000), item(3)))
    assert isinstance(large, TooLargeError)
    assert isinstance(last, NewsItem)


def test_deep_nesting_is_refused() -> None:
    found = read(export(item(1), "<item>" + "<a>" * 10_000))
    assert [type(entry.item) for entry in found] == [NewsItem, BadXmlError]
    assert str(found[1].item) == "This XML nests deeper than 32 elements."


def test_what_is_no_export_is_refused() -> None:
    with pytest.raises(NotNewsError):
        wxr.parse(b"<rss><channel><title>x</title></channel></rss>")
    with pytest.raises(FormatError):
        wxr.parse(b"")


def test_hostile_markup_is_inert() -> None:
    payloads = [case["payload"] for case in json.loads(shared("hostile", "markup-payloads.json").read_text())]
    source = export(*(item(number, f"T{number}", payload) for number, payload in enumerate(payloads, 1)))
    for found in wxr.parse(source):
        assert isinstance(found, NewsItem)
        shown = render_blocks(found.body).lower()
        assert "<script" not in shown
        assert 'href="javascript' not in shown
        assert "image:" not in shown


@given(title=dirty_texts(), content=dirty_texts(), codes=st.lists(dirty_texts(), max_size=3), status=dirty_texts())
@unhurried
def test_whatever_a_post_says_there_are_items_or_errors(
    title: str, content: str, codes: list[str], status: str
) -> None:
    terms = [("category", "", code) for code in codes]
    source = (HEAD + item(title=title, content=content, terms=terms, status=status) + FOOT).encode("utf-8", "replace")
    for entry in read(source):
        assert isinstance(entry.item, NewsItem | FormatError)
        if isinstance(entry.item, NewsItem) and status.strip() not in ("publish", ""):
            assert entry.item.embargo_until == HELD


@given(st.binary(max_size=300), st.integers(0, len(export(item(), picture(9, "a")))))
@unhurried
def test_whatever_is_damaged_nothing_is_raised(noise: bytes, at: int) -> None:
    source = export(item(), picture(9, "a"))
    for entry in read(source[:at] + noise + source[at + len(noise) :]):
        assert isinstance(entry.item, NewsItem | FormatError)

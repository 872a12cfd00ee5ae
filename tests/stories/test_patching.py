"""Words of a draft replaced in memory, and nothing else changed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.factories import Newsroom
from wireroom.core import clock
from wireroom.formats.html import inline_text, normalise, parse_blocks, render_blocks
from wireroom.formats.newsitem import Marks, NewsItem, Paragraph, Run
from wireroom.formats.retyping import retyped
from wireroom.formats.text import one_line
from wireroom.stories.anchors import Span, parts_of
from wireroom.stories.body import raw_of
from wireroom.stories.errors import CannotPatch
from wireroom.stories.models import Story
from wireroom.stories.newsitems import item_of
from wireroom.stories.patching import patch


def item(story: Story) -> NewsItem:
    return item_of(story, kind="new", version=1, at=clock.now(), before=None)


def span(story: Story, key: str, words: str) -> Span:
    text = next(part.text for part in parts_of(item(story)) if part.key == key)
    return Span(key, text.index(words), text.index(words) + len(words))


def draft(newsroom: Newsroom, *entries: tuple[str, Any]) -> Story:
    """A story in memory whose stream is exactly this."""
    story = newsroom.draft("Harbour reopens")
    story.body = json.dumps([{"type": kind, "value": value, "id": f"id{n}"} for n, (kind, value) in enumerate(entries)])
    return story


def patched_text(newsroom: Newsroom, source: str, key: str, words: str, replacement: str) -> str:
    story = draft(newsroom, ("text", source))
    patch(story, item(story), span(story, key, words), replacement)
    return raw_of(story.body)[0]["value"]


@pytest.mark.parametrize(
    ("source", "key", "words", "replacement", "result"),
    [
        ("<p>Saw teh dog</p>", "b1", "teh", "the", "<p>Saw the dog</p>"),
        ('<p data-block-key="x1">A</p>\n<p>teh</p>', "b2", "teh", "the", '<p data-block-key="x1">A</p>\n<p>the</p>'),
        ("<p>A &amp; B &lt;teh&gt;</p>", "b1", "<teh>", "<the>", "<p>A &amp; B &lt;the&gt;</p>"),
        ("<p>R &amp; D</p>", "b1", "& D", "and <b>D</b>", "<p>R and &lt;b&gt;D&lt;/b&gt;</p>"),
        ("<p>10&nbsp;kg  of\n rise</p>", "b1", "kg of rise", "kg of rice", "<p>10&nbsp;kg  of\n rice</p>"),
        ("<p>10&nbsp;kg</p>", "b1", "10\u00a0kg", "10 kg", "<p>10 kg</p>"),
        ("<p>One <b>teh</b> two</p>", "b1", "teh", "the", "<p>One <b>the</b> two</p>"),
        ("<p>One <b>tw</b>o</p>", "b1", "two", "three", "<p>One <b>three</b></p>"),
        ("<p>a<b>b<i>c</i></b>d</p>", "b1", "abcd", "axyd", "<p>a<b>xy<i></i></b>d</p>"),
        ("<p>said , he</p>", "b1", "said ,", "said,", "<p>said, he</p>"),
        ("<p><b>said</b> , he</p>", "b1", "said ,", "said,", "<p><b>said</b>, he</p>"),
        ("<p>One <b>word</b> two</p>", "b1", "word", "words", "<p>One <b>words</b> two</p>"),
        ("<p>One <b>word</b> two</p>", "b1", "word", "a word", "<p>One <b>a word</b> two</p>"),
        (
            '<p><a linktype="page" id="3">tehe</a> x</p>',
            "b1",
            "tehe",
            "the",
            '<p><a linktype="page" id="3">the</a> x</p>',
        ),
        ("<ul><li>one</li><li>tow</li></ul>", "b1.1", "tow", "two", "<ul><li>one</li><li>two</li></ul>"),
        ("<h2>Haed</h2><p>Haed</p>", "b2", "Haed", "Head", "<h2>Haed</h2><p>Head</p>"),
        ("<p>cafe\u0301 tehr</p>", "b1", "tehr", "there", "<p>cafe\u0301 there</p>"),
        ("<p>cafe\u0301 tehr</p>", "b1", "café", "cafe", "<p>cafe tehr</p>"),
        ("<p>👩‍🚀 teh 中文</p>", "b1", "teh", "the", "<p>👩‍🚀 the 中文</p>"),
        ("<p>one the the two</p>", "b1", "the the", "the", "<p>one the two</p>"),
        ("<p>one<br/>tow three</p>", "b1", "tow", "two", "<p>one<br/>two three</p>"),
        ("<p>one teh</p>", "b1", " teh", "", "<p>one</p>"),
    ],
)
def test_patch_of_rich_text_leaves_all_markup(
    newsroom: Newsroom, source: str, key: str, words: str, replacement: str, result: str
) -> None:
    assert patched_text(newsroom, source, key, words, replacement) == result


QUOTATION = {"words": "<p>We <b>sial</b> at dawn.</p><p>Tow ships.</p>", "speaker": "Ada Stoen", "role": "captian"}
TABLE = {"data": [["Prot", "Ships"], ["Varsen", "tow"]], "first_row_is_table_header": True, "table_caption": "Tabel"}
CARD = {"href": "https://example.org/film", "title": "Teh film", "note": "Form the archive"}


def changed_only(before: NewsItem, after: NewsItem, key: str, text: str) -> bool:
    """Whether the part now reads `text` and every other one as before."""
    old = {part.key: part.text for part in parts_of(before)}
    return {part.key: part.text for part in parts_of(after)} == old | {key: text}


@pytest.mark.parametrize(
    ("kind", "value", "key", "words", "replacement", "result"),
    [
        ("quotation", QUOTATION, "b1.0", "sial", "sail", "We sail at dawn."),
        ("quotation", QUOTATION, "b1.1", "Tow", "Two", "Two ships."),
        ("quotation", QUOTATION, "b1.speaker", "Stoen", "Stone", "Ada Stone"),
        ("quotation", QUOTATION, "b1.role", "captian", "captain", "captain"),
        ("table", TABLE, "b1.0", "Prot", "Port", "Port"),
        ("table", TABLE, "b1.3", "tow", "two", "two"),
        ("table", TABLE, "b1.caption", "Tabel", "Table", "Table"),
        ("link_card", CARD, "b1.title", "Teh", "The", "The film"),
        ("link_card", CARD, "b1.note", "Form", "From", "From the archive"),
    ],
)
def test_patch_reaches_every_kind_of_block(
    newsroom: Newsroom, kind: str, value: dict[str, Any], key: str, words: str, replacement: str, result: str
) -> None:
    story = draft(newsroom, (kind, value), ("text", "<p>Something else.</p>"))
    before = item(story)
    patch(story, before, span(story, key, words), replacement)
    assert changed_only(before, item(story), key, result)


@pytest.mark.parametrize("key", ["b1.caption", "b1.credit"])
def test_patch_of_a_picture_in_the_text_is_the_storys_own(newsroom: Newsroom, key: str) -> None:
    image = newsroom.image()
    value = {"image": image.pk, "alt": "", "caption": "A sihp", "credit": "Fhoto: Ada"}
    story = draft(newsroom, ("picture", value))
    before = item(story)
    words = {"b1.caption": ("sihp", "ship", "A ship"), "b1.credit": ("Fhoto", "Photo", "Photo: Ada")}[key]
    patch(story, before, span(story, key, words[0]), words[1])
    assert changed_only(before, item(story), key, words[2])


def test_patch_of_a_caption_taken_from_the_image_leaves_the_image(newsroom: Newsroom) -> None:
    image = newsroom.image()
    image.caption = "Teh harbour"
    image.save()
    story = newsroom.draft("Harbour reopens", picture=image)
    before = item(story)
    patch(story, before, span(story, "lead.caption", "Teh"), "The")
    assert changed_only(before, item(story), "lead.caption", "The harbour")
    image.refresh_from_db()
    assert (story.picture_caption, image.caption) == ("The harbour", "Teh harbour")


@pytest.mark.parametrize(("key", "field"), [("headline", "headline"), ("summary", "summary"), ("dateline", "dateline")])
def test_patch_of_a_line_outside_the_text(newsroom: Newsroom, key: str, field: str) -> None:
    story = newsroom.draft("Teh harbour", summary="Teh summary", dateline="Teh place")
    before = item(story)
    wanted = getattr(story, field).replace("Teh", "The")
    patch(story, before, span(story, key, "Teh"), "The")
    assert changed_only(before, item(story), key, wanted)


def test_patch_that_would_change_more_is_refused_and_changes_nothing(newsroom: Newsroom) -> None:
    story = draft(newsroom, ("text", "<p>Teh harbour</p>"))
    before, kept = item(story), str(raw_of(story.body))
    other = item(draft(newsroom, ("text", "<p>Another text altogether</p>")))
    refused = [
        (before, Span("b9", 0, 3), "The"),  # no such part
        (before, Span("b1", 0, 99), "The"),  # longer than the part
        (before, Span("b1", 0, 11), " "),  # nothing would be left
        (other, Span("b1", 0, 3), "The"),  # the draft says something else
        (before, Span("headline", 0, 7), "x" * 400),  # longer than the column
    ]
    for said, place, replacement in refused:
        with pytest.raises(CannotPatch):
            patch(story, said, place, replacement)
    assert (str(raw_of(story.body)), story.headline) == (kept, "Harbour reopens")


MARKS = st.sampled_from(["", "b", "i", "bi"])
WORDS = st.text('ab é中ж&<>"', min_size=1, max_size=6).filter(lambda text: bool(text.strip()))


@settings(max_examples=150, deadline=None)
@given(runs=st.lists(st.tuples(WORDS, MARKS), min_size=1, max_size=5), replacement=WORDS, pick=st.data())
def test_retyping_changes_the_stretch_and_no_mark(
    runs: list[tuple[str, Marks]], replacement: str, pick: st.DataObject
) -> None:
    """Whatever stretch of marked words is replaced, the text around it and its marks stay, or nothing is changed."""
    content = normalise([Run(text, marks) for text, marks in runs])
    source, text = render_blocks([Paragraph(content)]), inline_text(content)
    assume(text)
    start = pick.draw(st.integers(0, len(text) - 1))
    end = pick.draw(st.integers(start + 1, len(text)))
    changed = retyped(source, [text], 0, start, end, replacement)
    if changed is None:
        return
    [block] = parse_blocks(changed)
    assert isinstance(block, Paragraph)
    assert inline_text(block.content) == one_line(text[:start] + replacement + text[end:])

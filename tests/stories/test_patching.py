"""Words of a draft replaced in memory, and nothing else changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.factories import Newsroom
from wireroom.core import clock
from wireroom.formats.newsitem import NewsItem
from wireroom.stories.anchors import Span, parts_of
from wireroom.stories.body import raw_of
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

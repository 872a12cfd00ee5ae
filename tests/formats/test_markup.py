"""The tokenizer: tags, texts and what is left out."""

from __future__ import annotations

import pytest

from wireroom.formats.markup import End, Start, Text, looks_like_markup, tokens, unescape


def test_tokens_of_a_plain_fragment() -> None:
    assert list(tokens('<P class="a">one &amp; two<br/></p>')) == [
        Start("p", ' class="a"'),
        Text("one & two"),
        Start("br", "/"),
        End("p"),
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a < b", "a < b"),
        ("I <3 you", "I <3 you"),
        ("a <жизнь> <b>b</b>", "a <жизнь> b"),
        ("a </ b <b>c", "a </ b c"),
        ("a<!-- b -->c", "ac"),
        ("a<!-->b", "ab"),
        ("a<!-- b", "a"),
        ("<!doctype html>a<?php b ?>c", "ac"),
        ("a<script>b</script >c", "ac"),
        ("a<SCRIPT>b</script>c", "ac"),
        ("a<script>b", "a"),
        ("a<style>b</styles></style>c", "ac"),
        ("a<video>b", "ab"),
        ("a<noscript>b</noscript>c", "ac"),
        ("a<svg><script>b</script></svg>c", "ac"),
        ('a<b title="x > y">c', "ac"),
        ("a<b c='>d", "ad"),
        ("cut off <a href=", "cut off <a href="),
        ("&#0;&#xD800;&#99999999999999999999;", "\ufffd\ufffd\ufffd"),
    ],
)
def test_tokens_leave_this_text(source: str, text: str) -> None:
    assert "".join(token.text for token in tokens(source) if isinstance(token, Text)) == text


def test_attributes_in_every_quoting_the_first_of_a_name_counts() -> None:
    (tag,) = tokens("<a HREF='x&amp;y' href=z title = \"a 'b'\" hidden data-id=1>")
    assert isinstance(tag, Start)
    assert tag.attributes() == {"href": "x&y", "title": "a 'b'", "hidden": "", "data-id": "1"}


def test_a_skipped_element_gives_its_content_away() -> None:
    (tag, end) = tokens("<video><source src=a></video>")
    assert (tag, end) == (Start("video", "", "<source src=a>"), End("video"))


def test_unescape_survives_a_number_of_a_million_digits() -> None:
    assert unescape("&#" + "9" * 1_000_000 + ";x") == "\ufffdx"


@pytest.mark.parametrize("text", ["<p>a</p>", "a<br/>b", "AT&amp;T", "x &#8217; y", '<img src="x">'])
def test_looks_like_markup(text: str) -> None:
    assert looks_like_markup(text)


@pytest.mark.parametrize("text", ["a < b > c", "AT&T", "R&D; now", "<3", "x <person@example.org> y"])
def test_looks_like_text(text: str) -> None:
    assert not looks_like_markup(text)

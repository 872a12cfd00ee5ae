"""Stories as HTML documents."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from tests.formats.samples import RICH, SENT
from tests.formats.strategies import news_items, unhurried
from wireroom.formats import html_page
from wireroom.formats.html import parse_blocks, render_blocks
from wireroom.formats.newsitem import NewsItem, Paragraph, Run
from wireroom.formats.release import Channel
from wireroom.formats.xml import fragment


@unhurried
@given(news_items())
def test_an_article_is_well_formed(item: NewsItem) -> None:
    assert fragment(html_page.article(item)).tag == "article"


def test_an_article_holds_the_text_as_it_is() -> None:
    article = html_page.article(RICH)
    assert render_blocks(RICH.body) in article
    assert set(RICH.body) <= set(parse_blocks(article))
    assert article.startswith(
        '<article lang="en" dir="ltr" data-guid="urn:newsml:agency.example:harbour" data-version="3" data-kind="new">\n'
        "<h1>Harbour &amp; market reopen &lt;today&gt;</h1>\n"
    )


def test_a_document_loads_nothing_but_its_pictures() -> None:
    document = html_page.render(RICH, SENT).decode()
    assert document.startswith('<!DOCTYPE html>\n<html lang="en" dir="ltr">')
    assert "<script" not in document
    assert "<link" not in document
    assert document.count("src=") == 3


def test_a_document_in_arabic_runs_from_the_right() -> None:
    assert '<html lang="ar" dir="rtl">' in html_page.render(replace(RICH, language="ar")).decode()


def test_markup_in_a_story_is_text() -> None:
    nasty = "<script>x</script>\"'&"
    item = replace(RICH, headline=nasty, language='en"><b>', rights=nasty, body=(Paragraph((Run(nasty),)),))
    document = html_page.render(item).decode()
    assert "<script" not in document
    assert '"><b>' not in document


def test_many_stories_are_one_document() -> None:
    document = b"".join(html_page.render_all([(RICH, SENT)] * 3, Channel("The day"))).decode()
    assert document.count("<article ") == 3
    assert document.count("<title>The day</title>") == 1

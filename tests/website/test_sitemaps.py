"""Sitemaps and robots.txt."""

from __future__ import annotations

from datetime import timedelta

import pytest
from lxml import etree

from tests.factories import Newsroom
from tests.flows.reader import Page, Reader
from tests.shared_material import shared
from tests.website.material import archived, path_of, translated
from wireroom.core import clock
from wireroom.stories.actions import withdraw
from wireroom.stories.models import Edition
from wireroom.website import sitemaps

SITE = "http://testserver"
NS = {"s": sitemaps.NAMESPACE, "x": "http://www.w3.org/1999/xhtml"}


def locations(page: Page) -> list[str]:
    return [str(loc.text) for loc in page.xml.iterfind(".//s:loc", NS)]


def schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(shared("standards", "sitemap", name)))


def test_index_leads_to_every_story_and_page(newsroom: Newsroom, reader: Reader) -> None:
    stories = [newsroom.published(), newsroom.published(language="ar"), archived("Old")]
    index = reader.get("/sitemap.xml")
    schema("siteindex.xsd").assertValid(index.xml)
    listed = [loc for address in locations(index) for loc in locations(reader.get(address.removeprefix(SITE)))]
    assert {SITE + path_of(story) for story in stories} <= set(listed)
    assert f"{SITE}/zh-hans/world/" in listed
    assert len(listed) == len(set(listed))


def test_sitemap_says_when_and_in_which_languages(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published("Bridge opens")
    russian = translated(newsroom, story, "ru", "Мост открыт")
    page = reader.get("/sitemap-1.xml")
    schema("sitemap.xsd").assertValid(_without_links(page))
    entries = page.xml.findall("s:url", NS)
    for entry in entries:
        links = {link.get("hreflang"): link.get("href") for link in entry.iterfind("x:link", NS)}
        assert links == {"en": SITE + path_of(story), "ru": SITE + path_of(russian), "x-default": SITE + path_of(story)}
    assert [entry.findtext("s:lastmod", namespaces=NS)[-1:] for entry in entries] == ["Z", "Z"]  # type: ignore[index]  # the schema demands it


def _without_links(page: Page) -> etree._Element:
    """The schema at hand knows no extensions."""
    root = etree.fromstring(page.body)
    for link in root.findall(".//x:link", NS):
        link.getparent().remove(link)  # type: ignore[union-attr]  # a found element has a parent
    return root


def test_sitemap_is_split_by_row_numbers(newsroom: Newsroom, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "SPLIT_AT", 2)
    stories = [newsroom.published(f"Story {number}") for number in range(5)]
    shares = [address for address in locations(reader.get("/sitemap.xml")) if "pages" not in address]
    counts = [len(locations(reader.get(address.removeprefix(SITE)))) for address in shares]
    assert (sum(counts), max(counts)) == (len(stories), 2)


def test_sitemap_alternates_reach_over_the_split(
    newsroom: Newsroom, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "SPLIT_AT", 1)
    story = newsroom.published("Bridge opens")
    russian = translated(newsroom, story, "ru", "Мост открыт")
    page = reader.get(f"/sitemap-{story.pk + 1}.xml")
    assert locations(page) == [SITE + path_of(story)]
    assert SITE + path_of(russian) in [link.get("href") for link in page.xml.iterfind(".//x:link", NS)]


def test_sitemaps_hold_nothing_that_is_not_public(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.draft()
    withdraw(newsroom.published(), by=None, note="Wrong.")
    newsroom.published(language="ru")
    Edition.objects.filter(locale__language_code="ru").update(is_open=False)
    assert locations(reader.get("/sitemap.xml")) == [f"{SITE}/sitemap-pages.xml"]
    assert [reader.get(f"/sitemap-{share}.xml").status for share in (1, 99, 10**17)] == [404] * 3
    assert not any("/ru/" in loc for loc in locations(reader.get("/sitemap-pages.xml")))


def test_news_sitemap_holds_the_news_of_two_days(newsroom: Newsroom, reader: Reader) -> None:
    with clock.at(clock.now() - timedelta(hours=49)):
        newsroom.published("Old news")
    fresh = [newsroom.published("Fresh & new"), newsroom.published("新闻", language="zh-hans")]
    archived("Archive", days=1)
    page = reader.get("/news-sitemap.xml")
    schema("news-sitemap-all-own.xsd").assertValid(page.xml)
    assert locations(page) == [SITE + path_of(story) for story in reversed(fresh)]
    assert [e.text for e in page.xml.iter("{*}language")] == ["zh-cn", "en"]


def test_robots_txt_names_the_sitemaps_and_keeps_out_of_the_desk(newsroom: Newsroom, reader: Reader) -> None:
    lines = reader.get("/robots.txt").text.splitlines()
    assert {"User-agent: *", "Disallow: /desk/", f"Sitemap: {SITE}/sitemap.xml"} <= set(lines)
    assert f"Sitemap: {SITE}/news-sitemap.xml" in lines

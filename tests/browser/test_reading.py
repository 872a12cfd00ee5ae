"""A reader's visit: reads, changes language, searches, pages; with and without scripts, with the keyboard alone."""

from __future__ import annotations

import re
import unicodedata

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import OpenContext, Site
from tests.flows.voices import SPOKEN

pytestmark = pytest.mark.browser
HEADLINE = SPOKEN["en"].headlines[0]
TOLD = """async () => {
    const { ago } = await import(document.querySelector("script[src]").src);
    const now = new Date(2026, 10, 18, 10, 0);
    const at = (day, hour, minute, second) => ago(new Date(2026, 10, day, hour, minute, second), now);
    return [at(18, 9, 59, 30), at(18, 9, 58, 0), at(17, 21, 0, 0), at(16, 22, 0, 0), at(11, 9, 0, 0), at(18, 10, 1, 0)];
}"""
"""Half a minute, two minutes, thirteen hours and a day and a half ago; more than a week ago; in a minute."""
AGES = {
    "en": ["just now", "2 minutes ago", "13 hours ago", "2 days ago", "", ""],
    "ru": ["только что", "2 минуты назад", "13 часов назад", "позавчера", "", ""],
    "ar": ["الآن", "قبل دقيقتين", "قبل 13 ساعة", "أول أمس", "", ""],
    "zh-hans": ["刚刚", "2分钟前", "13小时前", "前天", "", ""],
}


def test_reader_comes_from_the_front_to_the_story(page: Page, site: Site) -> None:
    page.goto(site.address)
    expect(page).to_have_url(f"{site.address}/en/")
    page.locator("main").get_by_role("link", name=HEADLINE).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(page).to_have_title(f"{HEADLINE} / World / Halcyon Press")
    expect(page.locator("article").first).to_contain_text("mend the second engine")
    page.get_by_role("navigation", name="You are here").get_by_role("link", name="World").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("World")


def test_pictures_load_from_our_own_site(page: Page, site: Site) -> None:
    page.goto(site.types("en")["story"])
    picture = page.locator("article img").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0


@pytest.mark.parametrize("edition", ["en", "ru", "ar"])
def test_story_needs_four_answers_and_is_small_with_all_its_widgets(page: Page, site: Site, edition: str) -> None:
    asked: list[Request] = []

    def note(one: Request) -> None:
        asked.append(one)

    page.on("requestfinished", note)
    page.goto(site.types(edition)["corrected story"])
    expect(page.locator("comment-thread .counter")).to_be_attached()
    needed = page.locator(":is(link[rel=stylesheet], script[src])")
    assert 1 + needed.count() == 4
    sizes = {one.url: one.sizes()["responseBodySize"] for one in asked if one.resource_type not in ("image", "other")}
    assert len(sizes) >= 4
    assert sum(sizes.values()) <= 40_000


def test_language_menu_leads_to_the_same_story(page: Page, site: Site) -> None:
    page.goto(site.types("en")["story"])
    page.locator("header summary").click()
    page.locator("header").get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SPOKEN["fr"].headlines[0])
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.locator("header summary").click()
    page.locator("header").get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", level=1)).to_have_text(SPOKEN["ar"].headlines[0])


@pytest.mark.parametrize(("locale", "edition"), [("ru-RU", "ru"), ("zh-CN", "zh-hans"), ("de-DE", "en")])
def test_door_opens_in_the_readers_language(context_with: OpenContext, site: Site, locale: str, edition: str) -> None:
    page = context_with(locale=locale).new_page()
    page.goto(site.address)
    expect(page).to_have_url(f"{site.address}/{edition}/")


def test_search_from_the_masthead_finds_the_story(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/en/")
    box = page.get_by_role("banner").get_by_role("searchbox")
    box.fill("ferries")
    box.press("Enter")
    page.locator("main").get_by_role("link", name=HEADLINE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINE)


def test_everything_works_without_scripts(context_with: OpenContext, site: Site) -> None:
    page = context_with(java_script_enabled=False, locale="en-GB").new_page()
    page.goto(site.address)
    page.locator("main").get_by_role("link", name=HEADLINE).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(page.locator("article time").first).to_have_text(re.compile(r"\d{4}, \d\d:\d\d"))
    page.get_by_role("banner").get_by_role("searchbox").fill("ferry")
    page.keyboard.press("Enter")
    expect(page.locator("main article").first).to_be_visible()
    page.goto(f"{site.address}/en/news/")
    page.locator("a[rel=next]").click()
    expect(page).to_have_url(re.compile(r"page=2"))
    page.locator("a[rel=prev]").click()
    page.locator("header summary").click()
    page.locator("header").get_by_role("link", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")


@pytest.mark.parametrize(
    ("edition", "script"), [("ar", "ARABIC"), ("ru", "CYRILLIC"), ("zh-hans", "CJK"), ("en", "LATIN")]
)
def test_times_are_told_in_the_readers_words(page: Page, site: Site, edition: str, script: str) -> None:
    """The script that says how long ago something was speaks the edition's language."""
    page.goto(f"{site.address}/{edition}/")
    ago = page.locator("main time[data-ago]").first
    stamped = ago.get_attribute("datetime") or ""
    expect(ago).not_to_contain_text(stamped[:4])
    letters = [letter for letter in ago.inner_text() if letter.isalpha()]
    assert {unicodedata.name(letter).partition(" ")[0] for letter in letters} == {script}
    assert page.evaluate(TOLD) == AGES[edition]


def test_feed_is_readable_in_a_browser(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/en/rss.xml")
    expect(page.get_by_text("Halcyon Press", exact=True).first).to_have_css("display", "block")
    expect(page.locator("pubDate").first).to_be_hidden()
    link = page.get_by_text(HEADLINE).and_(page.locator("[href]"))
    expect(link).to_have_css("display", "block")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINE)


def test_printed_story_is_the_story_alone(page: Page, site: Site) -> None:
    page.goto(site.types("en")["story"])
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for chrome in ("header form", "header nav", "a.skip"):
        expect(page.locator(chrome).first).to_be_hidden()


FOCUSED = """() => {
  const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect();
  return {
    name: (e.getAttribute("aria-label") || e.innerText || e.id || e.name || e.tagName).trim(),
    place: e.closest("header, main, footer, nav")?.tagName || "",
    visible: box.width > 0 && box.height > 0 && s.visibility === "visible",
    marked: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none",
  };
}"""


def tab(page: Page) -> dict[str, object]:
    page.keyboard.press("Tab")
    found: dict[str, object] = page.evaluate(FOCUSED)
    return found


def test_first_tab_offers_to_skip_to_the_news(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/en/")
    first = tab(page)
    assert (first["name"], first["visible"]) == ("Skip to the news", True)
    box = page.locator("a.skip").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_keyboard_alone_reads_changes_language_and_searches(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/en/")
    stops = []
    while (stop := tab(page))["place"] != "FOOTER" and len(stops) < 150:
        stops.append(stop)
    assert [stop for stop in stops if not (stop["visible"] and stop["marked"])] == []
    names = [str(stop["name"]) for stop in stops]
    assert names.index("World") < names.index(HEADLINE)
    page.goto(f"{site.address}/en/")
    while tab(page)["name"] != HEADLINE:
        continue
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    page.locator("header summary").focus()
    page.keyboard.press("Enter")
    while tab(page)["name"] != "Español":
        continue
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.get_by_role("banner").get_by_role("searchbox").focus()
    page.keyboard.type("transbordador")
    page.keyboard.press("Enter")
    expect(page.locator("main article").first).to_be_visible()

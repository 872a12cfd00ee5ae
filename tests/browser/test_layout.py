"""Pages fit their window in every edition, and Arabic runs from right to left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import OpenContext, Site
from tests.flows.agency import EDITIONS

pytestmark = pytest.mark.browser
WIDTHS = (320, 360, 820, 1280)
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width && document.body.scrollWidth <= width) return [];
  const clipped = (e) => e && e !== document.body &&
    (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(e).overflowX) || clipped(e.parentElement));
  return ["scrolls", ...[...document.querySelectorAll("body *")]
    .filter((e) => { const b = e.getBoundingClientRect(); return b.right > width + 1 || b.left < -1; })
    .filter((e) => e.checkVisibility() && !clipped(e.parentElement))
    .slice(0, 4).map((e) => `${e.tagName.toLowerCase()} in .${e.parentElement.className}`)];
}"""


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_page_is_wider_than_its_window(context_with: OpenContext, site: Site, edition: str) -> None:
    page = context_with().new_page()
    found = {}
    for name, address in site.types(edition).items():
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if too_wide := page.evaluate(TOO_WIDE):
                found[name, width] = too_wide
    assert found == {}


def middle(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


def right(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"]


def mirrored(page: Page, kind: str, site: Site, selectors: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """Where the middle of each element stands in English and, seen in a mirror, in Arabic."""
    found: dict[str, tuple[float, float]] = {}
    for edition in ("en", "ar"):
        page.goto(site.types(edition)[kind])
        width = page.evaluate("document.documentElement.clientWidth")
        for selector in selectors:
            at = middle(page.locator(selector).first) / width
            found[selector] = (at, -1.0) if edition == "en" else (found[selector][0], 1 - at)
    return found


@pytest.mark.parametrize("width", [820, 1280])
def test_arabic_page_is_the_mirror_of_the_english(context_with: OpenContext, site: Site, width: int) -> None:
    page = context_with(viewport={"width": width, "height": 900}).new_page()
    places = mirrored(
        page, "front", site, (".masthead .wordmark", ".masthead summary", "nav.sections li", "section.wire")
    )
    for selector, (english, arabic) in places.items():
        assert (english < 0.5) == (arabic < 0.5), selector
        assert abs(english - arabic) < 0.2, selector


def test_arabic_text_and_lists_begin_at_the_right(page: Page, site: Site) -> None:
    page.goto(site.types("ar")["story"])
    steps = page.locator("nav.trail li")
    assert middle(steps.nth(0)) > middle(steps.nth(1))
    sections = page.locator("nav.sections li")
    assert middle(sections.nth(0)) > middle(sections.nth(1)) > middle(sections.nth(2))
    column = right(page.locator("article.story .text"))
    for selector in ("article.story h1", "article.story .text p"):
        starts = page.locator(selector).first.evaluate(
            "e => { const r = document.createRange(); r.selectNodeContents(e); return r.getClientRects()[0].right }"
        )
        assert abs(starts - column) < 4, selector
    bullet = page.locator("article.story .text ul").first.evaluate("e => getComputedStyle(e).direction")
    assert bullet == "rtl"


def test_addresses_stay_left_to_right_on_arabic_pages(page: Page, site: Site) -> None:
    page.goto(site.types("ar")["story"])
    link = page.locator("share-link a")
    assert link.evaluate("e => getComputedStyle(e).direction") == "ltr"
    assert link.inner_text().startswith("http://")


REORDERED = """() => [...document.querySelectorAll("body *")].filter((e) => {
  const own = [...e.childNodes].some((n) => n.nodeType === 3 && /[\\u202a-\\u202e\\u2066-\\u2069]/.test(n.data));
  if (!own) return false;
  for (let at = e; at && at !== document.body; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (!style.display.startsWith("inline")) return at.textContent.trim() !== e.textContent.trim();
    if (style.display !== "inline" || style.unicodeBidi.startsWith("isolate")) return false;
  }
  return true;
}).map((e) => `${e.tagName}.${e.className} in ${e.parentElement.className}`)"""


@pytest.mark.parametrize("kind", ["hard story", "hard section", "front", "archive day"])
def test_override_characters_cannot_reorder_the_page(page: Page, site: Site, kind: str) -> None:
    """A headline that ends in U+202E turns itself around and nothing beside it."""
    page.goto(site.types("en")[kind])
    assert "\u202e" in page.content()
    assert page.evaluate(REORDERED) == []

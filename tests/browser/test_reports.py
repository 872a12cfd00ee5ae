"""Reporting an error in a real browser: by keys, by button, by touch, from right to left, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenContext, Site
from tests.browser.test_accessibility import grave
from tests.flows.agency import EDITIONS
from tests.flows.voices import SPOKEN

pytestmark = pytest.mark.browser
PARAGRAPH = ".story > .text > p"
PAYLOAD = "<img src=x onerror=\"document.title='broken'\">"
COMPOSE = """e => e.dispatchEvent(
  new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, isComposing: true, bubbles: true }))"""
SELECT = """(element, [start, end]) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (node.parentElement.closest("[data-part]") && element.tagName === "P") node = walker.nextNode();
  getSelection().setBaseAndExtent(node, start, node, end < 0 ? node.length : end);
}"""


def select(page: Page, selector: str, start: int = 0, end: int = -1) -> None:
    """Selects characters of an element's own text, as a reader does with the mouse."""
    place = page.locator(selector).first
    place.scroll_into_view_if_needed()
    place.evaluate(SELECT, [start, end])


def opened(page: Page, key: str = "Control+Enter") -> Locator:
    page.keyboard.press(key)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


@pytest.mark.parametrize("key", ["Control+Enter", "Meta+Enter"])
def test_selection_and_keys_report_an_error(page: Page, site: Site, key: str) -> None:
    page.goto(site.types("en")["story"])
    select(page, PARAGRAPH, 4, 9)
    dialog = opened(page, key)
    expect(dialog.locator("mark")).to_have_text(SPOKEN["en"].paragraph[4:9])
    reading = dialog.get_by_label("It should read")
    expect(reading).to_be_focused()
    expect(reading).to_have_value(SPOKEN["en"].paragraph[4:9])
    assert grave(page) == []
    reading.fill("boat!")
    dialog.get_by_role("button", name="Send the report").click()
    expect(dialog.get_by_role("status")).to_have_text("Thank you. Your report is with the newsroom")
    dialog.get_by_role("link", name="See what becomes of your report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your report is with the newsroom")
    expect(page.locator("mark")).to_have_text(SPOKEN["en"].paragraph[4:9])
    assert grave(page) == []


def test_button_stands_by_the_selection_and_gives_the_focus_back(page: Page, site: Site) -> None:
    page.goto(site.types("en")["story"])
    select(page, "h1", 0, 5)
    offer = page.locator(".report-offer")
    expect(offer).to_be_visible()
    box, words = offer.bounding_box(), page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().toJSON()")
    assert box is not None
    assert box["y"] >= words["bottom"]
    assert box["y"] - words["bottom"] < 20
    offer.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(offer).to_be_focused()
    assert page.evaluate("getSelection().toString()") == SPOKEN["en"].headlines[0][:5]


@pytest.mark.parametrize("edition", EDITIONS)
def test_too_long_is_said_before_anything_is_sent(page: Page, site: Site, edition: str) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(site.types(edition)["story"])
    pattern = page.locator("typo-report").get_attribute("data-too-long") or ""
    page.locator(PARAGRAPH).first.evaluate("e => e.append(' x'.repeat(700))")
    page.locator(".story > .text").evaluate("e => getSelection().selectAllChildren(e)")
    dialog = opened(page)
    said = dialog.get_by_role("alert").inner_text()
    before, after = pattern.split("#")
    assert (said.startswith(before), said.endswith(after)) == (True, True)
    count = said.removeprefix(before).removesuffix(after)
    assert int("".join(filter(str.isdigit, count))) > 1000
    assert ("200" in after, dialog.locator("form").count(), sent) == (True, 0, [])


def test_markup_selected_from_the_story_stays_text(page: Page, site: Site) -> None:
    page.goto(site.types("en")["story"])
    title = page.title()
    page.locator(PARAGRAPH).first.evaluate("(e, text) => e.replaceChildren(text)", PAYLOAD)
    select(page, PARAGRAPH)
    dialog = opened(page)
    expect(dialog.locator("mark")).to_have_text(PAYLOAD)
    assert (dialog.locator("img").count(), page.title()) == (0, title)


def test_keys_in_a_field_or_a_comment_report_nothing(page: Page, site: Site) -> None:
    page.goto(site.types("en")["story"])
    select(page, PARAGRAPH, 0, 3)
    expect(page.locator(".report-offer")).to_be_visible()
    page.get_by_role("banner").get_by_role("searchbox").focus()
    page.keyboard.press("Control+Enter")
    page.locator(PARAGRAPH).first.evaluate(COMPOSE)
    page.wait_for_timeout(400)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto(site.types("en")["story"])
    page.locator(".story-foot").evaluate("e => getSelection().selectAllChildren(e)")
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(400)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".report-offer")).to_be_hidden()


def test_touch_shows_a_bar_and_opens_nothing_by_itself(context_with: OpenContext, site: Site) -> None:
    page = context_with(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).new_page()
    page.goto(site.types("en")["story"])
    select(page, PARAGRAPH, 0, 3)
    bar = page.locator(".report-offer")
    expect(bar).to_be_visible()
    box = bar.bounding_box()
    assert box is not None
    assert (round(box["x"]), round(box["width"])) == (0, 360)
    expect(page.get_by_role("dialog")).to_have_count(0)
    bar.tap()
    expect(page.get_by_role("dialog").locator("mark")).to_have_text("The")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert grave(page) == []


def test_arabic_dialog_runs_from_the_right(page: Page, site: Site) -> None:
    page.goto(site.types("ar")["story"])
    select(page, PARAGRAPH, 0, 6)
    dialog = opened(page)
    assert dialog.evaluate("e => getComputedStyle(e).direction") == "rtl"
    label, field = dialog.locator("label").first.bounding_box(), dialog.locator("textarea").first.bounding_box()
    assert label is not None
    assert field is not None
    assert abs(label["x"] + label["width"] - field["x"] - field["width"]) < 2


def test_answer_that_is_not_ours_keeps_what_was_written(page: Page, site: Site) -> None:
    page.goto(site.types("en")["story"])
    page.route("**/report/", lambda route: route.fulfill(body="<p>A gateway speaks.</p>"))
    select(page, PARAGRAPH, 0, 3)
    dialog = opened(page)
    dialog.get_by_label("It should read").fill("Tha")
    dialog.get_by_role("button", name="Send the report").click()
    expect(dialog.get_by_role("alert")).to_contain_text("could not be sent")
    expect(dialog.get_by_label("It should read")).to_have_value("Tha")


def test_servers_refusal_stands_at_its_field(page: Page, site: Site) -> None:
    page.goto(site.types("en")["story"])
    select(page, PARAGRAPH, 0, 3)
    dialog = opened(page)
    dialog.get_by_label("Your e-mail").fill("nobody")
    dialog.get_by_role("button", name="Send the report").click()
    expect(dialog.get_by_label("Your e-mail")).to_be_focused()
    expect(dialog.locator("#report-email-problem")).to_have_text("This is no e-mail address. Mend it, or leave it out.")


def test_form_works_without_scripts(context_with: OpenContext, site: Site) -> None:
    page = context_with(java_script_enabled=False, locale="en-GB").new_page()
    page.goto(site.types("en")["story"])
    page.get_by_role("link", name="Report an error").click()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("textbox", name="Words with the mistake")).to_have_attribute("aria-invalid", "true")
    page.get_by_text("Or pick the passage").click()
    page.get_by_label(SPOKEN["en"].headlines[0]).check()
    page.get_by_label("It should read").fill("Something else")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your report is with the newsroom")


def test_form_page_has_nothing_serious(page: Page, site: Site) -> None:
    page.goto(f"{site.types('en')['story']}report/")
    page.get_by_text("Or pick the passage").click()
    assert grave(page) == []

"""The copy check in the editor: doubts listed, found, mended, and taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import OpenContext, Site
from tests.browser.newsroom_steps import settle, sign_in, wait_until_saved
from tests.browser.test_accessibility import OF_WAGTAIL, grave

pytestmark = pytest.mark.browser
SLIPS = "The keeper went to to the lamp , he said."
MENDED = "The keeper went to the lamp, he said."


@pytest.fixture(scope="module")
def pass_card(browser: Browser, site: Site) -> StorageState:
    """What a signed-in chief's browser keeps."""
    page = browser.new_page()
    sign_in(page, site)
    kept = page.context.storage_state()
    page.context.close()
    return kept


@pytest.fixture
def desk(context_with: OpenContext, pass_card: StorageState) -> Page:
    """A chief's window at the desk."""
    return context_with(viewport={"width": 1280, "height": 1000}, locale="en-GB", storage_state=pass_card).new_page()


def begin(desk: Page, site: Site, headline: str, text: str) -> None:
    """Writes a new story as somebody types it, with the panel open."""
    desk.goto(f"{site.address}/desk/stories/add/?locale=en")
    settle(desk)
    desk.get_by_role("button", name="Toggle copy check").click()
    panel = desk.locator("[data-side-panel='copy-check']")
    expect(panel).to_contain_text("The check begins as soon as the draft is saved.")
    desk.get_by_role("textbox", name="Headline").fill(headline)
    desk.locator(".Draftail-Editor [contenteditable=true]").click()
    desk.keyboard.type(text)
    wait_until_saved(desk)


def test_doubts_are_listed_shown_mended_and_taken_back(desk: Page, site: Site) -> None:
    begin(desk, site, "Lamp of of Varsen", SLIPS)
    doubts, editor = desk.locator("li.desk-doubt"), desk.locator(".Draftail-Editor [contenteditable=true]")
    expect(doubts).to_have_count(4, timeout=20_000)
    expect(desk.locator("[data-side-panel-toggle='copy-check']")).to_contain_text("4")
    assert grave(desk, exclude=OF_WAGTAIL) == []

    doubts.nth(1).get_by_role("button", name="Show").click()
    desk.wait_for_function("getSelection().toString() === 'to to'")
    doubts.first.get_by_role("button", name="Mend").click()
    expect(desk.get_by_role("textbox", name="Headline")).to_have_value("Lamp of Varsen")
    doubts.first.get_by_role("button", name="Mend").click()
    expect(editor).to_have_text("The keeper went to the lamp , he said.")
    with desk.expect_response(lambda answer: MENDED in (answer.request.post_data or "")):
        doubts.first.get_by_role("button", name="Mend").click()
    expect(editor).to_have_text(MENDED)
    expect(doubts).to_have_count(1)
    expect(doubts).to_contain_text("Neither an author nor a source is credited.")

    desk.reload()
    settle(desk)
    expect(editor).to_have_text(MENDED)
    expect(doubts).to_have_count(1)


def test_mending_is_undone_like_typing(desk: Page, site: Site) -> None:
    begin(desk, site, "Lamp", "It was was dark.")
    editor = desk.locator(".Draftail-Editor [contenteditable=true]")
    desk.locator("li.desk-doubt").first.get_by_role("button", name="Mend").click()
    expect(editor).to_have_text("It was dark.")
    editor.click()
    desk.keyboard.press("Control+z")
    expect(editor).to_have_text("It was was dark.")


def test_words_typed_since_the_check_are_never_overwritten(desk: Page, site: Site) -> None:
    begin(desk, site, "Lamp", "It was was dark.")
    mend = desk.locator("li.desk-doubt").first.get_by_role("button", name="Mend")
    expect(mend).to_be_visible()
    desk.route(
        "**/desk/stories/**", lambda route: route.abort() if route.request.method == "POST" else route.fallback()
    )
    editor = desk.locator(".Draftail-Editor [contenteditable=true]")
    editor.click()
    desk.keyboard.press("Home")
    desk.keyboard.type("At night ")
    mend.click()
    expect(editor).to_have_text("At night It was was dark.")
    expect(desk.locator(".desk-doubts__said")).to_contain_text("The text has changed since it was checked.")


def test_check_that_fails_says_so_and_begins_again(desk: Page, site: Site) -> None:
    desk.route("**/desk/stories/doubts/**", lambda route: route.fulfill(status=404, body="gone"))
    desk.goto(f"{site.address}/desk/stories/")
    desk.locator("td.title a, .title-wrapper a").first.click()
    desk.get_by_role("button", name="Toggle copy check").click()
    panel = desk.locator("[data-side-panel='copy-check']")
    expect(panel).to_contain_text("The draft cannot be checked just now.")
    desk.unroute("**/desk/stories/doubts/**")
    panel.get_by_role("button", name="Check again").click()
    expect(panel.locator("[data-doubts]")).to_be_visible()


def test_place_under_the_panel_is_uncovered(context_with: OpenContext, pass_card: StorageState, site: Site) -> None:
    desk = context_with(viewport={"width": 820, "height": 900}, locale="en-GB", storage_state=pass_card).new_page()
    desk.goto(f"{site.address}/desk/stories/add/?locale=en")
    settle(desk)
    desk.get_by_role("textbox", name="Headline").fill("Lamp of of Varsen")
    wait_until_saved(desk)
    desk.get_by_role("button", name="Toggle copy check").click()
    desk.locator("li.desk-doubt").first.get_by_role("button", name="Show").click()
    expect(desk.locator("[data-side-panel='copy-check']")).to_be_hidden()
    headline = desk.get_by_role("textbox", name="Headline")
    expect(headline).to_be_focused()
    assert headline.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == "of of"

"""Editors go through what readers report: by keyboard only, against each other, and past hostile words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import OpenContext, Site
from tests.browser.newsroom_steps import sign_in
from tests.browser.seed import HOSTILE
from tests.browser.test_accessibility import OF_WAGTAIL, grave

pytestmark = pytest.mark.browser
WIDE = {"width": 1280, "height": 1000}


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
    return context_with(viewport=WIDE, locale="en-GB", storage_state=pass_card).new_page()


def open_report(page: Page, site: Site, words: str) -> None:
    page.goto(f"{site.address}/desk/errors/?q={words}")
    page.locator(".slip-words a").first.click()
    listens(page)


def listens(page: Page) -> None:
    """Waits until a report's page is there and takes keys."""
    expect(page.locator("[data-keys=on]")).to_be_visible()


def test_hostile_words_are_inert_in_queue_and_page(desk: Page, site: Site) -> None:
    desk.goto(f"{site.address}/desk/errors/?q=img")
    expect(desk.locator(".slip-words a").first).to_have_text(HOSTILE)
    desk.locator(".slip-words a").first.click()
    expect(desk.locator(".slip-reports__comment")).to_have_text(HOSTILE)
    assert desk.locator("main img[src=x], main svg[onload]").count() == 0
    assert desk.title() != "1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_queue_page_and_numbers_have_nothing_serious(desk: Page, site: Site, scheme: str) -> None:
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
    found = {}
    for path in ("errors/", "errors/1/", "errors/6/", "errors/numbers/", "errors/?state=all&q=nothing"):
        desk.goto(f"{site.address}/desk/{path}")
        found[path] = grave(desk, exclude=OF_WAGTAIL)
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_typing_shows_what_changes_and_of_what_kind_it_is(desk: Page, site: Site) -> None:
    open_report(desk, site, "folow")
    field = desk.get_by_label("Should read")
    field.fill("Nobdy will follow him for 3 years.")
    expect(desk.locator("[data-summary]")).to_have_text("This looks like a correction.")
    expect(desk.locator("[data-reasons]")).to_have_text("A figure changes.")
    expect(desk.locator("[data-pieces] ins")).to_have_text(["follow", " for 3 years"])
    field.fill(f"Nobdy will follow {HOSTILE}.")
    expect(desk.locator("[data-pieces]")).to_contain_text(HOSTILE)
    field.press("f")
    assert desk.locator("[data-pieces] img").count() == 0
    expect(field).to_have_value(f"Nobdy will follow {HOSTILE}.f")


def test_three_reports_are_decided_by_keyboard_only(desk: Page, site: Site, context_with: OpenContext) -> None:
    desk.goto(f"{site.address}/desk/errors/?q=Keeper")
    desk.locator(".slip-words a", has_text="keeper retires").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-pieces] ins")).to_have_text("The")
    listens(desk)
    desk.keyboard.press("f")

    expect(desk.locator("[data-pieces] ins")).to_have_text("the")
    listens(desk)
    desk.keyboard.press("w")
    desk.keyboard.type("He lit the great lamp for 12 years.")
    desk.keyboard.press("Control+Enter")

    expect(desk.locator("[data-pieces] ins")).to_have_text("21")
    listens(desk)
    desk.keyboard.press("c")
    expect(desk.get_by_label("Public note")).to_be_focused()
    desk.keyboard.type("It was 21 years.")
    desk.keyboard.press("Control+Enter")

    expect(desk.locator("[data-pieces] ins")).to_have_text("Nobody")
    reader = context_with(locale="en-GB").new_page()
    reader.goto(f"{site.address}/en/culture/")
    reader.get_by_role("link", name="Keeper of Varsen retires").first.click()
    story = reader.locator("article.story")
    for words in ("The keeper retires.", "He lit the great lamp for 21 years.", "It was 21 years."):
        expect(story).to_contain_text(words)


def test_keys_follow_their_place_on_another_keyboard(desk: Page, site: Site) -> None:
    open_report(desk, site, "folow")
    desk.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ц', code: 'KeyW', bubbles: true}))")
    expect(desk.get_by_label("Should read")).to_be_focused()


def test_keys_are_off_for_who_has_switched_them_off(desk: Page, site: Site) -> None:
    open_report(desk, site, "folow")
    desk.evaluate(
        "document.getElementById('wagtail-config').textContent = JSON.stringify({KEYBOARD_SHORTCUTS_ENABLED: false})"
    )
    address = desk.url
    for key in "wjl":
        desk.keyboard.press(key)
    expect(desk.get_by_label("Should read")).not_to_be_focused()
    assert desk.url == address


def test_story_is_opened_at_the_words(desk: Page, site: Site) -> None:
    open_report(desk, site, "folow")
    desk.keyboard.press("e")
    desk.wait_for_url("**/desk/stories/edit/**")
    desk.wait_for_function("getSelection().toString() === 'folow'")


def test_second_of_two_editors_is_told(desk: Page, site: Site, context_with: OpenContext) -> None:
    other = context_with(viewport=WIDE, locale="en-GB", storage_state=desk.context.storage_state()).new_page()
    for page in (desk, other):
        open_report(page, site, "Nobdy")
    desk.keyboard.press("f")
    expect(desk.get_by_text("“Nobdy” is mended; the refile is out.")).to_be_visible()
    with other.expect_response(lambda answer: "/accept/" in answer.url) as answered:
        other.keyboard.press("f")
    assert answered.value.status == 409
    expect(other.get_by_text("Nothing of yours has gone out.")).to_be_visible()
    expect(other.locator(".slip-outcome")).to_contain_text("chief")

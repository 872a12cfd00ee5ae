"""Comments at the desk in a real browser: decided by keys alone, inert whatever they hold, open to everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import OpenContext, Site
from tests.browser.newsroom_steps import sign_in
from tests.browser.seed import HOSTILE
from tests.browser.test_accessibility import OF_WAGTAIL, grave

pytestmark = pytest.mark.browser


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
    return context_with(
        viewport={"width": 1280, "height": 1000}, locale="en-GB", storage_state=pass_card, color_scheme="dark"
    ).new_page()


def open_comment(desk: Page, site: Site, words: str) -> None:
    desk.goto(f"{site.address}/desk/comments/?language=es&q={words}")
    desk.locator(".comment-words__text").first.click()
    expect(desk.locator("[data-keys=on]")).to_be_visible()


def expect_comment(desk: Page, words: str) -> None:
    """It is shown, and keys are heard, which is a moment later than the first words are seen."""
    expect(desk.locator(".comment-text")).to_have_text(words)
    expect(desk.locator("[data-keys=on]")).to_be_visible()


def test_hostile_words_are_inert_in_queue_page_and_question(desk: Page, site: Site) -> None:
    open_comment(desk, site, "onerror")
    expect(desk.locator(".comment-text")).to_contain_text(HOSTILE)
    expect(desk.locator(".comment-by bdi")).to_have_text("<b onclick=x>Bobby</b>")
    assert desk.title() != "1"
    desk.goto(f"{site.address}/desk/comments/?language=es&q=onerror")
    expect(desk.locator(".comment-words__text")).to_contain_text(HOSTILE)
    pk = desk.locator("[data-object-id]").first.get_attribute("data-object-id")
    desk.goto(f"{site.address}/desk/bulk/comments/comment/reject/?id={pk}")
    expect(desk.locator(".desk-chosen")).to_contain_text(HOSTILE)
    assert desk.locator(".desk-chosen :is(img, svg, script)").count() == 0
    assert desk.title() != "1"


@pytest.mark.parametrize("path", ["?language=es", "appeals/", "blocked/", "rules/"])
def test_pages_have_nothing_serious_of_ours(desk: Page, site: Site, path: str) -> None:
    for colours in ("light", "dark"):
        desk.emulate_media(color_scheme=colours)  # type: ignore[arg-type]  # one of the two
        desk.goto(f"{site.address}/desk/comments/{path}")
        assert grave(desk, exclude=OF_WAGTAIL) == []


def test_comment_with_open_forms_has_nothing_serious(desk: Page, site: Site) -> None:
    open_comment(desk, site, "Gracias")
    for key in "reb":
        desk.keyboard.press(key)
        expect(desk.locator("details[open] summary")).to_have_attribute("data-key", key)
        assert grave(desk, exclude=OF_WAGTAIL) == []
        desk.keyboard.press("Escape")
        desk.keyboard.press("Escape")


def test_three_comments_are_decided_by_keys_alone(desk: Page, site: Site) -> None:
    open_comment(desk, site, "Gracias")
    desk.goto(desk.url.replace("q=Gracias", "q=Luc%C3%ADa"))
    expect_comment(desk, "Gracias por la crónica")
    desk.keyboard.press("j")
    expect_comment(desk, "Vete de aquí, farsante")
    desk.keyboard.press("k")
    expect_comment(desk, "Gracias por la crónica")
    desk.keyboard.press("a")

    expect_comment(desk, "Vete de aquí, farsante")
    desk.keyboard.press("r")
    desk.keyboard.press("1")
    expect(desk.get_by_label("Insulto o amenaza")).to_be_checked()
    desk.keyboard.press("Enter")

    expect_comment(desk, "Se escribe «encendido», no «encendio»")
    desk.keyboard.press("e")
    quote = desk.get_by_label("The words with the mistake, as they stand in the story")
    expect(quote).to_be_focused()
    desk.keyboard.type("encendio a")
    expect_comment(desk, "Se escribe «encendido», no «encendio»")
    quote.fill("encendio")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("No comment matches this.")).to_be_visible()

    desk.goto(f"{site.address}/desk/comments/?language=es&state=all&q=Luc%C3%ADa")
    states = [text.strip() for text in desk.locator(".comment-why .w-status").all_inner_texts()]
    assert states == ["Rejected", "Rejected", "Published"]
    desk.goto(f"{site.address}/desk/errors/?q=encendio")
    expect(desk.locator(".slip-words a").first).to_contain_text("encendio")

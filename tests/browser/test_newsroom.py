"""An editor signs in, writes a story, publishes it, corrects it; readers see each step."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, StorageState, expect

from tests.browser.conftest import OpenContext, Site
from tests.browser.newsroom_steps import choose, settle, sign_in, wait_until_saved
from tests.browser.test_accessibility import OF_WAGTAIL, grave
from tests.flows.voices import SPOKEN

pytestmark = pytest.mark.browser
HEADLINE = "Lighthouse of Varsen gets a new lamp"
NOTE = "The lamp shines red, not green."


@pytest.fixture(scope="module")
def pass_card(browser: Browser, site: Site) -> StorageState:
    """What a signed-in chief's browser keeps; signing in once is enough."""
    page = browser.new_page()
    sign_in(page, site)
    kept = page.context.storage_state()
    page.context.close()
    return kept


@pytest.fixture
def desk(context_with: OpenContext, pass_card: StorageState) -> Page:
    """A chief's window at the desk."""
    return context_with(viewport={"width": 1280, "height": 1000}, locale="en-GB", storage_state=pass_card).new_page()


def write(desk: Page, text: str) -> None:
    """Types into the story's first block of text, making it if there is none."""
    editor = desk.locator(".Draftail-Editor [contenteditable=true]")
    if editor.count() == 0:
        desk.get_by_role("button", name="Insert a block").first.click()
        desk.get_by_role("option", name="Text", exact=True).click()
    editor.click()
    desk.keyboard.press("End")
    desk.keyboard.type(text)


def test_story_is_written_published_and_corrected(desk: Page, site: Site, context_with: OpenContext) -> None:
    desk.goto(f"{site.address}/desk/")
    desk.get_by_role("link", name="Stories", exact=True).first.click()
    desk.get_by_role("link", name="Add story").first.click()
    settle(desk)
    desk.get_by_role("textbox", name="Headline").fill(HEADLINE)
    desk.get_by_role("textbox", name="Summary").fill("The keeper lit it at dusk.")
    write(desk, "The new lamp shines green.")
    desk.get_by_role("combobox", name="Section").select_option(label="Culture")
    wait_until_saved(desk)
    choose(desk, "Publish")
    expect(desk.locator(".messages, [data-w-messages-target]").first).to_be_visible()

    reader = context_with(locale="en-GB").new_page()
    reader.goto(f"{site.address}/en/culture/")
    reader.get_by_role("link", name=HEADLINE).first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(reader.locator("article.story")).to_contain_text("The new lamp shines green.")

    desk.goto(f"{site.address}/desk/stories/?q=Lighthouse")
    desk.get_by_role("link", name=HEADLINE).first.click()
    settle(desk)
    write(desk, " It is red.")
    wait_until_saved(desk)
    choose(desk, "Publish the change")
    expect(desk.get_by_text("say whether this is an update", exact=False).first).to_be_visible()
    assert "It is red." not in reader.goto(reader.url).text()  # type: ignore[union-attr]  # the page is there

    settle(desk)
    desk.get_by_label("Correction").check()
    desk.get_by_label("Public note").fill(NOTE)
    wait_until_saved(desk)
    choose(desk, "Publish the change")
    expect(desk).to_have_url(f"{site.address}/desk/stories/")

    reader.reload()
    expect(reader.locator("article.story")).to_contain_text("It is red.")
    expect(reader.locator("aside.corrections")).to_contain_text(NOTE)
    reader.goto(f"{site.address}/en/corrections/")
    expect(reader.locator("main")).to_contain_text(NOTE)


def test_words_typed_during_a_save_are_saved_by_the_next_one(desk: Page, site: Site) -> None:
    desk.goto(f"{site.address}/desk/stories/add/?locale=en")
    settle(desk)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**/desk/stories/add/**", hold)
    with desk.expect_request("**/desk/stories/add/**"):
        desk.get_by_role("textbox", name="Headline").fill("Saved at once")
    desk.get_by_role("textbox", name="Summary").fill("Typed meanwhile")
    with desk.expect_response("**/desk/stories/edit/*/"):
        held[0].continue_()
    wait_until_saved(desk)
    desk.reload()
    expect(desk.get_by_role("textbox", name="Summary")).to_have_value("Typed meanwhile")


def test_preview_shows_the_draft_in_the_readers_page(desk: Page, site: Site) -> None:
    desk.goto(f"{site.address}/desk/stories/add/?locale=en")
    settle(desk)
    desk.get_by_role("textbox", name="Headline").fill("Nobody has seen this yet")
    desk.get_by_role("button", name="Toggle preview").click()
    frame = desk.frame_locator("#w-preview-iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Nobody has seen this yet")


@pytest.mark.parametrize("path", ["", "stories/", "stories/add/?locale=en"])
def test_desk_pages_have_nothing_serious_of_ours(desk: Page, site: Site, path: str) -> None:
    desk.goto(f"{site.address}/desk/{path}")
    settle(desk) if "add" in path else desk.wait_for_load_state()
    assert grave(desk, exclude=OF_WAGTAIL) == []


def test_story_editor_has_nothing_serious_of_ours(desk: Page, site: Site) -> None:
    desk.goto(f"{site.address}/desk/stories/?q=lorries")
    desk.get_by_role("link", name=SPOKEN["en"].headlines[1]).first.click()
    settle(desk)
    assert grave(desk, exclude=OF_WAGTAIL) == []

"""The wire out at the desk in a real browser: a call noted on the board, a secret shown once, open to everybody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import OpenContext, Site
from tests.browser.newsroom_steps import sign_in
from tests.browser.seed import HOSTILE
from tests.browser.test_accessibility import OF_WAGTAIL, grave

pytestmark = pytest.mark.browser

LISTS = ("subscribers/", "products/", "endpoints/", "deliveries/", "deliveries/alarms/", "withdrawals/")
FORMS = ("subscribers/new/", "products/new/", "endpoints/new/", "endpoints/new/http/", "endpoints/new/sftp/")


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
        viewport={"width": 1280, "height": 1000}, locale="en-GB", storage_state=pass_card, color_scheme="light"
    ).new_page()


def pages_of_one(desk: Page, site: Site) -> list[str]:
    """The pages of one thing each, found by the links that lead to them."""
    found = []
    for index, link in (
        ("subscribers/", ".title a"),
        ("products/", ".title a"),
        ("endpoints/?kind=http", ".title a"),
        ("endpoints/?kind=pull", ".title a"),
        ("deliveries/", ".title a"),
        ("withdrawals/?state=all", ".title a"),
    ):
        desk.goto(f"{site.address}/desk/{index}")
        found.append(str(desk.locator(link).first.get_attribute("href")).removeprefix("/desk/"))
    board, http, client = found[-1], found[2], found[0].removesuffix("/").rpartition("/")[2]
    return [
        *found,
        f"subscribers/{client}/invite/",
        f"{board}proof/",
        f"{http}secret/",
        f"{http}resend/",
        f"{http}disable/",
    ]


def test_pages_have_nothing_serious_of_ours(desk: Page, site: Site) -> None:
    found = {}
    for path in (*LISTS, *FORMS, *pages_of_one(desk, site)):
        for colours in ("light", "dark"):
            desk.emulate_media(color_scheme=colours)  # type: ignore[arg-type]  # one of the two
            desk.goto(f"{site.address}/desk/{path}")
            found[path, colours] = grave(desk, exclude=OF_WAGTAIL)
    assert {key: faults for key, faults in found.items() if faults} == {}


def test_pages_fit_a_small_window(desk: Page, site: Site) -> None:
    paths = (*LISTS, *pages_of_one(desk, site))
    desk.set_viewport_size({"width": 820, "height": 900})
    wide = []
    for path in paths:
        desk.goto(f"{site.address}/desk/{path}")
        if desk.evaluate("document.documentElement.scrollWidth") > 820:
            wide.append(path)
    assert wide == []


def test_names_from_outside_are_inert(desk: Page, site: Site) -> None:
    desk.goto(f"{site.address}/desk/subscribers/")
    expect(desk.get_by_role("link", name=HOSTILE)).to_be_visible()
    for path in ("endpoints/", "deliveries/", "withdrawals/"):
        desk.goto(f"{site.address}/desk/{path}")
        assert desk.locator("main :is(img[src=x], svg[onload])").count() == 0
    assert desk.title() != "1"


def test_a_new_secret_is_shown_once(desk: Page, site: Site) -> None:
    desk.goto(f"{site.address}/desk/endpoints/?kind=http")
    desk.locator(".title a").first.click()
    desk.get_by_role("link", name="Change the signing secret").click()
    desk.get_by_role("button", name="Make a new secret").click()
    secret = desk.get_by_role("textbox", name="Signing secret of").input_value()
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/=]{44}", secret)
    desk.get_by_role("link", name="I have kept it").click()
    assert secret not in desk.content()


def test_a_call_is_noted_on_the_board(desk: Page, site: Site) -> None:
    desk.goto(f"{site.address}/desk/")
    desk.locator("#recalls .desk-lines__headline").first.click()
    expect(desk.get_by_role("heading", name="Telephone these now")).to_be_visible()
    line = desk.locator(".wire-recipient").first
    expect(line.get_by_role("link", name="+44 (0)20 7946-0000")).to_have_attribute("href", "tel:+4402079460000")
    line.get_by_text("I have telephoned…").click()
    assert grave(desk, exclude=OF_WAGTAIL) == []
    line.get_by_label("Whom did you speak to?").fill("Dana Desk")
    line.get_by_label("Note", exact=True).fill(HOSTILE)
    desk.get_by_role("button", name="Note the call").click()

    expect(desk.get_by_text("knows.")).to_be_visible()
    expect(desk.get_by_role("heading", name="Telephone these now")).to_have_count(0)
    told = desk.locator("section", has=desk.get_by_role("heading", name="Told", exact=True))
    expect(told.locator(".desk-note")).to_contain_text("Dana Desk")
    expect(told.locator(".desk-note")).to_contain_text(HOSTILE)
    assert desk.title() != "1"
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Proof as a table").click()
    assert download.value.suggested_filename.startswith("withdrawal-")

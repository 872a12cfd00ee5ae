"""What an editor does at the desk, step by step."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site


def sign_in(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/desk/")
    page.get_by_label("Username").fill("chief")
    page.get_by_label("Password").fill("secret")
    page.get_by_label("Password").press("Enter")
    expect(page).to_have_url(f"{site.address}/desk/")


def settle(page: Page) -> None:
    """Wagtail looks at the form a moment after it is loaded; what changes before that, it takes for the beginning."""
    page.wait_for_function(
        "window.wagtail?.app?.getControllerForElementAndIdentifier("
        "document.querySelector('form[data-edit-form]'), 'w-unsaved')?.initialFormData"
    )


def wait_until_saved(page: Page) -> None:
    """The editor saves by itself, and says so."""
    page.wait_for_function(
        "Number(document.querySelector('form[data-edit-form]').dataset.wAutosaveRevisionIdValue) > 0"
    )
    expect(page.locator("#w-autosave-indicator")).to_contain_text("Saved")


def choose(page: Page, action: str) -> None:
    """An action of the menu beside the save button."""
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=action, exact=True).click()
    page.wait_for_load_state("domcontentloaded")

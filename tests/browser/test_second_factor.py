"""A second factor from the first look at the account to the next sign-in, in a real browser."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenContext, Site, Watch
from tests.browser.test_accessibility import OF_WAGTAIL, grave
from wireroom.accounts.second_factor import rules

pytestmark = pytest.mark.browser


def give_password(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/desk/")
    page.get_by_label("Username").fill("phone")
    page.get_by_label("Password").fill("secret")
    page.get_by_label("Password").press("Enter")


def code_of(page: Page) -> str:
    secret = page.locator(".desk-factor__letters").inner_text().replace(" ", "")
    return rules.code_at(secret, int(time.time() // rules.STEP))


def test_it_is_set_up_asked_for_and_turned_off(context_with: OpenContext, site: Site, watch: Watch) -> None:
    page = context_with(viewport={"width": 1280, "height": 1000}, locale="en-GB").new_page()
    found = {}
    give_password(page, site)
    page.goto(f"{site.address}/desk/account/")
    page.get_by_role("link", name="Set up", exact=True).click()
    expect(page.locator("svg.desk-factor__picture")).to_be_visible()
    found["set up"] = grave(page, exclude=OF_WAGTAIL)
    page.get_by_label("Code").fill(code_of(page))
    page.get_by_label("Your password").fill("secret")
    page.get_by_role("button", name="Turn on").click()
    expect(page.locator(".desk-factor__codes code")).to_have_count(10)
    codes = page.locator(".desk-factor__codes code").all_inner_texts()
    found["codes"] = grave(page, exclude=OF_WAGTAIL)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("On: after the password a code of your app is asked.")).to_be_visible()

    page = context_with(viewport={"width": 390, "height": 800}, locale="en-GB").new_page()
    give_password(page, site)
    expect(page).to_have_url(f"{site.address}/desk/login/code/")
    found["ask"] = grave(page, exclude=OF_WAGTAIL)
    page.get_by_label("Code").fill("000000")
    page.get_by_label("Code").press("Enter")
    expect(page.get_by_text("This code is wrong, or was used before. Wait for the next one.")).to_be_visible()
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{site.address}/desk/")

    page.goto(f"{site.address}/desk/account/second-factor/")
    found["on"] = grave(page, exclude=OF_WAGTAIL)
    page.get_by_label("Your password").fill("secret")
    page.get_by_label("Code").fill(codes[1])
    page.get_by_role("button", name="Turn the second factor off").click()
    expect(page.get_by_text("The second factor is off.")).to_be_visible()
    assert found == {key: [] for key in found}
    # Wagtail's account page offers time zones that Chromium does not know.
    watch.offences[:] = [one for one in watch.offences if "localizeTimeZoneOptions" not in one]

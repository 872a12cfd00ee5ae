"""A second factor from the first look at the account to the next sign-in, in a real browser."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenContext, Site, Watch
from tests.browser.test_accessibility import OF_WAGTAIL, grave
from wireroom.accounts.second_factor import rules

pytestmark = pytest.mark.browser


def give_password(page: Page, address: str, name: str = "phone") -> None:
    page.goto(f"{address}/desk/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("secret")
    page.get_by_label("Password").press("Enter")


def confirm(page: Page, code: str = "") -> None:
    page.get_by_label("Your password").fill("secret")
    if code:
        page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()


def code_of(page: Page) -> str:
    secret = page.locator(".desk-factor__letters").inner_text().replace(" ", "")
    return rules.code_at(secret, int(time.time() // rules.STEP))


def test_it_is_set_up_asked_for_and_turned_off(context_with: OpenContext, site: Site, watch: Watch) -> None:
    page = context_with(viewport={"width": 1280, "height": 1000}, locale="en-GB").new_page()
    found = {}
    give_password(page, site.address)
    page.goto(f"{site.address}/desk/account/")
    page.get_by_role("link", name="Set up", exact=True).click()
    expect(page.get_by_text("Passkeys need a name in the address, not numbers.")).to_be_visible()
    found["confirm"] = grave(page, exclude=OF_WAGTAIL)
    confirm(page)
    page.get_by_role("link", name="Set up the app").click()
    expect(page.locator("svg.desk-factor__picture")).to_be_visible()
    found["set up"] = grave(page, exclude=OF_WAGTAIL)
    page.get_by_label("Code").fill(code_of(page))
    page.get_by_role("button", name="Turn on").click()
    expect(page.locator(".desk-factor__codes code")).to_have_count(10)
    codes = page.locator(".desk-factor__codes code").all_inner_texts()
    found["codes"] = grave(page, exclude=OF_WAGTAIL)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()

    page = context_with(viewport={"width": 390, "height": 800}, locale="en-GB").new_page()
    give_password(page, site.address)
    expect(page).to_have_url(f"{site.address}/desk/login/code/")
    found["ask"] = grave(page, exclude=OF_WAGTAIL)
    page.get_by_label("Code").fill("000000")
    page.get_by_label("Code").press("Enter")
    expect(page.get_by_text("This code is wrong, or was used before. Wait for the next one.")).to_be_visible()
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{site.address}/desk/")

    page.goto(f"{site.address}/desk/account/second-factor/")
    confirm(page, codes[1])
    found["on"] = grave(page, exclude=OF_WAGTAIL)
    page.get_by_role("button", name="Turn the app off").click()
    expect(page.get_by_text("The authenticator app is off.")).to_be_visible()
    assert found == {key: [] for key in found}
    # Wagtail's account page offers time zones that Chromium does not know.
    watch.offences[:] = [one for one in watch.offences if "localizeTimeZoneOptions" not in one]


def test_a_passkey_is_added_and_signs_in(context_with: OpenContext, site: Site, watch: Watch) -> None:
    watch.site = replace(site, address=site.address.replace("127.0.0.1", "localhost"))
    address, found = watch.site.address, {}
    page = context_with(viewport={"width": 360, "height": 800}, locale="en-GB").new_page()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    held = devices.send("WebAuthn.addVirtualAuthenticator", {"options": device | {"isUserVerified": True}})
    give_password(page, address, "passkey")
    page.goto(f"{address}/desk/account/second-factor/")
    confirm(page)
    page.get_by_label("Name of the new passkey").fill("Phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".desk-factor__codes code")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("Not used yet")).to_be_visible()
    page.get_by_text("Change “Phone”").click()
    found["kept"] = grave(page, exclude=OF_WAGTAIL)
    page.get_by_label("Name of the new passkey").fill("Another")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("This device has a passkey of yours already.")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{address}/desk/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    found["sign in"] = grave(page, exclude=OF_WAGTAIL)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{address}/desk/")

    page.context.clear_cookies()
    give_password(page, address, "passkey")
    found["ask"] = grave(page, exclude=OF_WAGTAIL)
    devices.send("WebAuthn.setUserVerified", held | {"isUserVerified": False})
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_text("Your device gave no passkey")).to_be_visible()
    devices.send("WebAuthn.setUserVerified", held | {"isUserVerified": True})
    page.get_by_role("button", name="Use your passkey").click()
    expect(page).to_have_url(f"{address}/desk/")
    assert found == {key: [] for key in found}

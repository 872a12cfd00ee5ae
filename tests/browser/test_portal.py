"""The portal in a real browser: new lines come by themselves, text is copied, and all of it works without a script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_accessibility import grave
from tests.factories import Newsroom
from tests.wire_out.api.calls import embargoed
from tests.wire_out.clients import product, subscriber
from tests.wire_out.portal.visits import PASSWORD, colleague
from wireroom.stories.actions import withdraw

pytestmark = pytest.mark.browser
PATIENCE = 30_000
"""Milliseconds: that a loaded machine takes longer is no failure."""


SPILLS = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return "";
  const out = (box) => box.right > clientWidth + 1 || box.left < -1;
  const outside = [...document.querySelectorAll("body *")].filter((one) => out(one.getBoundingClientRect()));
  return outside.map((one) => one.outerHTML.slice(0, 80)).join();
}"""
"""What stands out at a side, if the page can be scrolled there."""


@dataclass
class Portal:
    """The portal of a newsroom that publishes in the same process."""

    address: str
    newsroom: Newsroom
    browser: Browser
    contexts: list[BrowserContext]
    offences: list[str]

    def visit(self, language: str = "en", **options: Any) -> Page:
        """Somebody of a client, signed in through the form."""
        from wireroom.wire_out.models import Person, Subscriber

        client = Subscriber.objects.get()
        somebody = Person.objects.filter(language=language).first() or colleague(
            client, f"Pat {language}", language=language, is_administrator=True
        )
        context = self.browser.new_context(locale=language, **options)
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.offences.append(str(error)))
        page.on("request", lambda asked: asked.url.startswith(self.address) or self.offences.append(asked.url))
        page.goto(f"{self.address}/wire/")
        page.locator("input[name=mail]").fill(somebody.mail)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator(".form button").click()
        expect(page.locator("header nav")).to_be_visible()
        return page


@pytest.fixture
def portal(browser: Browser, racing_newsroom: Newsroom, live_server: Any) -> Iterator[Portal]:
    from wireroom.wire_out.api import allowances

    allowances._limiter.cache_clear()
    expect.set_options(timeout=PATIENCE)
    product(subscriber("The Client", may_receive_embargoed=True))
    portal = Portal(live_server.url, racing_newsroom, browser, [], [])
    yield portal
    expect.set_options(timeout=5_000)
    for context in portal.contexts:
        context.close()
    assert portal.offences == []


def test_new_lines_come_without_reloading(portal: Portal) -> None:
    old = portal.newsroom.published("An old harbour")
    page = portal.visit()
    expect(page.locator(".wire li")).to_have_count(1)
    portal.newsroom.published("A ship comes in")
    expect(page.locator(".wire li").first).to_contain_text("A ship comes in")
    expect(page.locator("#news-status")).to_have_text("There is something new on the wire.")
    withdraw(portal.newsroom.fresh(old), by=None, note="It is not old.")
    expect(page.locator(".wire li").first.locator("s")).to_have_text("An old harbour")
    expect(page.locator(".wire li")).to_have_count(2)


def test_a_story_is_copied_and_downloaded(portal: Portal) -> None:
    portal.newsroom.published("A ship comes in", body="<p>It was <b>late</b>.</p>", picture=portal.newsroom.image())
    page = portal.visit(permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="A ship comes in").click()
    page.get_by_role("button", name="Copy the text").click()
    expect(page.get_by_role("status")).to_have_text("The text is copied.")
    assert "It was late." in page.evaluate("navigator.clipboard.readText()")
    expect(page.locator(".text img").first).to_have_js_property("complete", True)
    assert page.locator(".text img").first.evaluate("picture => picture.naturalWidth") > 0
    with page.expect_download() as download:
        page.get_by_role("link", name="NITF").click()
    assert download.value.suggested_filename == "1-nitf.xml"


def test_everything_works_without_a_script_on_a_telephone(portal: Portal) -> None:
    portal.newsroom.published("A harbour opens with a very long headline that does not fit on any telephone")
    page = portal.visit(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.get_by_role("link", name="A harbour opens").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A harbour opens")
    expect(page.get_by_role("button", name="Copy the text")).to_be_hidden()
    page.get_by_role("searchbox").fill("harbours")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".wire li")).to_have_count(1)
    page.get_by_label("Write to me when something new is found").check()
    page.get_by_role("button", name="Save this search").click()
    expect(page.locator("#saved li")).to_contain_text("harbours")
    page.get_by_role("link", name="Team").click()
    page.get_by_label("Name").fill("Kim")
    page.get_by_label("E-mail").fill("kim@client.example")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator(".rows")).to_contain_text("kim@client.example")
    page.get_by_role("link", name="Tokens").click()
    page.get_by_label("What it is for").fill("CMS")
    page.get_by_role("button", name="Make a token").click()
    expect(page.locator(".banner code")).to_contain_text("wire_")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_have_nothing_serious_and_fit(portal: Portal, language: str) -> None:
    newsroom = portal.newsroom
    newsroom.published("A harbour " + "opens " * 30, body="<h2>Head</h2><ul><li>a</li></ul>", picture=newsroom.image())
    embargoed(newsroom, "Tomorrow")
    gone = newsroom.published("Gone")
    withdraw(newsroom.fresh(gone), by=None, note="Wrong.")
    page = portal.visit(language)
    paths = (
        "",
        "search/?q=harbour&language=en",
        "stories/1/",
        "stories/2/",
        "stories/4/",
        "tokens/",
        "team/",
        "account/",
    )
    found: dict[tuple[str, str], list[str]] = {}
    for path in paths:
        page.goto(f"{portal.address}/wire/{path}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found[path, scheme] = grave(page)
        for width in (360, 820, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            spills = page.evaluate(SPILLS)
            found[path, str(width)] = [spills] if spills else []
    assert {place: faults for place, faults in found.items() if faults} == {}

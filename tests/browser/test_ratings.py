"""Rating in a real browser: without scripts, with one click, with the keyboard alone, from right to left."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import OpenContext, Site
from tests.browser.test_accessibility import grave

pytestmark = pytest.mark.browser


def box(page: Page) -> Locator:
    return page.locator("#rating")


def live(page: Page, address: str) -> Locator:
    """The box of the story at `address`, once its script has come."""
    page.goto(address)
    box(page).scroll_into_view_if_needed()
    expect(page.locator("star-rating")).to_have_class(re.compile("is-live"))
    return box(page)


def test_form_works_without_scripts(context_with: OpenContext, site: Site) -> None:
    page = context_with(java_script_enabled=False, locale="en-GB").new_page()
    story = site.types("en")["corrected story"]
    page.goto(story)
    expect(box(page)).to_contain_text("The score is shown from 5 votes on.")
    box(page).get_by_label("4 stars").check(force=True)
    box(page).get_by_role("button", name="Rate", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Thank you. You gave this story 4 stars.")
    page.goto(story)
    box(page).get_by_role("link", name="Change or withdraw your rating").click()
    expect(page.get_by_label("4 stars")).to_be_checked()
    expect(page.get_by_role("status")).to_have_text("You gave this story 4 stars.")
    page.get_by_role("button", name="Withdraw your rating").click()
    expect(page.get_by_role("status")).to_have_text("Your rating is withdrawn.")
    page.goto(f"{story}rating/")
    expect(page.get_by_role("button", name="Withdraw your rating")).to_be_hidden()


def test_star_chosen_before_the_script_came_can_still_be_sent(page: Page, site: Site) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/rating.js*", hold)
    page.goto(site.types("fr")["story"])
    star, button = box(page).locator(".stars label").nth(3), box(page).locator("button.rate")
    with page.expect_request("**/rating.js*"):
        star.scroll_into_view_if_needed()
    star.click()
    held[0].continue_()
    expect(box(page).locator("star-rating.is-live")).to_be_visible()
    expect(button).to_have_css("position", "static")
    button.click()
    expect(box(page).get_by_role("status")).to_contain_text("4")
    expect(button).to_have_css("position", "absolute")


def test_one_click_rates_and_is_remembered(page: Page, site: Site) -> None:
    story = live(page, site.types("en")["story"])
    expect(story).to_contain_text("12 votes")
    story.locator(".stars label").nth(3).click()
    expect(story.get_by_role("status")).to_have_text("Thank you. You gave this story 4 stars.")
    expect(story).to_contain_text("13 votes")
    story = live(page, site.types("en")["story"])
    expect(story.get_by_role("status")).to_have_text("You gave this story 4 stars.")
    expect(story.get_by_label("4 stars")).to_be_checked()
    story.get_by_role("button", name="Withdraw your rating").click()
    expect(story.get_by_role("status")).to_have_text("Your rating is withdrawn.")
    expect(story).to_contain_text("12 votes")
    expect(story.get_by_label("4 stars")).not_to_be_checked()
    expect(story.get_by_role("button", name="Withdraw your rating")).to_be_hidden()


def test_arrow_keys_choose_and_enter_rates(page: Page, site: Site) -> None:
    story = live(page, site.types("fr")["story"])
    status = story.get_by_role("status")
    story.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(story.get_by_role("radio").nth(2)).to_be_checked()
    expect(story.get_by_role("button", name="Noter", exact=True)).to_be_visible()
    expect(status).to_have_text("")
    page.keyboard.press("Enter")
    expect(status).to_have_text("Merci. Vous avez donné 3 étoiles à cette dépêche.")


def test_nobody_is_thanked_for_what_was_not_stored(page: Page, site: Site) -> None:
    story = live(page, site.types("es")["story"])

    def fail(route: Route) -> None:
        """As a proxy that has had enough."""
        route.fulfill(status=429, body="busy") if route.request.method == "POST" else route.continue_()

    page.route("**/rating/", fail)
    story.locator(".stars label").nth(0).click()
    status = story.get_by_role("status")
    expect(status).to_have_text("No se ha podido guardar su valoración. Inténtelo de nuevo en un momento.")
    expect(story.get_by_role("radio").first).not_to_be_checked()
    page.unroute("**/rating/")
    story.locator(".stars label").nth(0).click()
    expect(status).to_have_text("Gracias. Ha dado a esta noticia 1 estrella.")


def test_stars_rise_from_right_to_left_in_arabic(page: Page, site: Site) -> None:
    story = live(page, site.types("ar")["story"])
    stars = story.locator(".stars label")
    places = [found["x"] for star in stars.all() if (found := star.bounding_box())]
    assert places == sorted(places, reverse=True)
    stars.nth(4).click()
    expect(story.get_by_role("status")).to_have_text("شكرًا لك. تقييمك لهذا الخبر: 5 نجوم.")
    assert grave(page) == []


def test_rated_story_has_nothing_serious(page: Page, site: Site) -> None:
    story = live(page, site.types("ru")["story"])
    story.locator(".stars label").nth(1).click()
    expect(story.get_by_role("status")).to_have_text("Спасибо. Ваша оценка: 2 звезды.")
    story.locator("summary").click()
    expect(story.get_by_role("listitem").first).to_contain_text("5 звёзд")
    assert grave(page) == []
    page.emulate_media(forced_colors="active")
    assert story.locator(".stars svg").first.evaluate("e => getComputedStyle(e).stroke") != "none"
    page.emulate_media(media="print")
    expect(box(page)).to_be_hidden()

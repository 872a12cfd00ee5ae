"""Commenting in a real browser: written, answered, changed, deleted and reported; by keys; without scripts; hostile."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, Response, Route, expect

from tests.browser.conftest import OpenContext, Site
from tests.browser.newsroom_steps import sign_in
from tests.browser.test_accessibility import grave
from tests.flows.voices import SPOKEN
from tests.website.test_comments import PAYLOADS

pytestmark = pytest.mark.browser
LINKS = "https://a.example https://b.example https://c.example"
"""So many that the rules ask for a proof of work."""
UNHURRIED = 3_100
"""Milliseconds after which a comment is not sent in a hurry: that would be suspicious too."""


def thread(page: Page, address: str) -> Locator:
    """The comments of the story at `address`, once their script has come."""
    page.goto(address)
    found = page.locator("comment-thread")
    found.scroll_into_view_if_needed()
    expect(found.locator(".counter")).to_be_attached()
    return found


def write(comments: Locator, text: str, name: str = "Mara") -> None:
    """Fills the form and sends it."""
    form = comments.locator("#comment-form")
    form.get_by_role("textbox").nth(0).fill(text)
    form.get_by_role("textbox").nth(1).fill(name)
    form.get_by_role("button").first.click()


def said(comments: Locator) -> Locator:
    return comments.locator(".said")


def of(comments: Locator, text: str) -> Locator:
    """The comment that says `text`."""
    return comments.locator("article.comment", has_text=text)


def itself(comments: Locator, text: str) -> Locator:
    """The comment that says `text` now, whatever it says later."""
    return comments.locator(f"#{of(comments, text).get_attribute('id')}")


def until(page: Page, address: str, found: Locator, count: int = 1) -> None:
    """Reads a page again until it shows what was stored: stored pages follow within a second."""
    for _ in range(20):
        page.goto(address)
        if found.count() == count:
            return
        time.sleep(0.2)
    expect(found).to_have_count(count)


@pytest.fixture
def answers(page: Page) -> list[int]:
    """The statuses of what the page's forms were answered."""
    statuses: list[int] = []

    def note(response: Response) -> None:
        if response.request.method == "POST":
            statuses.append(response.status)

    page.on("response", note)
    return statuses


def test_comment_is_written_answered_changed_and_deleted(page: Page, site: Site) -> None:
    story = site.types("en")["corrected story"]
    comments = thread(page, story)
    write(comments, "The lamp will be missed.")
    expect(said(comments)).to_have_text("Thank you. Your comment is published.")
    own = of(comments, "The lamp will be missed.")
    expect(own).to_be_focused()
    expect(own.locator("time")).to_have_text("just now")
    expect(page.locator("#comments-title")).to_have_text(re.compile(r"Comments\s+1"))
    own.get_by_role("link", name="Reply").click()
    expect(comments.locator("form h3")).to_have_text("Reply to Mara")
    write(comments, "Not by the gulls.", name="Joel")
    reply = of(comments, "Not by the gulls.")
    expect(reply).to_be_focused()
    expect(reply).to_have_class(re.compile("is-reply"))
    expect(comments.locator("form h3")).to_have_text("Add a comment")

    until(page, story, own)
    comments.scroll_into_view_if_needed()
    own = itself(comments, "The lamp will be missed.")
    own.get_by_role("button", name="Change").click()
    own.get_by_role("textbox").fill(" ")
    own.get_by_role("button", name="Save").click()
    expect(own.get_by_role("alert")).to_have_text("Write your comment.")
    own.get_by_role("textbox").press("Escape")
    expect(own.get_by_role("button", name="Change")).to_be_focused()
    own.get_by_role("button", name="Change").click()
    own.get_by_role("textbox").fill("The old lamp will be missed.")
    own.get_by_role("button", name="Save").click()
    expect(said(comments)).to_have_text("Your comment is changed.")
    expect(own).to_be_focused()
    expect(own).to_contain_text("The old lamp will be missed.")
    expect(own).to_contain_text("changed by the author")

    reply.get_by_role("button", name="Delete").click()
    expect(said(comments)).to_have_text("Your comment is changed.")
    reply.get_by_role("button", name="Delete for good?").click()
    expect(said(comments)).to_have_text("Your comment is deleted.")
    expect(reply).to_have_count(0)
    until(page, story, reply, 0)


def test_change_ends_after_ten_minutes_and_delete_does_not(page: Page, site: Site) -> None:
    page.clock.install()
    comments = thread(page, site.types("fr")["corrected story"])
    write(comments, "Le phare nous manquera.")
    own = of(comments, "Le phare nous manquera.")
    expect(own.get_by_role("button", name="Modifier")).to_be_visible()
    page.clock.fast_forward("10:01")
    expect(own.get_by_role("button", name="Modifier")).to_have_count(0)
    expect(own.get_by_role("button", name="Supprimer")).to_be_visible()


def test_draft_survives_errors_and_reloads(page: Page, site: Site, answers: list[int]) -> None:
    story = site.types("ru")["corrected story"]
    comments = thread(page, story)
    text = comments.get_by_label("Комментарий", exact=True)

    def fail(route: Route) -> None:
        """As a proxy that has lost the house behind it."""
        route.fulfill(status=429, body="busy") if route.request.method == "POST" else route.continue_()

    page.route("**/comments/", fail)
    write(comments, "Жаль фонарь.", name="Мара")
    expect(said(comments)).to_have_text(re.compile("^Отправить комментарий не удалось."))
    expect(text).to_have_value("Жаль фонарь.")
    comments = thread(page, story)
    expect(text).to_have_value("Жаль фонарь.")
    page.unroute("**/comments/")
    write(comments, "Жаль фонарь.", name="Мара")
    expect(of(comments, "Жаль фонарь.")).to_be_focused()
    assert answers[0] == 429
    assert answers[-1] == 201
    thread(page, story)
    expect(text).to_have_value("")
    expect(comments.get_by_label("Ваше имя")).to_have_value("Мара")


def test_what_is_wrong_is_said_beside_the_field(page: Page, site: Site) -> None:
    comments = thread(page, site.types("en")["story"])
    write(comments, "x" * 3001, name=SPOKEN["en"].agency)
    form = comments.locator("form")
    text, name = form.get_by_label("Comment", exact=True), form.get_by_label("Your name")
    expect(text).to_be_focused()
    expect(text).to_have_accessible_description(re.compile("This is 3001 characters long; at most 3000 are possible."))
    expect(name).to_have_accessible_description("This name is reserved for the newsroom. Choose another one.")
    expect(form.locator(".counter")).to_have_text("Characters left: -1")
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]  # one of the two
        assert grave(page) == []
    write(comments, "")
    expect(text).to_have_accessible_description(re.compile("Write your comment."))
    assert name.get_attribute("aria-invalid") is None


def test_browser_solves_the_task_that_a_suspicious_comment_costs(page: Page, site: Site, answers: list[int]) -> None:
    comments = thread(page, site.types("fr")["story"])
    page.wait_for_timeout(UNHURRIED)
    write(comments, f"À lire : {LINKS}")
    expect(said(comments)).to_have_text("Merci. Votre commentaire est publié.")
    assert answers == [428, 201]
    expect(of(comments, "À lire").get_by_role("link", name="https://a.example")).to_have_attribute(
        "rel", "nofollow ugc noopener"
    )


def test_without_workers_a_suspicious_comment_waits(page: Page, site: Site, answers: list[int]) -> None:
    page.add_init_script("delete window.Worker")
    comments = thread(page, site.types("fr")["story"])
    page.wait_for_timeout(UNHURRIED)
    write(comments, f"Voir aussi : {LINKS}")
    expect(said(comments)).to_have_text("Merci. Votre commentaire attend un modérateur.")
    assert answers == [428, 201]
    own = itself(comments, "Voir aussi")
    expect(own).to_contain_text("vous seul")
    own.get_by_role("button", name="Modifier").click()
    own.get_by_role("textbox").fill("Sans liens.")
    own.get_by_role("button", name="Enregistrer").click()
    expect(of(comments, "Sans liens.")).to_be_focused()


def test_form_works_without_scripts(context_with: OpenContext, site: Site) -> None:
    page = context_with(java_script_enabled=False, locale="en-GB").new_page()
    story = site.types("en")["story"]
    page.goto(story)
    page.get_by_label("Your name").fill("Ines")
    page.get_by_label("Comment", exact=True).fill("Sent from a text browser.")
    page.get_by_role("button", name="Send comment").click()
    expect(page).to_have_url(re.compile(rf"^{re.escape(story)}#c\d+$"))
    own = of(page.locator("comment-thread"), "Sent from a text browser.")
    until(page, story, own)
    own.get_by_role("link", name="Reply").click()
    expect(page.get_by_role("heading", name="Reply to Ines")).to_be_visible()
    page.get_by_label("Your name").fill("")
    page.get_by_label("Comment", exact=True).fill(LINKS)
    page.evaluate("document.forms['comment-form'].noValidate = true")
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("alert")).to_contain_text("Your comment has not been stored.")
    expect(page.get_by_label("Comment", exact=True)).to_have_value(LINKS)
    page.get_by_label("Your name").fill("Ines")
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your comment waits for a moderator.")
    until(page, story, own)
    own.get_by_role("link", name="Report").click()
    page.get_by_role("link", name="Did you write it? Change or delete it.").click()
    page.get_by_label("Comment", exact=True).fill("Changed in a text browser.")
    page.get_by_role("button", name="Save").click()
    changed = of(page.locator("comment-thread"), "Changed in a text browser.")
    until(page, story, changed)
    changed.get_by_role("link", name="Report").click()
    page.get_by_role("link", name="Did you write it? Change or delete it.").click()
    page.get_by_role("button", name="Delete").click()
    until(page, story, changed, 0)


def test_keys_alone_write_answer_and_come_back(page: Page, site: Site) -> None:
    comments = thread(page, site.types("ar")["talked about"])
    first = comments.locator("a.reply").first
    first.focus()
    page.keyboard.press("Enter")
    text = comments.locator("#comment-text")
    expect(text).to_be_focused()
    page.keyboard.press("Escape")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("شكرًا")
    page.keyboard.press("Tab")
    page.keyboard.type("Mara")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(comments.locator("form button").first).to_be_focused()
    page.keyboard.press("Enter")
    own = itself(comments, "شكرًا")
    expect(own).to_be_focused()
    assert grave(page) == []
    page.keyboard.press("Tab")
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(own.get_by_role("button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(own.get_by_role("textbox")).to_be_focused()
    assert grave(page) == []


def test_link_of_a_comment_leads_to_its_page(page: Page, site: Site) -> None:
    page.goto(site.types("en")["talked about newest comments"])
    newest = page.locator("article.comment").first
    place = newest.get_attribute("id")
    newest.locator("a:has(time)").click()
    expect(page).to_have_url(f"{site.types('en')['talked about comments']}?page=3#{place}")
    expect(page.locator(f"#{place}")).to_be_in_viewport()


def test_reader_reports_a_comment(page: Page, site: Site) -> None:
    comments = thread(page, site.types("en")["talked about"])
    comments.locator("a.complain").nth(1).click()
    assert grave(page) == []
    page.get_by_label("Advertising or spam").check()
    page.get_by_label("Anything else the moderator should know").fill("<b>Look</b> at the link")
    page.get_by_role("button", name="Report the comment").click()
    expect(page.get_by_text("A moderator will look at it.")).to_be_visible()
    page.get_by_role("link", name="Back to the story").click()
    expect(page).to_have_url(site.types("en")["talked about"])


def test_old_story_takes_no_comments(page: Page, site: Site) -> None:
    page.goto(site.types("en")["archive story"])
    expect(page.locator("comment-thread")).to_contain_text("The comments of this story are closed.")
    expect(page.locator("#comment-form")).to_have_count(0)


@pytest.fixture
def moderator(browser: Browser, site: Site, context_with: OpenContext) -> Iterator[Page]:
    page = context_with(viewport={"width": 1280, "height": 1000}, locale="en-GB").new_page()
    sign_in(page, site)
    yield page
    page.close()


def test_stored_markup_runs_neither_for_readers_nor_for_moderators(page: Page, site: Site, moderator: Page) -> None:
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    for one in (page, moderator):
        one.on("dialog", note)
    story = site.types("en")["talked about"]
    comments = thread(page, story)
    for payload in PAYLOADS:
        write(comments, payload, name=payload[:50])
        expect(said(comments)).to_have_text(re.compile("^Thank you. Your comment"))
        expect(comments.locator("#comment-text")).to_have_value("")
    assert comments.locator(":is(script, img, math, style, iframe)").count() == 0
    thread(page, story)
    for page_of in ("", " comments", " newest comments"):
        page.goto(site.types("en")[f"talked about{page_of}"])
        page.mouse.move(300, 400)
    moderator.goto(f"{site.address}/desk/comments/?state=all&scope=all&language=en")
    found = moderator.locator(".comment-words__text")
    expect(found.first).to_contain_text("evil")
    addresses = [link.get_attribute("href") or "" for link in found.all()[: len(PAYLOADS)]]
    for address in addresses:
        moderator.goto(f"{site.address}{address}")
        expect(moderator.locator(".comment-text").first).not_to_be_empty()
        assert moderator.locator(".comment-text :is(script, img, math, style, svg, iframe)").count() == 0
    assert (opened, len(addresses)) == ([], len(PAYLOADS))

"""News while a page is open: a bar says so, in the page's language, and nothing moves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.conftest import OpenContext, Site, Watch, furnish
from tests.browser.test_accessibility import grave
from tests.config.conftest import ROOT, House, end_tree, free_port, until
from tests.flows.once import made_once
from tests.flows.voices import SPOKEN

pytestmark = pytest.mark.browser

ONE = {
    "en": "1 new story",
    "ru": "1 новый материал",
    "fr": "1 nouvelle dépêche",
    "es": "1 noticia nueva",
    "ar": "خبر جديد",
    "zh-hans": "1条新报道",
}
TWO = {
    "en": "2 new stories",
    "ru": "2 новых материала",
    "fr": "2 nouvelles dépêches",
    "es": "2 noticias nuevas",
    "ar": "خبران جديدان",
    "zh-hans": "2条新报道",
}
SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { sources } of list.getEntries()) {
      for (const { node, previousRect, currentRect } of sources) {
        window.shifts.push([node?.className ?? node?.data, previousRect.toJSON(), currentRect.toJSON()]);
      }
    }
  }).observe({ type: "layout-shift" });
}"""


@dataclass(frozen=True)
class Newsroom:
    """The agency behind the site, and another process in which it releases."""

    house: House
    desk: subprocess.Popen[str]

    def releases(self, *what: str) -> str:
        """See `tests.browser.release`; returns the story's path."""
        assert self.desk.stdin is not None
        assert self.desk.stdout is not None
        self.desk.stdin.write(json.dumps(what) + "\n")
        self.desk.stdin.flush()
        path = self.desk.stdout.readline().strip()
        assert path, "the desk's process has ended; what it said is above"
        return path


@dataclass(frozen=True)
class Served:
    site: Site
    newsroom: Newsroom


@pytest.fixture(scope="module")
def served(chromium: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str, migrated: Path) -> Iterator[Served]:
    """A site of this module's own, since what is published stays."""
    furnished = made_once(tmp_path_factory, worker_id, "furnished", lambda place: furnish(place, migrated))
    folder = tmp_path_factory.mktemp("live")
    shutil.copytree(furnished / "home", folder / "home", symlinks=True)
    house, port = House(folder / "home", folder / "log"), free_port()
    house.serve(port)
    pages = json.loads((furnished / "pages.json").read_text())
    desk = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.release"],
        env=house.environment(PYTHONPATH=f"{ROOT / 'src'}{os.pathsep}{ROOT}"),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield Served(Site(f"http://127.0.0.1:{port}", pages), Newsroom(house, desk))
    desk.communicate()
    for process in house.started:
        end_tree(process)


@pytest.fixture(scope="module")
def site(served: Served) -> Site:
    return served.site


@pytest.fixture
def newsroom(served: Served) -> Newsroom:
    return served.newsroom


def is_stream(request: Request) -> bool:
    return urlsplit(request.url).path.endswith("/live")


def opened(page: Page, address: str) -> Page:
    """The page, once it listens."""
    with page.expect_response(lambda response: is_stream(response.request), timeout=60_000):
        page.goto(address)
    return page


def wait_for_bar(page: Page, text: str) -> None:
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible(timeout=60_000)


def test_front_says_how_many_stories_are_new_and_shows_them(page: Page, site: Site, newsroom: Newsroom) -> None:
    opened(page, f"{site.address}/en/")
    page.evaluate(SHIFTS)
    place = page.locator("main h2").first.bounding_box()
    expect(page.locator("live-news a")).to_be_hidden()
    newsroom.releases("new", "en", "Lamp lit again at Varsen")
    wait_for_bar(page, "1 new story")
    expect(page.locator(".live-said bdi")).to_have_text("Lamp lit again at Varsen")
    assert grave(page) == []
    newsroom.releases("new", "ru", "Маяк снова горит")
    newsroom.releases("new", "en", "Second lamp lit at Varsen")
    wait_for_bar(page, "2 new stories")
    expect(page.locator(".live-said bdi")).to_have_count(0)
    newsroom.releases("withdrawal", "Second lamp lit at Varsen")
    wait_for_bar(page, "1 new story")
    assert (page.evaluate("shifts"), page.locator("main h2").first.bounding_box()) == ([], place)
    page.locator("live-news").get_by_role("link", name="Show").click()
    expect(page.locator("main").get_by_role("link", name="Lamp lit again at Varsen").first).to_be_visible()
    expect(page.locator("live-news a")).to_be_hidden()


@pytest.mark.parametrize("edition", list(ONE))
def test_every_edition_speaks_its_own_language(
    context_with: OpenContext, site: Site, newsroom: Newsroom, edition: str
) -> None:
    page = context_with(viewport={"width": 320, "height": 640}).new_page()
    opened(page, f"{site.address}/{edition}/")
    newsroom.releases("new", edition, f"{SPOKEN[edition].headlines[0]} 7")
    wait_for_bar(page, ONE[edition])
    newsroom.releases("new", edition, f"{SPOKEN[edition].headlines[0]} 8")
    wait_for_bar(page, TWO[edition])
    box = page.locator("live-news").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_story_says_that_it_was_corrected_and_then_withdrawn(page: Page, site: Site, newsroom: Newsroom) -> None:
    path = newsroom.releases("new", "en", "Ferry keeps to its hours")
    opened(page, site.address + path)
    newsroom.releases("new", "en", "Nothing to do with the ferry")
    newsroom.releases("refile", "Ferry keeps to its hours")
    wait_for_bar(page, "A typo in this story has been fixed")
    newsroom.releases("correction", "Ferry keeps to its hours")
    wait_for_bar(page, "This story has been corrected")
    newsroom.releases("update", "Ferry keeps to its hours")
    page.wait_for_timeout(1500)
    wait_for_bar(page, "This story has been corrected")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("live-news a")).to_be_hidden()
    newsroom.releases("withdrawal", "Ferry keeps to its hours")
    wait_for_bar(page, "This story has been withdrawn")
    page.locator("live-news").get_by_role("link", name="Reload").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This story has been withdrawn")


def test_front_speaks_of_changes_only_of_stories_that_it_shows(page: Page, site: Site, newsroom: Newsroom) -> None:
    newsroom.releases("new", "en", "Tide tables reprinted")
    opened(page, f"{site.address}/en/")
    newsroom.releases("refile", "Tide tables reprinted")
    newsroom.releases("update", "Tide tables reprinted")
    wait_for_bar(page, "1 story updated")
    newsroom.releases("new", "en", "<img src=x onerror=alert(1)> & so on")
    wait_for_bar(page, "1 new story")
    expect(page.locator(".live-said bdi")).to_have_text("<img src=x onerror=alert(1)> & so on")


def test_hidden_page_listens_no_more_and_resumes_where_it_was(page: Page, site: Site, newsroom: Newsroom) -> None:
    streams: list[Request] = []
    ended: list[Request] = []
    page.on("request", lambda request: streams.append(request) if is_stream(request) else None)
    page.on("requestfailed", lambda request: ended.append(request) if is_stream(request) else None)
    newsroom.releases("new", "en", "Gulls circle")
    opened(page, f"{site.address}/en/")
    newsroom.releases("new", "en", "Gulls return")
    wait_for_bar(page, "1 new story")
    turn = """state => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(turn, "hidden")
    until(lambda: page.wait_for_timeout(50) or ended, "the end of the stream")
    newsroom.releases("new", "en", "Gulls leave")
    page.wait_for_timeout(1500)
    assert len(streams) == 1
    page.evaluate(turn, "visible")
    wait_for_bar(page, "2 new stories")
    first, second = (int(parse_qs(urlsplit(request.url).query)["since"][0]) for request in streams)
    assert second == first + 1


ATTEMPTS = """
  Math.random = () => 0.999999;
  window.attempts = [];
  const Real = EventSource;
  window.EventSource = class extends Real {
    constructor(source) {
      super(source);
      attempts.push(Date.now());
    }
  };
"""


def test_refused_page_asks_again_ever_more_rarely(page: Page, site: Site, watch: Watch) -> None:
    page.clock.install()
    page.route("**/en/live?*", lambda route: route.fulfill(status=503, headers={"Retry-After": "60"}))
    page.add_init_script(ATTEMPTS)
    page.goto(f"{site.address}/en/")

    def attempts() -> list[int]:
        page.clock.run_for(1_000)
        page.wait_for_timeout(100)
        found: list[int] = page.evaluate("attempts")
        return found if len(found) == 4 else []

    first, second, third, fourth = until(attempts, "four attempts")
    pauses = (second - first, third - second, fourth - third)
    assert [pause >= least for pause, least in zip(pauses, (4_999, 9_999, 19_999), strict=True)] == [True] * 3, pauses
    assert all("503" in offence for offence in watch.offences)
    watch.offences.clear()


def test_without_scripts_there_is_no_bar(context_with: OpenContext, site: Site) -> None:
    context: BrowserContext = context_with(java_script_enabled=False)
    page = context.new_page()
    streams: list[Request] = []
    page.on("request", lambda request: streams.append(request) if is_stream(request) else None)
    page.goto(f"{site.address}/en/")
    expect(page.locator("live-news a")).to_be_hidden()
    expect(page.locator("live-news button")).to_be_hidden()
    page.wait_for_timeout(500)
    assert streams == []

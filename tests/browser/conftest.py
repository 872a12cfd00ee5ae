"""A real Chromium in front of a real `wireroom serve`, on a data folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.config.conftest import ROOT, House, end_tree, free_port
from tests.flows.once import made_once

CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""In the order of preference: the shell has no windows of its own to draw."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--disable-dev-shm-usage"]


@dataclass(frozen=True)
class Site:
    """The served agency: where it is, and the addresses of its page types by edition and name."""

    address: str
    pages: dict[str, dict[str, str]]

    def types(self, edition: str) -> dict[str, str]:
        """Absolute addresses of the pages for people."""
        paths = self.pages[edition]
        return {name: self.address + path for name, path in paths.items() if not name.startswith("feed ")}


@dataclass
class Watch:
    """What must not happen while a page is looked at."""

    site: Site
    offences: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("request", self._asked)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.offences.append(f"error: {error}"))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site.address, "data:", "blob:")):
            self.offences.append(f"left the site: {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        """Errors and refusals of the policy; that a page of status 404 has it is no news."""
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.offences.append(f"console: {message.text}")


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    if found is None and os.environ.get("CI", "").lower() == "true":
        pytest.fail("NO CHROMIUM HERE, AND UNDER CI THE BROWSER TESTS MUST RUN")
    if found is None:
        pytest.skip(f"NO CHROMIUM HERE (LOOKED FOR {', '.join(CHROMIUMS).upper()})")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


def furnish(folder: Path, migrated: Path) -> None:
    """A data folder with the agency that the tests look at, and the addresses of its page types."""
    house = House(folder / "home", folder / "log")
    shutil.copytree(migrated, folder / "home")
    seeded = subprocess.run(
        [sys.executable, "-m", "tests.browser.seed"],
        env=house.environment(PYTHONPATH=f"{ROOT / 'src'}{os.pathsep}{ROOT}"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert seeded.returncode == 0, seeded.stderr
    (folder / "pages.json").write_text(seeded.stdout.splitlines()[-1])


@pytest.fixture(scope="session")
def site(chromium: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str, migrated: Path) -> Iterator[Site]:
    """A furnished agency, served by the product's own command."""
    furnished = made_once(tmp_path_factory, worker_id, "furnished", lambda place: furnish(place, migrated))
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(furnished / "home", folder / "home", symlinks=True)
    house, port = House(folder / "home", folder / "log"), free_port()
    house.serve(port)
    yield Site(f"http://127.0.0.1:{port}", json.loads((furnished / "pages.json").read_text()))
    for process in house.started:
        end_tree(process)


@pytest.fixture
def watch(site: Site) -> Iterator[Watch]:
    """Watches every page of a test and complains at its end."""
    watch = Watch(site)
    yield watch
    assert watch.offences == []


OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def context_with(browser: Browser, watch: Watch) -> Iterator[OpenContext]:
    """Opens a context with whatever options a test needs; its pages are watched."""
    opened: list[BrowserContext] = []

    def open_context(**options: object) -> BrowserContext:
        context = browser.new_context(**options)  # type: ignore[arg-type]  # whatever Playwright knows
        context.set_default_timeout(15_000)
        context.on("page", watch.follow)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture
def page(context_with: OpenContext) -> Page:
    """A reader's desktop window."""
    return context_with(locale="en-GB", viewport={"width": 1280, "height": 900}).new_page()

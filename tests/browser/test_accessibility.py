"""axe-core finds nothing serious on any page type, in light and dark, from left and from right."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import OpenContext, Site

pytestmark = pytest.mark.browser
GRAVE = ("serious", "critical")
COLOURS: tuple[Literal["light", "dark"], ...] = ("light", "dark")

# Wagtail's own, in its editor: nothing of ours can change them.
OF_WAGTAIL = [
    ["[data-side-panel-toggle]"],
    [".Draftail-Toolbar"],
    [".Draftail-Editor"],
    ["[data-minimap-container]"],
    ["#wagtail-sidebar"],
    [".c-sf-add-button"],
]


def grave(page: Page, *, rules: tuple[str, ...] = (), exclude: list[list[str]] | None = None) -> list[str]:
    """The serious findings on a page: rule and the elements it concerns."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    context = {"exclude": exclude} if exclude else None
    found = Axe().run(page, context=context, options=options).response["violations"]
    return [
        f"{one['id']}: {', '.join(' '.join(map(str, node['target'])) for node in one['nodes'][:3])}"
        for one in found
        if one["impact"] in GRAVE
    ]


@pytest.mark.parametrize("edition", ["en", "ar"])
def test_reader_pages_have_nothing_serious(context_with: OpenContext, site: Site, edition: str) -> None:
    page = context_with(viewport={"width": 1280, "height": 900}).new_page()
    found = {}
    for name, address in site.types(edition).items():
        page.emulate_media(color_scheme="light")
        page.goto(address)
        found[name, "light"] = grave(page)
        page.emulate_media(color_scheme="dark")
        found[name, "dark"] = grave(page, rules=("color-contrast", "link-in-text-block"))
    assert {key: faults for key, faults in found.items() if faults} == {}


def test_narrow_pages_have_nothing_serious(context_with: OpenContext, site: Site) -> None:
    page = context_with(viewport={"width": 360, "height": 740}, has_touch=True).new_page()
    found = {}
    for name in ("front", "story", "search, found", "archive month", "no such page"):
        page.goto(site.types("en")[name])
        found[name] = grave(page)
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_whatever_is_tapped_is_large_enough_or_apart(context_with: OpenContext, site: Site, width: int) -> None:
    """WCAG 2.2, 2.5.8, which axe leaves out unless asked."""
    page = context_with(viewport={"width": width, "height": 800}).new_page()
    found = {}
    for name, address in (site.types("en") | {f"ar {name}": path for name, path in site.types("ar").items()}).items():
        page.goto(address)
        found[name] = grave(page, rules=("target-size",))
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_open_language_menu_has_nothing_serious(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/en/")
    page.locator("header summary").click()
    assert grave(page) == []

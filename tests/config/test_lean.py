"""What processes of a house have in memory, and above all what not."""

from __future__ import annotations

import subprocess
import sys

from .conftest import House

LOADED = """
import sys
from wireroom.config import cli
cli.load_django()
from wireroom.config import serving
serving.web.preload()
import {also}
print(*sorted(sys.modules))
"""


def modules(house: House, also: str = "sys") -> set[str]:
    """What the process has loaded that those of a house are forked from."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(also=also)],
        env=house.environment(DJANGO_SETTINGS_MODULE="wireroom.config.settings"),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return set(done.stdout.split())


def test_a_house_loads_nothing_heavy_that_nobody_uses(bare_house: House) -> None:
    heavy = {
        "psycopg",
        "pillow_heif",
        "requests",
        "urllib3",
        "charset_normalizer",
        "pygments",
        "markdown",
        "yaml",
        "paramiko",
        "click",
        "rich",
        "fido2",
    }
    found = modules(bare_house)
    assert heavy & found == set()
    assert {"rest_framework.compat", "willow", "bs4", "httpx"} <= found


def test_what_was_left_out_can_be_had_by_whoever_needs_it(bare_house: House) -> None:
    names = ("psycopg", "requests", "pillow_heif", "charset_normalizer")
    assert set(names) <= modules(bare_house, ", ".join(names))


def test_on_postgresql_its_fields_are_still_there(bare_house: House) -> None:
    assert "django.contrib.postgres.fields" in modules(bare_house, "django.contrib.postgres.fields")

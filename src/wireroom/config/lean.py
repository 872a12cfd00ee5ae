"""Loads libraries without optional parts that they take along wherever these are installed, and that nothing here uses.

In an embedded house they would be a tenth of its memory.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

LEFT_OUT = {
    # Wagtail's choosers ask it for JSON alone: for no fields of PostgreSQL, no client, no pages for browsers.
    "rest_framework.compat": ["django.contrib.postgres", "requests", "pygments", "markdown", "yaml"],
    # HEIC is no picture that is taken here (WAGTAILIMAGES_EXTENSIONS); AVIF is Pillow's own.
    "willow": ["pillow_heif"],
    # Its command for people at a shell.
    "httpx": ["click"],
    # Guesses at bytes of unknown encoding; Wagtail gives it strings.
    "bs4": ["charset_normalizer"],
}


def load_lean() -> None:
    """To be called before anything else loads them."""
    for library, parts in LEFT_OUT.items():
        with _without(parts):
            import_module(library)


@contextmanager
def _without(names: list[str]) -> Iterator[None]:
    """As if these were not installed, while it lasts; None in `sys.modules` is Python's own sign for that."""
    absent = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None is not in the type, but in the manual
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]

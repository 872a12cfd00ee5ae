"""Addresses of the reader's static files: in a folder named after what they say, so that browsers keep them for good.

Modules ask for each other beside themselves, and so within one version. Under the name of any other version, as a page
of another machine asks while machines are upgraded one by one, there is what this machine has, to be kept by nobody.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from django.conf import settings

FILES = Path(__file__).resolve().parent / "static" / "website"

_VERSIONED = re.compile(r"[0-9a-f]{10}/")


@cache
def version() -> str:
    """The name of the folder, changing whenever any of the files does."""
    digest = hashlib.blake2b(digest_size=5)
    for file in sorted(file for file in FILES.iterdir() if not file.name.endswith(".part")):
        digest.update(f"{file.name}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def asset_address(name: str) -> str:
    return f"{settings.PRESS_STATIC}{version()}/{name}"


def unversioned(path: str) -> tuple[str, bool]:
    """The address of a static file without the name of a version, and whether that name was ours."""
    rest = path.removeprefix(settings.PRESS_STATIC)
    found = _VERSIONED.match(rest) if rest != path else None
    if found is None:
        return path, False
    return settings.PRESS_STATIC + rest[found.end() :], found.group() == f"{version()}/"

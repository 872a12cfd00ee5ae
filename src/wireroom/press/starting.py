"""Before anybody is answered: is what is stored still what we would render?"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings

from wireroom.press.folder import store
from wireroom.press.purging import begin, catch_up
from wireroom.press.sites import own_site

LOOKED_AT = (".py", ".html", ".css", ".js", ".svg", ".mo", ".toml")
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def make_ready() -> None:
    """Turns the store over if code, settings or the machine's run have changed, and does what purges were missed."""
    here, mark = store(), fingerprint()
    generation = here.generation()
    if generation is not None and generation.index.fact("mark") != mark:
        here.turn_over()
        generation = here.generation()
    if generation is None:
        return
    with generation.locked():
        generation.index.note_fact("mark", mark)
        generation.index.note_fact("site", own_site())
    begin()
    catch_up()


def fingerprint() -> str:
    """Changes with our code, templates, catalogues and settings, and when the machine starts: files may be torn."""
    digest = hashlib.blake2b(digest_size=16)
    for folder, folders, names in os.walk(settings.PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            if name.endswith(LOOKED_AT):
                found = os.stat(f"{folder}/{name}")
                digest.update(f"{folder}/{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    cdn = (settings.CDN_PURGE_URL, settings.CDN_SECONDS)
    said = (own_site(), cdn, settings.AGENCY_NAME, settings.BEHIND_TLS, settings.RATINGS_SHOWN_FROM)
    digest.update(repr((*said, settings.TYPO_REPORT_LIMIT, settings.SHIPPED_EDITIONS)).encode())
    digest.update(BOOT_ID.read_bytes() if BOOT_ID.exists() else b"")
    return digest.hexdigest()

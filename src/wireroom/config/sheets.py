"""The reader's style sheets: written by room, joined so that a first view asks for no more of them than it must.

Pure Python and run by `make`, like the catalogues; what is joined stands beside the other static files and is not kept
in the repository. A link named after what these files say now leads to them: where it is, a web server finds what may
be kept for good.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from wireroom.website.assets import version

WEBSITE = Path(__file__).resolve().parent.parent / "website"
PARTS = WEBSITE / "sheets"
JOINED = WEBSITE / "static" / "website"
VERSIONS = WEBSITE / "versions"

SHEETS = {
    "site": ("base", "masthead", "parts", "front", "story", "lists", "search", "live", "motion", "print"),
    "reactions": ("rating", "report", "comments"),
}
"""In the order of the cascade; layers are ordered by the first line of `base.css`."""


def joined(name: str) -> str:
    return "\n".join((PARTS / name / f"{part}.css").read_text() for part in SHEETS[name])


def stale() -> list[str]:
    """Sheets that are missing or say something else than their parts."""
    paths = {name: JOINED / f"{name}.css" for name in SHEETS}
    return [name for name, path in paths.items() if not path.exists() or path.read_text() != joined(name)]


def join_stale() -> None:
    for name in stale():
        draft = JOINED / f"{name}.{os.getpid()}.part"
        draft.write_text(joined(name))
        draft.replace(JOINED / f"{name}.css")


def link_version() -> None:
    """Leads the name of this version, and no other, to the files."""
    VERSIONS.mkdir(exist_ok=True)
    for link in VERSIONS.iterdir():
        if link.name != version():
            link.unlink()
    with suppress(FileExistsError):
        (VERSIONS / version()).symlink_to(os.path.relpath(JOINED, VERSIONS))


if __name__ == "__main__":
    join_stale()
    link_version()

"""The agency's names, noted in the data folder for pages that must not ask the database."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from wireroom.stories.models import Edition

_noted: dict[str, str] = {}


def _file() -> Path:
    return Path(settings.HOME) / "agency.json"


def note_names(editions: Iterable[Edition]) -> None:
    """Writes the names down if they are others than this process wrote last; no page waits for a disk that refuses."""
    names = {edition.code: edition.name for edition in editions}
    if names == _noted:
        return
    draft = _file().with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        draft.write_text(json.dumps(names, ensure_ascii=False), "utf-8")
        draft.replace(_file())
        _noted.clear()
        _noted.update(names)


def noted_name(code: str) -> str:
    """The agency's name in the edition `code`, else in the first one, else that of the settings."""
    try:
        names = json.loads(_file().read_text("utf-8"))
    except (OSError, ValueError):
        names = {}
    if not isinstance(names, dict):
        names = {}
    return str(names.get(code) or next(iter(names.values()), settings.AGENCY_NAME))

"""Where the shared test material lies: standards, real dispatches, hostile files. Never part of the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]


def shared(*parts: str) -> Path:
    """A file or folder of the material; skips the test where there is none, except under CI, where it must be."""
    root = Path(os.environ.get("WIREROOM_SHARED") or CHECKOUT.parent / "shared")
    found = root.joinpath(*parts)
    if found.exists():
        return found
    if os.environ.get("CI", "").lower() == "true":
        raise FileNotFoundError(f"{found} must be there under CI; WIREROOM_SHARED may name its folder")
    pytest.skip(f"NO SHARED MATERIAL AT {found}")

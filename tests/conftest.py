"""What every test starts from: a data folder of its own and an agency with its editions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import Newsroom


@pytest.fixture(scope="session", autouse=True)
def _media_folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Pictures of tests go to a folder of the run."""
    from django.conf import settings

    folder = tmp_path_factory.mktemp("media")
    settings.MEDIA_ROOT = folder / "private"
    settings.PUBLIC_MEDIA_ROOT = folder / "public"


@pytest.fixture
def wireroom_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder for one test's own keys and files."""
    monkeypatch.setenv("WIREROOM_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def newsroom(db: None) -> Iterator[Newsroom]:
    """An agency with all shipped editions, the first sections, and a chief."""
    return Newsroom.open()


@pytest.fixture
def racing_newsroom(transactional_db: None) -> Iterator[Newsroom]:
    """The same on a database that commits, for racing threads."""
    return Newsroom.open()

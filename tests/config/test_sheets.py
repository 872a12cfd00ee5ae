"""The reader's style sheets are written by room and joined for a first view."""

from __future__ import annotations

from pathlib import Path

import pytest

from wireroom.config import sheets


def test_every_part_stands_in_a_sheet() -> None:
    written = {folder.name: {path.stem for path in folder.iterdir()} for folder in sheets.PARTS.iterdir()}
    assert written == {name: set(parts) for name, parts in sheets.SHEETS.items()}


def test_layers_are_ordered_before_any_is_filled() -> None:
    assert sheets.joined("site").split("@layer")[1] == " base, layout, parts, pages, reactions, print;\n\n"


def test_sheets_are_joined_and_a_change_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sheets.stale() == []
    monkeypatch.setattr(sheets, "JOINED", tmp_path)
    (tmp_path / "site.css").write_text("of yesterday")
    assert sheets.stale() == ["site", "reactions"]
    sheets.join_stale()
    assert (tmp_path / "site.css").read_text() == sheets.joined("site")
    assert sheets.stale() == []

"""`wireroom check`: doubtful places of files and drafts at the shell."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import Newsroom


def run(*arguments: str) -> tuple[str, str, int]:
    """What the command prints and complains of, and its exit code."""
    out, err = StringIO(), StringIO()
    try:
        call_command("check", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue() + str(error), error.returncode
    return out.getvalue(), err.getvalue(), 0


def item(uri: str, language: str, headline: str, text: str) -> str:
    return json.dumps(
        {
            "uri": uri,
            "type": "text",
            "version": "1",
            "language": language,
            "headlines": [{"role": "main", "contentType": "text/plain", "value": headline}],
            "bodies": [{"role": "main", "contentType": "text/html", "value": f"<p>{text}</p>"}],
            "infoSources": [{"name": "Agency"}],
            "standard": {"name": "ninjs", "version": "3.1", "schema": "https://example.org/ninjs.json"},
        }
    )


@pytest.fixture
def files(tmp_path: Path) -> Path:
    lines = [
        item("urn:x:1", "en", "Bridge opens", "It went to to the bank , he said."),
        item("urn:x:2", "en", "Nothing doubtful", "All is well."),
        item("urn:x:3", "ru", "Мост открыт", "Это было в в Москве."),
        item("urn:x:4", "sv", "Bron", "Bron är är öppen."),
    ]
    (tmp_path / "wire.jsonl").write_text("\n".join(lines))
    (tmp_path / "well.jsonl").write_text(lines[1])
    (tmp_path / "broken.json").write_text('{"a": 1}')
    return tmp_path


def test_doubts_are_listed_by_story_each_in_its_own_language(files: Path) -> None:
    wire = files / "wire.jsonl"
    out, err, code = run(str(wire))
    assert out.splitlines() == [
        f"# {wire}:1 Bridge opens",
        "b1:8: “to” stands here twice.",
        "b1:22: There is a space before “,”.",
        "",
        f"# {wire}:3 Мост открыт",
        "b1:9: “в” stands here twice.",
        "",
    ]
    assert err == (f"{wire}:4: there are no checks for the language sv.\n3 doubtful places in 2 of 4 stories.")
    assert code == 1


def test_nothing_doubtful_is_nothing_said(files: Path) -> None:
    assert run(str(files / "well.jsonl")) == ("", "", 0)


def test_what_cannot_be_read_is_one_line_with_its_reason(files: Path) -> None:
    broken = files / "broken.json"
    out, err, code = run(str(broken), str(files / "well.jsonl"))
    assert (out, code) == ("", 1)
    assert err.splitlines() == [
        f"{broken}:1: This object has no uri, which every ninjs item has.",
        "0 doubtful places in 0 of 2 stories, 1 not read.",
    ]


def test_newest_draft_of_a_story_is_checked_by_its_guid(newsroom: Newsroom) -> None:
    story = newsroom.published("A story", sources=[newsroom.source()])
    assert run(story.guid) == ("", "", 0)
    story.headline = "A story of of Varsen"
    story.save_revision()
    out, _err, code = run(story.guid)
    assert out.splitlines()[:2] == [f"# {story.guid} A story of of Varsen", "headline:8: “of” stands here twice."]
    assert code == 1


def test_neither_file_nor_story_is_wrong_usage(newsroom: Newsroom) -> None:
    assert run("nowhere") == ("", "There is neither a file nor a story nowhere.", 2)

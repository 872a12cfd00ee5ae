"""The `wireroom` command line: what it says and the code it ends with."""

from __future__ import annotations

from pathlib import Path

import pytest

import wireroom
from wireroom.config import cli
from wireroom.config.backup import BackupError

from .conftest import House


def test_bare_wireroom_lists_the_commands_by_group(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["wireroom"]) == 0
    shown = capsys.readouterr().out
    for group, commands in cli.GROUPS.items():
        assert f"\n{group}\n" in shown
        for name, what in commands.items():
            assert f"  {name:<18} {what}\n" in shown


def test_version_names_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["wireroom", "--version"]) == 0
    assert capsys.readouterr().out == f"wireroom {wireroom.__version__}\n"


def test_every_listed_command_exists() -> None:
    available = cli.get_commands()
    listed = {name for commands in cli.GROUPS.values() for name in commands}
    assert {name for name in listed if name not in available} == set()


def test_an_unknown_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["wireroom", "pubish"]) == 2
    assert capsys.readouterr() == ("", "wireroom: there is no command 'pubish'; `wireroom` lists them\n")


def test_an_option_before_the_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["wireroom", "--port", "80"]) == 2
    assert capsys.readouterr() == ("", "wireroom: the command comes first: wireroom COMMAND --port\n")


@pytest.mark.parametrize("options", [["--port", "0"], ["--port", "65536"], ["--port", "http"], ["--workers", "0"]])
def test_a_number_out_of_range_is_wrong_usage(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        cli.run(["wireroom", "serve", *options])
    assert leaving.value.code == 2
    assert f"argument {options[0]}: invalid" in capsys.readouterr().err


def test_help_shows_the_options_of_one_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        cli.run(["wireroom", "help", "serve"])
    assert leaving.value.code == 0
    assert "--workers" in capsys.readouterr().out


def test_help_lists_every_command_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["wireroom", "help", "--commands"]) == 0
    assert {"serve", "migrate", "createsuperuser"} <= set(capsys.readouterr().out.split())


def test_a_failure_is_one_line_and_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["wireroom", "restore", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith(f"wireroom: restore: {tmp_path} is not a Wireroom backup: ")


def test_a_failure_shows_its_origin_when_asked(tmp_path: Path) -> None:
    with pytest.raises(BackupError):
        cli.run(["wireroom", "restore", str(tmp_path), "--traceback"])


def test_a_database_that_is_not_there_is_one_line_with_a_hint(bare_house: House) -> None:
    done = bare_house.run("clearsessions")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr == f"wireroom: clearsessions: there is no database at {bare_house.home / 'wireroom.sqlite3'}\n"


def test_a_wrong_setting_is_one_line(bare_house: House) -> None:
    done = bare_house.run("check", DATABASE_URL="oracle-of-delphi://nowhere")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1


def test_a_database_made_by_migrate_is_private(migrated: Path) -> None:
    assert (migrated / "wireroom.sqlite3").stat().st_mode & 0o777 == 0o600

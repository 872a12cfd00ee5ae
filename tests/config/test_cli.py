"""The `wireroom` command line: what it says and the code it ends with."""

from __future__ import annotations

import pytest

import wireroom
from wireroom.config import cli

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


def test_an_unknown_command_is_wrong_usage(house: House) -> None:
    done = house.run("pubish")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "wireroom: there is no command 'pubish'; `wireroom` lists them\n"


def test_an_option_before_the_command_is_wrong_usage(house: House) -> None:
    done = house.run("--port", "80")
    assert done.returncode == 2
    assert done.stderr == "wireroom: the command comes first: wireroom COMMAND --port\n"


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_wrong_usage(house: House, port: str) -> None:
    done = house.run("serve", "--port", port)
    assert done.returncode == 2
    assert "argument --port" in done.stderr


def test_help_shows_the_options_of_one_command(house: House) -> None:
    done = house.run("help", "serve")
    assert done.returncode == 0
    assert "--workers" in done.stdout


def test_a_failure_is_one_line_and_code_1(house: House) -> None:
    missing = house.home.parent / "missing"
    done = house.run("restore", str(missing))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"wireroom: restore: {missing} is not a Wireroom backup")


def test_a_failure_shows_its_origin_when_asked(house: House) -> None:
    done = house.run("restore", "missing", "--traceback")
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_a_database_that_is_not_there_is_one_line_with_a_hint(bare_house: House) -> None:
    done = bare_house.run("clearsessions")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.endswith("(is the database up to date? `wireroom migrate`)\n")


def test_a_wrong_setting_is_one_line(bare_house: House) -> None:
    done = bare_house.run("check", DATABASE_URL="oracle-of-delphi://nowhere")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1

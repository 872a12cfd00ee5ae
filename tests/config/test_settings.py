"""Settings from the environment: what is secret stays so, and the defaults are safe."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import House

TELL = (
    "import json; from wireroom.config import settings as s; "
    "print(json.dumps({name: getattr(s, name, None) for name in {names!r}}, default=str))"
)


def settings_of(house: House, *names: str, **environment: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", TELL.replace("{names!r}", repr(names))],
        env=house.environment(**environment),
        cwd=house.home.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, object] = json.loads(done.stdout)
    return told


def test_racing_first_starts_agree_on_one_secret_key(bare_house: House) -> None:
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", "from wireroom.config import settings; print(settings.SECRET_KEY)"],
            env=bare_house.environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        for _racer in range(6)
    ]
    told = {racer.communicate()[0].strip() for racer in racers}
    assert told == {(bare_house.home / "secret_key").read_text().strip()}
    assert len(told.pop()) >= 50


def test_the_secret_key_is_for_its_owner_only(bare_house: House) -> None:
    settings_of(bare_house)
    assert (bare_house.home / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in bare_house.home.iterdir() if "secret" in path.name] == ["secret_key"]


def test_a_key_from_the_environment_is_not_written_down(bare_house: House) -> None:
    assert settings_of(bare_house, "SECRET_KEY", SECRET_KEY="from outside") == {"SECRET_KEY": "from outside"}
    assert not (bare_house.home / "secret_key").exists()


def test_defaults_answer_only_to_this_machine_and_show_no_insides(bare_house: House) -> None:
    assert settings_of(bare_house, "ALLOWED_HOSTS", "DEBUG") == {
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "DEBUG": False,
    }


@pytest.mark.parametrize("behind_tls", [False, True])
def test_cookies_are_for_tls_only_behind_tls(bare_house: House, behind_tls: bool) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY")
    assert settings_of(bare_house, *names, BEHIND_TLS=str(behind_tls)) == {
        "SESSION_COOKIE_SECURE": behind_tls,
        "CSRF_COOKIE_SECURE": behind_tls,
        "SESSION_COOKIE_HTTPONLY": True,
    }


def test_the_data_folder_is_var_here_unless_named(tmp_path: Path) -> None:
    house = House(tmp_path / "unused", tmp_path / "log")
    environment = house.environment()
    del environment["WIREROOM_HOME"]
    subprocess.run(
        [sys.executable, "-c", "from wireroom.config import settings"], env=environment, cwd=tmp_path, check=True
    )
    assert (tmp_path / "var/secret_key").exists()


@pytest.mark.parametrize(("url", "said"), [("redis://:secret@10.0.0.5/1", "redis"), ("rq", "rq")])
def test_tasks_are_queued_in_the_database_and_nowhere_else(house: House, url: str, said: str) -> None:
    done = house.run("doctor", TASKS_URL=url)
    assert (done.returncode, done.stderr) == (
        1,
        f"wireroom: a setting is wrong: TASKS_URL can only be db, not {said}: tasks are queued in the transaction"
        " that asks for them (docs/operators.md, Tasks)\n",
    )
    assert [house.run("doctor", TASKS_URL=fine).returncode for fine in ("db", "")] == [0, 0]


def test_a_task_is_queued_if_and_only_if_its_transaction_is_committed(house: House) -> None:
    script = """
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from wireroom.website.mails import send_reply
try:
    with transaction.atomic():
        send_reply.enqueue(1)
        raise LookupError
except LookupError:
    pass
with transaction.atomic():
    send_reply.enqueue(2)
    assert DBTaskResult.objects.count() == 1
print([row.args_kwargs["args"] for row in DBTaskResult.objects.all()])
"""
    done = house.run("shell", "--no-imports", "-c", script)
    assert (done.returncode, done.stdout) == (0, "[[2]]\n"), done.stderr


@pytest.mark.parametrize("name", ["METRICS_FROM", "TRUSTED_PROXIES", "WIRE_OUT_ALLOWED_NETWORKS"])
@pytest.mark.parametrize("wrong", ["10.1.0.0/99", "monitor.example", "10.1.0.0/16;10.2.0.0/16"])
def test_a_list_of_networks_is_judged_at_the_start(bare_house: House, name: str, wrong: str) -> None:
    done = bare_house.run("check", **{name: f"127.0.0.0/8,{wrong}"})
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line == (
        f"wireroom: a setting is wrong: {name} lists addresses and networks such as 10.1.0.0/16 or ::1, "
        f"with commas between them, not {wrong}"
    )


def test_blanks_around_networks_do_no_harm(bare_house: House) -> None:
    told = settings_of(bare_house, "METRICS_FROM", METRICS_FROM="10.1.0.0/16, ::1 ,")
    assert told == {"METRICS_FROM": ["10.1.0.0/16", "::1"]}

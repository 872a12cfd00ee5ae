"""`wireroom doctor` finds what is wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from wireroom.config import doctor
from wireroom.config.doctor import Finding, Level
from wireroom.copy_check import dictionaries

from .conftest import House


def waiting_task(**values: object) -> None:
    row = {"task_path": "x.y", "backend_name": "default", "args_kwargs": {}, "run_after": timezone.now()}
    DBTaskResult.objects.create(**row | values)


def test_a_new_house_is_well_but_for_its_people_and_editions(house: House) -> None:
    done = house.run("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line for line in lines if not line.startswith("ok ")] == [
        "care  nobody can sign in yet; run `wireroom createeditor`",
        "care  there is no edition yet; open the site and set it up",
    ]


def test_a_house_without_database_is_ill(bare_house: House) -> None:
    done = bare_house.run("doctor")
    assert (done.returncode, done.stderr) == (1, "wireroom: doctor: 1 of these need you\n")
    assert "ILL   there is no database at " in done.stdout


def test_a_secret_that_others_can_read_is_ill(wireroom_home: Path) -> None:
    (wireroom_home / "secret_key").touch(mode=0o644)
    (wireroom_home / "secret_key").chmod(0o644)
    assert doctor.secrets_are_private() == Finding(Level.ILL, "others can read secret_key; chmod 600 them")
    (wireroom_home / "secret_key").chmod(0o600)
    assert doctor.secrets_are_private().level is Level.WELL


def test_languages_without_a_dictionary_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DICPATH", str(tmp_path))
    for name in ("ru_RU.aff", "ru_RU.dic"):
        (tmp_path / name).touch()
    monkeypatch.setattr(dictionaries, "FOLDERS", ())
    assert doctor.spelling_is_checked() == Finding(
        Level.WELL, "spelling is checked in ru; not found: hunspell-en, hunspell-fr, hunspell-es, hunspell-ar"
    )
    (tmp_path / "ru_RU.dic").unlink()
    assert doctor.spelling_is_checked().text.startswith("spelling is checked in no language; not found: hunspell-en")


def test_a_full_disk_is_ill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LOW_DISK", 10**18)
    assert doctor.disk_has_room().level is Level.ILL


@pytest.mark.django_db
def test_tasks_that_wait_long_or_failed_are_told() -> None:
    assert doctor.tasks_are_done().level is Level.WELL
    waiting_task(status="FAILED", finished_at=timezone.now())
    assert doctor.tasks_are_done() == Finding(Level.CARE, "1 background tasks failed in the last week")
    waiting_task(run_after=timezone.now() - timedelta(minutes=6))
    assert doctor.tasks_are_done().level is Level.ILL


def test_a_site_that_shows_its_insides_is_ill(settings) -> None:  # type: ignore[no-untyped-def]  # pytest-django's
    settings.DEBUG = True
    assert doctor.the_site_is_addressed().level is Level.ILL
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["*"]
    assert doctor.the_site_is_addressed().level is Level.CARE

"""Backup and restore: the round trip, and everything that must be refused."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.postgres import postgres

from .conftest import House, free_port


def put_things_in(house: House) -> None:
    """A row, a key and pictures, as a house in use has them."""
    with closing(sqlite3.connect(house.home / "wireroom.sqlite3")) as database, database:
        database.execute("INSERT INTO taggit_tag (name, slug) VALUES ('kept', 'kept')")
    for name, text in {
        "keys/one.pem": "key",
        "media/public/a/picture.webp": "picture",
        "media/private/original.jpg": "original",
        "press/en/index.html": "stored page",
        "static/desk.css": "style",
    }.items():
        path = house.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (house.home / "keys/one.pem").chmod(0o600)


@pytest.fixture(scope="module")
def backed_up(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a house in use."""
    place = tmp_path_factory.mktemp("backed_up")
    shutil.copytree(migrated, place / "home")
    house = House(place / "home", place / "log")
    put_things_in(house)
    done = house.run("backup", str(place / "backup"))
    assert (done.returncode, done.stderr) == (0, "")
    return place / "backup"


@pytest.fixture
def backup(backed_up: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may harm."""
    return Path(shutil.copytree(backed_up, tmp_path / "backup"))


@pytest.fixture
def elsewhere(tmp_path: Path) -> House:
    return House(tmp_path / "elsewhere", tmp_path / "elsewhere.log")


def tags(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "wireroom.sqlite3")) as database:
        return [name for (name,) in database.execute("SELECT name FROM taggit_tag")]


def test_a_backup_comes_back_whole_on_an_empty_folder(backed_up: Path, backup: Path, elsewhere: House) -> None:
    done = elsewhere.run("restore", str(backup))
    assert (done.returncode, done.stderr) == (0, "")
    assert tags(elsewhere.home) == ["kept"]
    for name in ("secret_key", "keys/one.pem", "media/public/a/picture.webp", "media/private/original.jpg"):
        assert (elsewhere.home / name).read_bytes() == (backed_up.parent / "home" / name).read_bytes()
    for name in ("secret_key", "keys/one.pem", "wireroom.sqlite3"):
        assert (elsewhere.home / name).stat().st_mode & 0o777 == 0o600


def test_a_backup_leaves_out_what_is_made_anew(backup: Path) -> None:
    names = set(json.loads((backup / "manifest.json").read_text())["files"])
    assert names == {
        "database.sqlite3",
        "home/keys/one.pem",
        "home/media/private/original.jpg",
        "home/media/public/a/picture.webp",
        "home/secret_key",
    }
    assert backup.stat().st_mode & 0o777 == 0o700


def test_a_backup_is_made_while_the_house_is_open(house: House) -> None:
    house.serve(free_port())
    done = house.run("backup", str(house.home.parent / "backup"))
    assert (done.returncode, done.stderr) == (0, "")


def test_a_backup_never_mixes_with_other_files(house: House, backup: Path) -> None:
    done = house.run("backup", str(backup))
    assert done.returncode == 1
    assert done.stderr == f"wireroom: backup: {backup} is not an empty folder\n"


def test_a_backup_inside_the_data_folder_is_refused(house: House) -> None:
    done = house.run("backup", str(house.home / "backup"))
    assert done.returncode == 1
    assert "inside the data folder" in done.stderr


def test_a_restore_over_a_database_is_refused(house: House, backup: Path) -> None:
    before = (house.home / "wireroom.sqlite3").read_bytes()
    done = house.run("restore", str(backup))
    assert done.returncode == 1
    assert done.stderr.startswith("wireroom: restore: there is a database already")
    assert (house.home / "wireroom.sqlite3").read_bytes() == before


def test_a_restore_into_a_running_house_is_refused(house: House, backup: Path) -> None:
    serve = house.serve(free_port())
    done = house.run("restore", str(backup))
    assert done.returncode == 1
    assert f"is in use by process {serve.pid}" in done.stderr


def test_a_damaged_backup_is_refused_before_anything_is_written(backup: Path, elsewhere: House) -> None:
    (backup / "home/media/public/a/picture.webp").write_text("another picture")
    done = elsewhere.run("restore", str(backup))
    assert done.returncode == 1
    assert "picture.webp is not as it was" in done.stderr
    assert not (elsewhere.home / "media/public").exists()


def test_a_backup_with_a_file_missing_is_refused(backup: Path, elsewhere: House) -> None:
    (backup / "home/secret_key").unlink()
    done = elsewhere.run("restore", str(backup))
    assert done.returncode == 1
    assert "home/secret_key is missing" in done.stderr


def test_a_manifest_that_points_outside_is_refused(backup: Path, elsewhere: House) -> None:
    outside = backup.parent / "outside"
    outside.write_text("x")
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["files"]["home/../../outside"] = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    (backup / "manifest.json").write_text(json.dumps(manifest))
    done = elsewhere.run("restore", str(backup))
    assert done.returncode == 1
    assert "is missing from the backup" in done.stderr


def test_a_link_in_a_backup_is_refused(backup: Path, elsewhere: House) -> None:
    shutil.move(backup / "home/secret_key", backup / "home/real")
    os.symlink(backup / "home/real", backup / "home/secret_key")
    assert elsewhere.run("restore", str(backup)).returncode == 1


def test_a_backup_of_another_format_is_refused(backup: Path, elsewhere: House) -> None:
    manifest = json.loads((backup / "manifest.json").read_text()) | {"format": 2}
    (backup / "manifest.json").write_text(json.dumps(manifest))
    done = elsewhere.run("restore", str(backup))
    assert done.returncode == 1
    assert "another version of Wireroom" in done.stderr


@pytest.mark.postgres
@pytest.mark.skipif(
    not shutil.which("pg_restore") and os.environ.get("CI") != "true", reason="NO CLIENT PROGRAMS OF POSTGRESQL HERE"
)
def test_a_backup_of_postgresql_comes_back_into_an_empty_database(bare_house: House, elsewhere: House) -> None:
    with postgres() as url:
        empty = url.removesuffix("postgres") + "restored"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE django_migrations (id integer, app text, name text)")
            connection.execute("INSERT INTO django_migrations VALUES (1, 'stories', '0001_initial')")
            connection.execute("CREATE DATABASE restored")
        folder = str(bare_house.home.parent / "backup")
        for done in (
            bare_house.run("backup", folder, DATABASE_URL=url),
            elsewhere.run("restore", folder, DATABASE_URL=empty),
        ):
            assert (done.returncode, done.stderr) == (0, "")
        with psycopg.connect(empty) as restored:
            assert restored.execute("SELECT name FROM django_migrations").fetchall() == [("0001_initial",)]
        again = elsewhere.run("restore", folder, DATABASE_URL=empty)
        assert again.returncode == 1
        assert again.stderr.startswith("wireroom: restore: there is a database already")

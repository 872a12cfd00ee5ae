"""Following the purge rows: done once, replayed after a death, and never believed of another database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.factories import Newsroom
from wireroom.core import clock
from wireroom.press import purging, starting
from wireroom.press.models import Purge
from wireroom.press.purging import EVERYTHING, catch_up, forget_done, purge
from wireroom.press.starting import make_ready

from .conftest import Press
from .test_racing import forked


def stored(press: Press, path: str = "/en/") -> bool:
    return (press.store.root / "current" / "web" / path.strip("/") / "index.html").exists()


@pytest.fixture
def ready(press: Press, racing_newsroom: Newsroom) -> Press:
    """A press that has started, with the front page stored."""
    make_ready()
    press.get("/en/")
    assert stored(press)
    return press


def unknown(**fields: object) -> Purge:
    """A row that another machine has written: nothing is dropped here by writing it."""
    return Purge.objects.create(tags=[EVERYTHING], made_at=clock.real(), **fields)


def test_a_row_of_another_machine_is_done_once(ready: Press) -> None:
    unknown()
    assert stored(ready)
    assert catch_up() == 1
    assert not stored(ready)
    ready.get("/en/")
    assert catch_up() == 0
    assert stored(ready)


def test_what_was_dropped_at_the_commit_is_not_dropped_again(ready: Press) -> None:
    purge(EVERYTHING)
    assert not stored(ready)
    ready.get("/en/")
    assert catch_up() == 0
    assert stored(ready)


def test_what_was_rolled_back_drops_nothing(ready: Press) -> None:
    with transaction.atomic():
        purge(EVERYTHING)
        transaction.set_rollback(True)
    assert catch_up() == 0
    assert stored(ready)


def test_what_a_killed_process_has_committed_and_not_dropped_is_dropped_by_whoever_follows(ready: Press) -> None:
    with forked(lambda say: say(unknown().pk % 200)) as said:  # it is gone before it could drop anything
        list(said)
    assert stored(ready)
    assert catch_up() == 1
    assert not stored(ready)


def test_starting_replays_what_was_missed(ready: Press) -> None:
    unknown()
    make_ready()
    assert not stored(ready)


def test_what_is_known_to_be_done_does_not_pile_up(ready: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "SETTLED", timedelta(0))
    for _again in range(5):
        purge("a")
    catch_up()
    generation = ready.store.generation()
    assert generation is not None
    assert generation.index.done() == set()
    floor = generation.index.floor()
    assert floor is not None
    assert floor.row == Purge.objects.order_by("pk").last().pk  # type: ignore[union-attr]  # there are some


def test_old_rows_are_forgotten_but_for_the_last(ready: Press) -> None:
    for _again in range(3):
        purge("a")
    Purge.objects.update(made_at=clock.real() - purging.KEPT * 2)
    last = Purge.objects.order_by("pk").last()
    forget_done()
    assert list(Purge.objects.all()) == [last]


def test_a_machine_cut_off_for_longer_than_rows_are_kept_begins_anew(ready: Press) -> None:
    catch_up()
    for _again in range(3):
        unknown()
    Purge.objects.filter(pk__lt=Purge.objects.order_by("pk").last().pk).delete()  # type: ignore[union-attr]  # likewise
    catch_up()
    assert not stored(ready)
    ready.get("/en/")
    catch_up()
    assert stored(ready)


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_database_put_back_from_a_copy_is_not_taken_for_the_one_that_was_followed(
    ready: Press, racing_newsroom: Newsroom, tmp_path: Path
) -> None:
    """Its numbers begin again where the copy was made: rows that this folder takes for done are others."""
    copy = copied(connection.settings_dict["NAME"], str(tmp_path / "copy.sqlite3"))
    for number in range(5):
        racing_newsroom.published(headline=f"Lost with the disk {number}")
    assert b"Lost with the disk" in ready.get("/en/").content
    connection.close()
    copied(copy, connection.settings_dict["NAME"])
    catch_up()
    assert b"Lost with the disk" not in ready.get("/en/").content
    for number in range(7):
        racing_newsroom.published(headline=f"After the copy {number}")
        assert f"After the copy {number}".encode() in ready.get("/en/").content
    unknown()
    assert catch_up() == 1


def copied(source: str, target: str) -> str:
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)
    return target


def test_changed_code_begins_anew_even_after_a_turn_over_under_way(
    ready: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready.store.turn_over()
    ready.get("/en/")
    make_ready()
    assert stored(ready)
    monkeypatch.setattr(starting, "fingerprint", lambda: "of other code")
    make_ready()
    assert not stored(ready)


def test_another_port_begins_anew(ready: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stored pages name the address that they are to be read at."""
    monkeypatch.setenv("WIREROOM_SITE", "http://testserver:8001")
    make_ready()
    assert not stored(ready)

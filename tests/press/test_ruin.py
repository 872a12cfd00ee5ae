"""Processes killed in the middle, disks that are full or refuse to be written: never torn, never stale, well again."""

from __future__ import annotations

import gc
import gzip
import hashlib
import logging
import os
import random
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.factories import Newsroom
from wireroom.press import purging
from wireroom.press.keeper import Keeper
from wireroom.press.pages import Printed
from wireroom.press.rules import Address
from wireroom.press.starting import make_ready
from wireroom.press.store import Store
from wireroom.stories.actions import refile
from wireroom.stories.models import Story

from .conftest import Press, path_of
from .test_racing import forked, renamed

SITE = "https://news.example.org"
ADDRESSES = [Address(SITE, f"/en/{number}/") for number in range(12)]


def page(dice: random.Random) -> Printed:
    """A body that ends with its own digest."""
    body = dice.randbytes(dice.choice((200, 20_000, 200_000)))
    return Printed(200, (), body + hashlib.sha256(body).hexdigest().encode(), frozenset({"a"}), is_web=True)


def is_whole(body: bytes) -> bool:
    return hashlib.sha256(body[:-64]).hexdigest().encode() == body[-64:]


def write_for_ever(root: Path, seed: int) -> None:
    store, dice = Store(root), random.Random(seed)
    while True:
        store.put(dice.choice(ADDRESSES), page(dice), store.moment())
        if dice.random() < 0.05:
            store.drop(["a"])


def killed_while_writing(root: Path, seed: int) -> None:
    pid = os.fork()
    if pid == 0:
        try:
            write_for_ever(root, seed)
        finally:
            os._exit(1)
    time.sleep(0.05 + seed % 7 * 0.013)
    os.kill(pid, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


def test_a_process_killed_while_it_writes_leaves_no_torn_page_and_no_unknown_file(tmp_path: Path) -> None:
    store = Store(tmp_path / "press")
    store.moment()
    known = {f"{address.web_file}{end}" for address in ADDRESSES for end in ("", ".gz")}
    for seed in range(12):
        killed_while_writing(store.root, seed)
        web = store.root / "current" / "web"
        files = [file for file in web.rglob("*") if file.is_file()]
        assert {str(file.relative_to(web)) for file in files} <= known
        bodies = [gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes() for file in files]
        assert [is_whole(body) for body in bodies] == [True] * len(files)
        found = [store.find(address) for address in ADDRESSES]
        assert all(is_whole(page.body) for page in found if page)
        store.drop(["a"])
        assert [file for file in web.rglob("*") if file.is_file()] == []


def test_whoever_dies_between_commit_and_drop_leaves_nothing_stale_for_a_second(
    press: Press, racing_newsroom: Newsroom
) -> None:
    make_ready()
    keeper = Keeper(press.store, lambda: None)
    keeper.tick()
    story = racing_newsroom.published(headline="Old words")
    path = path_of(story)
    assert b"Old words" in press.get(path).content

    def publish_and_die(_say: object) -> None:
        Store.drop = lambda *_given, **_named: os._exit(0)  # type: ignore[method-assign]  # in the child alone
        renamed(story, "New words")

    with forked(publish_and_die) as said:
        list(said)
    assert Story.objects.get(pk=story.pk).headline == "New words"
    assert b"Old words" in press.get(path).content
    keeper.tick()
    assert b"New words" in press.get(path).content


def test_the_keeper_outlives_whatever_goes_wrong(press: Press, caplog: pytest.LogCaptureFixture) -> None:
    def fails() -> None:
        raise RuntimeError("a mistake of ours")

    keeper = Keeper(press.store, fails)
    keeper._next = 0
    keeper.start()
    end = time.monotonic() + 20
    while "goes on" not in caplog.text and time.monotonic() < end:
        time.sleep(0.05)
    assert "a mistake of ours" in caplog.text
    keeper.end()


@contextmanager
def no_room() -> Iterator[None]:
    """Nothing can be written to any file of this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_where_there_is_no_room_nothing_is_stored_and_drops_still_count(tmp_path: Path) -> None:
    store, dice = Store(tmp_path / "press"), random.Random(1)
    first = store.put(ADDRESSES[0], page(dice), store.moment())
    assert first is not None
    began = store.moment()
    with no_room():
        assert store.put(ADDRESSES[1], page(dice), store.moment()) is None
        assert list((store.root / "current" / "drafts").iterdir()) == []
        store.drop(["a"])
        assert not first.is_current()
        assert [store.find(address) for address in ADDRESSES] == [None] * len(ADDRESSES)
        for _again in range(50):
            store.moment()
        assert len(list(store.root.glob("g*"))) == 1
    store._next_try = 0
    assert store.put(ADDRESSES[1], page(dice), began) is None
    assert store.put(ADDRESSES[1], page(dice), store.moment()) is not None


@pytest.fixture
def tiny_disk(wireroom_home: Path) -> Iterator[Path]:
    """The press folder on a disk of its own with room for a few pages."""
    disk = wireroom_home / "press"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("A DISK CANNOT BE MOUNTED HERE: A FULL ONE IS TESTED BY A LIMIT ONLY")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def filled(disk: Path) -> Path:
    file = disk / "filling"
    with file.open("wb", buffering=0) as stream, suppress(OSError):
        while True:
            stream.write(b"x" * 512)
    return file


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.WARNING, "wireroom.press.store")
    return caplog


def test_on_a_full_disk_pages_are_answered_and_publications_take_effect(
    tiny_disk: Path, press: Press, racing_newsroom: Newsroom, warnings: pytest.LogCaptureFixture
) -> None:
    story = racing_newsroom.published(headline="Version 0")
    path = path_of(story)
    assert b"Version 0" in press.get(path).content
    filling = filled(tiny_disk)
    for number in range(1, 6):
        renamed(story, f"Version {number}")
        for surface in (path, "/en/", "/en/world/"):
            assert f"Version {number}".encode() in press.get(surface).content
            assert f"Version {number}".encode() in press.get(surface).content
        Keeper(press.store, lambda: None).tick()
    said = [record.getMessage() for record in warnings.records if record.name == "wireroom.press.store"]
    assert len(said) <= 2  # one of the front's, one of the publisher's
    assert "not stored" in said[0]
    filling.unlink()
    recovered(press)
    before = len(press.rendered)
    for _again in range(3):
        assert b"Version 5" in press.get(path).content
    assert len(press.rendered) <= before + 1


def test_a_folder_that_became_read_only_is_not_served_from_once_something_was_to_be_dropped(
    tiny_disk: Path,
    press: Press,
    racing_newsroom: Newsroom,
    warnings: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(purging, "UNTIL_ALL_KNOW", 0.0)
    story = racing_newsroom.published(headline="Old words")
    path = path_of(story)
    press.get(path)
    press.store._known = None  # no disk becomes read-only while somebody writes on it
    gc.collect()
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    assert b"Old words" in press.get(path).content
    draft = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
    draft.headline = "New words"
    refile(draft, by=None)
    for surface in (path, "/en/", path):
        assert b"New words" in press.get(surface).content
    assert "not stored" in warnings.text
    subprocess.run(["mount", "-o", "remount,rw", str(tiny_disk)], check=True)
    recovered(press)
    before = len(press.rendered)
    for _again in range(3):
        assert b"New words" in press.get(path).content
    assert len(press.rendered) == before + 1


def recovered(press: Press) -> None:
    """What the keeper does within its round, without the wait for it."""
    time.sleep(1.1)  # folders are left to those who may still write into them for a second
    keeper = Keeper(press.store, lambda: None)
    keeper._next = 0
    keeper.tick()
    press.store._next_try = 0

"""Storing, finding and dropping, on a real disk."""

from __future__ import annotations

import gc
import gzip
import itertools
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from wireroom.press.hot import Hot
from wireroom.press.index import Done
from wireroom.press.pages import Page, Printed
from wireroom.press.rules import Address
from wireroom.press.sending import Ready
from wireroom.press.store import Store

SITE = "https://news.example.org"
FRONT = Address(SITE, "/en/")
SECOND = Address(SITE, "/en/world/", "page=2")
BODY = b"<p>flood</p>" * 200


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "press")


def printed(body: bytes = BODY, *tags: str, expires: float | None = None) -> Printed:
    headers = (("content-type", "text/html; charset=utf-8"),)
    return Printed(200, headers, body, frozenset(tags), expires, is_web=True)


def kept(store: Store, address: Address, page: Printed) -> Page:
    found = store.put(address, page, store.moment())
    assert found is not None
    return found


def web(store: Store) -> list[str]:
    folder = store.root / "current" / "web"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_what_is_put_is_found_again_by_another_process(store: Store) -> None:
    put = kept(store, FRONT, printed())
    found = Store(store.root).find(FRONT)
    assert found == put
    assert (found.body, gzip.decompress(found.packed)) == (BODY, BODY)
    assert found.is_current()


def test_a_plain_address_stands_in_the_web_tree_with_its_packed_twin(store: Store) -> None:
    kept(store, FRONT, printed())
    kept(store, SECOND, printed())
    assert web(store) == ["en/index.html", "en/index.html.gz"]


def test_what_is_dropped_is_gone_from_disk_and_from_memory(store: Store) -> None:
    page = kept(store, FRONT, printed(BODY, "news:en"))
    other = kept(store, SECOND, printed(BODY, "section:en/world"))
    assert store.drop(["news:en", "news:ru"]) == 1
    assert store.find(FRONT) is None
    assert not page.is_current()
    assert web(store) == []
    assert other.is_current()


def test_what_began_before_a_drop_is_not_stored_after_it(store: Store) -> None:
    began = store.moment()
    store.drop(["news:en"])
    assert store.put(FRONT, printed(BODY, "news:en"), began) is None
    assert store.put(FRONT, printed(BODY, "news:ru"), began) is not None
    assert store.put(FRONT, printed(BODY, "news:en"), store.moment()) is not None


def test_what_began_in_another_generation_is_not_stored(store: Store) -> None:
    began = store.moment()
    store.turn_over()
    assert store.put(FRONT, printed(), began) is None


def test_a_rewritten_file_is_later_by_a_whole_second_and_never_an_old_one(store: Store) -> None:
    stamps = []
    for _ in range(4):
        page = kept(store, FRONT, printed(BODY, "news:en"))
        stamps.append(page.stamp)
        assert os.stat(page.file).st_mtime_ns == page.stamp * 1_000_000_000
        assert os.stat(f"{page.file}.gz").st_mtime == page.stamp
        store.drop(["news:en"])
    assert stamps == list(range(stamps[0], stamps[0] + 4))
    store.turn_over()
    assert kept(store, FRONT, printed()).stamp > stamps[-1]


def test_a_page_that_shrinks_leaves_no_packed_twin_behind(store: Store) -> None:
    kept(store, FRONT, printed())
    small = kept(store, FRONT, printed(b"<p>no news</p>"))
    assert web(store) == ["en/index.html"]
    assert small.packed == b""
    assert Store(store.root).find(FRONT) == small


def test_what_runs_out_is_neither_found_nor_left_standing(store: Store) -> None:
    page = kept(store, FRONT, printed(BODY, expires=time.time() + 0.2))
    assert page.is_current()
    time.sleep(0.25)
    assert not page.is_current()
    assert store.find(FRONT) is None
    assert store.drop_expired(time.time()) == 1
    assert web(store) == []


def test_turning_over_leaves_nothing_and_sweeping_removes_the_old_files(store: Store) -> None:
    page = kept(store, FRONT, printed())
    old = (store.root / "current").resolve()
    store.turn_over()
    assert store.find(FRONT) is None
    assert not page.is_current()
    gc.collect()  # the old index is closed, which changes its folder, before its age is set
    os.utime(old, (1, 1))
    assert store.sweep() == 1
    assert not old.exists()


def test_dropping_very_many_turns_the_generation_over(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wireroom.press.store.LARGEST_DROP", 2)
    before = (store.root / "current").resolve() if store.moment() else None
    for number in range(4):
        kept(store, Address(SITE, f"/en/{number}/"), printed(BODY, "edition:en"))
    store.drop(["edition:en"])
    assert (store.root / "current").resolve() != before
    assert store.holdings().pages == 0


def test_the_longest_unused_are_evicted_first(store: Store) -> None:
    addresses = [Address(SITE, f"/en/{number}/") for number in range(10)]
    for address in addresses:
        kept(store, address, printed(os.urandom(2000)))
    store.note_used([addresses[0].name])
    held = store.holdings()
    assert held.pages == 10
    assert store.shrink(held.size) == 0
    import wireroom.press.store as module

    module.EVICTED_AT_ONCE, before = 1, module.EVICTED_AT_ONCE
    try:
        assert store.shrink(held.size // 2) > 0
    finally:
        module.EVICTED_AT_ONCE = before
    assert store.holdings().size <= held.size * 0.45
    assert store.find(addresses[0]) is not None
    assert store.find(addresses[1]) is None


def test_a_ruined_index_is_given_up_and_begun_anew(store: Store) -> None:
    kept(store, FRONT, printed())
    for file in (store.root / "current").resolve().glob("index.sqlite3*"):
        file.write_bytes(b"not a database" * 100)
    fresh = Store(store.root)
    assert fresh.find(FRONT) is None
    assert kept(fresh, FRONT, printed()) == fresh.find(FRONT)


def test_a_missing_folder_is_made_anew(store: Store) -> None:
    page = kept(store, FRONT, printed())
    os.rename(store.root, store.root.with_name("elsewhere"))
    assert not page.is_current()
    assert store.find(FRONT) is None
    assert kept(store, FRONT, printed()).is_current()


def test_stamps_rise_even_when_a_ruined_index_has_forgotten_them(store: Store) -> None:
    for _again in range(5):  # each a second later than the one before, so ahead of the clock
        before = kept(store, FRONT, printed(BODY, "news:en"))
        store.drop(["news:en"])
    store.give_up(OSError("ruined"))
    assert kept(store, FRONT, printed()).stamp > before.stamp


def test_what_the_house_has_noted_outlives_a_turn_over(store: Store) -> None:
    store.moment()
    generation = store.generation()
    assert generation is not None
    generation.index.note_fact("mark", "of this code")
    generation.index.note_floor(Done(7, "then"))
    store.drop(["a"], done=Done(9, "later"))
    store.turn_over()
    after = store.generation()
    assert after is not None
    assert (after.index.fact("mark"), after.index.floor(), after.index.done()) == (
        "of this code",
        Done(7, "then"),
        {Done(9, "later")},
    )
    store.turn_over(follows=False)
    anew = store.generation()
    assert anew is not None
    assert (anew.index.fact("mark"), anew.index.floor(), anew.index.done()) == ("of this code", None, set())


def test_drafts_of_killed_processes_are_swept_and_never_lie_among_pages(store: Store) -> None:
    kept(store, FRONT, printed())
    drafts = store.root / "current" / "drafts"
    for name, age in (("12-34-5", 3600), ("12-34-6", 0)):
        (drafts / name).write_bytes(b"half a pa")
        os.utime(drafts / name, (time.time() - age, time.time() - age))
    store.sweep()
    assert [draft.name for draft in drafts.iterdir()] == ["12-34-6"]


def test_pages_at_hand_can_be_named_while_others_come_and_go() -> None:
    """The keeper's thread asks while the loop's serves: it must not stumble."""
    hot: Hot[int] = Hot(6_000_000)
    pages = [Ready(Page(str(number), 200, (), b"x", b"")) for number in range(4000)]
    for number in range(3000):
        hot.put(number, pages[number])
    stop = threading.Event()

    def serve() -> None:
        for number in itertools.cycle(range(4000)):
            hot.put(number, pages[number])
            hot.get(number // 2)
            if stop.is_set():
                return

    server = threading.Thread(target=serve)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    server.start()
    try:
        for _again in range(3000):
            assert all(hot.names())
    finally:
        stop.set()
        server.join()
        sys.setswitchinterval(before)


def test_a_file_without_its_row_is_not_served(store: Store) -> None:
    kept(store, FRONT, printed(BODY, "news:en"))
    store.drop(["news:en"])
    stray = store.root / "current" / "web" / "en" / "index.html"
    stray.write_bytes(b"left behind")
    assert store.find(FRONT) is None

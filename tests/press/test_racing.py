"""Renderers and publishers at the same time, held up at every step: no answer begun after a publication is older."""

from __future__ import annotations

import asyncio
import os
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import httpx
import pytest
from django.db import connection, connections

from tests.factories import Newsroom
from tests.loops import run
from wireroom.press.front import Front
from wireroom.press.store import Store
from wireroom.stories.actions import refile
from wireroom.stories.models import Story

from .conftest import SITE, Press, WatchedDjango, path_of

PATIENCE = 20
STEPS = ("before the first query", "between two queries", "before it is stored", "while it is stored")


class Pause:
    """A place where one thread waits until the test lets it go on; everybody else passes."""

    def __init__(self) -> None:
        self.reached, self._go = threading.Event(), threading.Event()

    def __call__(self) -> None:
        if not self.reached.is_set():
            self.reached.set()
            assert self._go.wait(PATIENCE)

    def end(self) -> None:
        self._go.set()


class HeldStore(Store):
    """The real one, with places to be held at."""

    before_put: Callable[[], object] = staticmethod(lambda: None)
    while_locked: Callable[[], object] = staticmethod(lambda: None)

    def put(self, *args: Any, **named: Any) -> Any:
        self.before_put()
        return super().put(*args, **named)

    def _note_stamp(self, stamp: int) -> None:
        self.while_locked()
        super()._note_stamp(stamp)


@pytest.fixture
def held(press: Press) -> HeldStore:
    """The press's front now stores through a store that can be held; publishers have one of their own, as elsewhere."""
    store = HeldStore(press.store.root)
    press.front._store = store
    return store


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool
        for _again in range(16):
            pool.submit(connections.close_all)


def renamed(story: Story, headline: str) -> None:
    draft = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
    draft.headline = headline
    refile(draft, by=None)


def hold(press: Press, store: HeldStore, step: str) -> Pause:
    pause, django = Pause(), press.front._django
    assert isinstance(django, WatchedDjango)
    if step == "before the first query":
        django.before = pause
    elif step == "between two queries":
        django.before = lambda: connection.execute_wrappers.append(_after_some(3, pause))
        django.after = connection.execute_wrappers.clear
    elif step == "before it is stored":
        store.before_put = pause  # type: ignore[method-assign]  # held
    else:
        store.while_locked = pause  # type: ignore[method-assign]  # held
    return pause


def _after_some(queries: int, pause: Pause) -> Callable[..., Any]:
    def wrapper(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal queries
        queries -= 1
        if queries == 0:
            pause()
        return execute(*args)

    return wrapper


@pytest.mark.parametrize("surface", ["story", "front"])
@pytest.mark.parametrize("step", STEPS)
def test_a_render_held_at_any_step_leaves_nothing_stale(
    press: Press, held: HeldStore, threads: ThreadPoolExecutor, racing_newsroom: Newsroom, step: str, surface: str
) -> None:
    story = racing_newsroom.published(headline="Old words")
    path = path_of(story) if surface == "story" else "/en/"
    pause = hold(press, held, step)
    early = threads.submit(press.get, path)
    assert pause.reached.wait(PATIENCE)
    publication = threads.submit(renamed, story, "New words")
    if step == "while it is stored":  # whoever publishes waits for what is being stored, to drop it
        time.sleep(0.3)
        assert not publication.done()
        pause.end()
        publication.result(PATIENCE)
    else:
        publication.result(PATIENCE)
    late = press.get(path)
    pause.end()
    assert b"New words" in late.content
    assert early.result(PATIENCE).status_code == 200
    for _again in range(2):
        assert b"New words" in press.get(path).content
        assert b"Old words" not in press.get(path).content
    assert b"Old words" not in b"".join(file.read_bytes() for file in stored_files(press, path))


def stored_files(press: Press, path: str) -> list[Any]:
    file = press.store.root / "current" / "web" / path.strip("/") / "index.html"
    return [file] if file.exists() else []


def test_between_commit_and_drop_nothing_that_is_rendered_is_kept(
    press: Press, held: HeldStore, threads: ThreadPoolExecutor, racing_newsroom: Newsroom
) -> None:
    story = racing_newsroom.published(headline="Old words")
    path = path_of(story)
    press.get(path)
    press.get("/en/")
    generation = press.store.generation()
    assert generation is not None
    with generation.locked():
        publication = threads.submit(renamed, story, "New words")
        until(lambda: Story.objects.get(pk=story.pk).headline == "New words")
        assert not publication.done()
        assert b"Old words" in press.get(path).content  # nobody was told yet that it is out
        hidden = threads.submit(press.get, "/en/world/")  # rendered after the commit, waits to be stored
        time.sleep(0.2)
    publication.result(PATIENCE)
    for surface in (path, "/en/", "/en/world/"):
        assert b"Old words" not in press.get(surface).content
    assert b"New words" in hidden.result(PATIENCE).content


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_page_asked_for_by_many_is_rendered_once(press: Press, racing_newsroom: Newsroom) -> None:
    path = path_of(racing_newsroom.published())
    press.front._django.after = lambda: time.sleep(0.2)  # type: ignore[attr-defined]  # the watched one
    answers = run(gather(press.front, [path] * 50))
    assert {answer.status_code for answer in answers} == {200}
    assert press.rendered == [path]


async def gather(front: Front, paths: list[str]) -> list[httpx.Response]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=front), base_url=SITE) as client:
        return await asyncio.gather(*(client.get(path) for path in paths))


@pytest.mark.parametrize("is_writable", [True, False])
def test_who_comes_after_a_drop_does_not_join_a_flight_from_before(
    press: Press, racing_newsroom: Newsroom, threads: ThreadPoolExecutor, is_writable: bool
) -> None:
    """Also where nothing can be stored, so that nobody can say what was dropped."""
    if not is_writable:
        press.store.root.write_text("in the way")
    story = racing_newsroom.published(headline="Old words")
    path = path_of(story)
    pause = Pause()
    press.front._django.after = pause  # type: ignore[attr-defined]  # the watched one

    async def race() -> tuple[httpx.Response, httpx.Response]:
        first = asyncio.create_task(ask(press.front, path))
        await asyncio.to_thread(pause.reached.wait, PATIENCE)
        await asyncio.get_running_loop().run_in_executor(threads, renamed, story, "New words")
        second = await asyncio.wait_for(ask(press.front, path), PATIENCE)
        pause.end()
        return await first, second

    first, second = run(race())
    assert b"Old words" in first.content
    assert b"New words" in second.content
    assert press.rendered == [path, path]


async def ask(front: Front, path: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=front), base_url=SITE) as client:
        return await client.get(path)


def test_an_address_that_led_nowhere_leads_to_the_story_once_it_is_out(press: Press, racing_newsroom: Newsroom) -> None:
    press.store.root.write_text("in the way")  # not even where the store cannot say that something was dropped
    assert press.get("/en/s/1/").status_code == 404
    story = racing_newsroom.published()
    assert press.get(f"/en/s/{story.pk}/").status_code == 301


NUMBER = re.compile(rb"Version (\d+) of it")


@pytest.mark.parametrize("elsewhere", [False, True], ids=["in threads", "in a process"])
def test_no_reader_is_given_less_than_what_was_out_when_they_asked(
    press: Press, racing_newsroom: Newsroom, threads: ThreadPoolExecutor, elsewhere: bool
) -> None:
    """Readers hammer while versions are published; each step of rendering takes its time."""
    story = racing_newsroom.published(headline="Version 0 of it")
    paths = [path_of(story), "/en/", "/en/rss.xml"]
    dice = random.Random(4)
    watched: WatchedDjango = press.front._django  # type: ignore[assignment]  # the watched one
    watched.before = watched.after = lambda: time.sleep(dice.random() * 0.02)
    out, stop, wrong = Shared(), threading.Event(), []

    async def read(path: str) -> None:
        while not stop.is_set():
            least = out.number
            answer = await ask(press.front, path)
            found = NUMBER.search(answer.content)
            if answer.status_code != 200 or found is None or int(found[1]) < least:
                wrong.append((path, least, answer.status_code, found and found[1]))
            await asyncio.sleep(dice.random() * 0.003)

    async def readers() -> None:
        await asyncio.gather(*(read(path) for path in paths * 3))

    with in_a_process(story, 12) if elsewhere else in_this_process(story, 12) as published:
        reading = threads.submit(asyncio.run, readers())
        try:
            for number in published:
                out.number = number
        finally:
            stop.set()
    reading.result(PATIENCE)
    assert wrong == []
    for path in paths:
        assert NUMBER.search(press.get(path).content)[1] == b"12"  # type: ignore[index]  # it is there


class Shared:
    number = 0


def versions(story: Story, times: int) -> Iterator[int]:
    """Each number once the call that published it has returned."""
    for number in range(1, times + 1):
        renamed(story, f"Version {number} of it")
        yield number


@contextmanager
def in_this_process(story: Story, times: int) -> Iterator[Iterator[int]]:
    yield versions(story, times)


def in_a_process(story: Story, times: int) -> AbstractContextManager[Iterator[int]]:
    return forked(lambda say: [say(number) for number in versions(story, times)])


@contextmanager
def forked(run: Callable[[Callable[[int], object]], object]) -> Iterator[Iterator[int]]:
    """Forks now, runs a function in the child once its numbers are asked for, and yields those that it says.

    What holds locks in other threads must be started after: the child has the locks, and nobody to release them.
    """
    connections.close_all()
    waiting, go = os.pipe()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.read(waiting, 1)
            run(lambda number: os.write(writer, bytes([number])))
            code = 0
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader, "rb", buffering=0) as stream:
        yield _numbers(stream, go)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    os.close(waiting)
    os.close(go)


def _numbers(stream: Any, go: int) -> Iterator[int]:
    os.write(go, b"!")
    while byte := stream.read(1):
        yield byte[0]

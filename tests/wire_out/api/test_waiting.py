"""Calls that wait: answered as soon as the log grows, few for each token, and no thread held meanwhile."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from threading import Barrier
from typing import Any

import httpx
import pytest
from django.db import connections

from tests.factories import Newsroom
from tests.loops import run
from tests.wire_out.api.calls import puller
from wireroom.press.rendering import Django
from wireroom.stories.actions import withdraw
from wireroom.wire_out.actions import revoke_token
from wireroom.wire_out.rules.waiting import Wait, wait_of
from wireroom.wire_out.waiting import application
from wireroom.wire_out.waiting.application import Waiting, is_waiting

Steps = Callable[[httpx.AsyncClient], Coroutine[Any, Any, None]]


@pytest.mark.parametrize(
    ("path", "query", "wait"),
    [
        ("/wire/api/v1/stream", b"", Wait(is_stream=True)),
        ("/wire/api/v1/dispatches", b"since=3&wait=30", Wait(30)),
        ("/wire/api/v1/dispatches", b"wait=0", None),
        ("/wire/api/v1/dispatches", b"wait=61", None),
        ("/wire/api/v1/dispatches", b"wait=-1", None),
        ("/wire/api/v1/dispatches", "wait=٣".encode(), None),
        ("/wire/api/v1/dispatches", b"wait=9&wait=9", None),
        ("/wire/api/v1/dispatches", b"", None),
        ("/wire/api/v1/dispatches/1", b"wait=3", None),
        ("/en/stream", b"", None),
    ],
)
def test_calls_that_wait_are_told_by_their_address(path: str, query: bytes, wait: Wait | None) -> None:
    assert wait_of(path, query) == wait


def _close(together: Barrier) -> None:
    """In every thread of a pool, each waiting for the others."""
    together.wait(10)
    connections.close_all()


@pytest.fixture
def waiting(racing_newsroom: Newsroom) -> Iterator[Waiting]:
    waiting = Waiting(Django(threads=1))
    yield waiting
    pools = [waiting._pool, *([waiting._watch._thread] if waiting._watch else [])]
    for pool in pools:
        together = Barrier(pool._max_workers)
        for closing in [pool.submit(_close, together) for _ in range(pool._max_workers)]:
            closing.result()
        pool.shutdown()


async def _elsewhere(act: Callable[[], object]) -> None:
    """Lets somebody act in another thread, who leaves no connection behind."""

    def acting() -> None:
        try:
            act()
        finally:
            connections.close_all()

    await asyncio.to_thread(acting)


def _run(waiting: Waiting, text: str, steps: Steps) -> None:
    async def act() -> None:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=waiting),
            base_url="http://testserver/wire/api/v1/",
            headers={"authorization": f"Bearer {text}", "accept-encoding": "identity"},
            timeout=30,
        ) as client:
            await steps(client)

    run(act())


def test_a_poll_waits_for_the_next_dispatch(racing_newsroom: Newsroom, waiting: Waiting) -> None:
    caller, _sold = puller()
    racing_newsroom.published()

    async def steps(client: httpx.AsyncClient) -> None:
        at_once = await client.get("dispatches?since=0&wait=20")
        assert [one["seq"] for one in at_once.json()["dispatches"]] == [1]
        poll = asyncio.create_task(client.get("dispatches?since=1&wait=20"))
        await asyncio.sleep(0.6)
        assert not poll.done()
        await _elsewhere(racing_newsroom.published)
        answer = await asyncio.wait_for(poll, 5)
        assert [one["seq"] for one in answer.json()["dispatches"]] == [2]
        assert answer.headers["ratelimit-remaining"] == "598"

    _run(waiting, caller.text, steps)


def test_a_poll_that_meets_nothing_ends_empty_at_its_time(racing_newsroom: Newsroom, waiting: Waiting) -> None:
    caller, _sold = puller(sections=["world"])

    async def steps(client: httpx.AsyncClient) -> None:
        began = time.monotonic()
        poll = asyncio.create_task(client.get("dispatches?since=0&wait=2"))
        await asyncio.sleep(0.5)
        await _elsewhere(lambda: racing_newsroom.published(section="politics"))
        answer = await poll
        assert (answer.json()["dispatches"], answer.json()["cursor"]) == ([], 1)
        assert 1.9 < time.monotonic() - began < 6

    _run(waiting, caller.text, steps)


def test_refusals_do_not_wait(racing_newsroom: Newsroom, waiting: Waiting) -> None:
    caller, _sold = puller()

    async def steps(client: httpx.AsyncClient) -> None:
        future = await client.get("dispatches?since=9&wait=20")
        assert future.json()["code"] == "cursor-from-the-future"
        nobody = await client.get("stream", headers={"authorization": "Bearer wire_guess"})
        assert nobody.json()["code"] == "wrong-token"

    _run(waiting, caller.text, steps)


def test_one_token_has_few_calls_that_wait(
    racing_newsroom: Newsroom, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "MOST_OF_ONE", 2)
    caller, _sold = puller()
    other, _other = puller()

    async def steps(client: httpx.AsyncClient) -> None:
        polls = [asyncio.create_task(client.get("dispatches?wait=2")) for _ in range(2)]
        await asyncio.sleep(0.3)
        refused = await client.get("dispatches?wait=2")
        assert (refused.status_code, refused.json()["code"]) == (429, "too-many-waiting")
        assert refused.headers["retry-after"] == "10"
        fine = await client.get("dispatches?wait=1", headers={"authorization": f"Bearer {other.text}"})
        assert fine.status_code == 200
        assert [(await poll).status_code for poll in polls] == [200, 200]
        assert (await client.get("dispatches?wait=1")).status_code == 200

    _run(waiting, caller.text, steps)


@asynccontextmanager
async def _stream(waiting: Waiting, text: str, query: bytes = b"") -> AsyncIterator[Callable[[], Any]]:
    """An open stream; calling what it yields waits for its next message."""
    sent: asyncio.Queue[Any] = asyncio.Queue()
    left = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await left.wait()
        return {"type": "http.disconnect"}

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/wire/api/v1/stream",
        "query_string": query,
        "headers": [(b"host", b"testserver"), (b"authorization", f"Bearer {text}".encode())],
        "client": ("127.0.0.1", 1),
        "scheme": "http",
        "server": ("testserver", 80),
        "http_version": "1.1",
    }
    assert is_waiting(scope)
    call = asyncio.create_task(waiting(scope, receive, sent.put))
    yield lambda: asyncio.wait_for(sent.get(), 10)
    left.set()
    await asyncio.wait_for(call, 10)


def _events(message: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    told = []
    for event in message["body"].decode().split("\n\n"):
        lines = dict(line.partition(": ")[::2] for line in event.splitlines())
        if "data" in lines:
            told.append((int(lines["id"]), json.loads(lines["data"])))
    return told


def test_a_stream_tells_what_was_missed_and_what_comes(racing_newsroom: Newsroom, waiting: Waiting) -> None:
    caller, _sold = puller()
    story = racing_newsroom.published("First")
    racing_newsroom.published("Second")

    async def steps() -> None:
        async with _stream(waiting, caller.text, b"since=1") as following:
            start = await following()
            headers = dict(start["headers"])
            assert (start["status"], headers[b"content-type"]) == (200, b"text/event-stream; charset=utf-8")
            assert b"content-length" not in headers
            assert (await following())["body"] == b"retry: 3000\n\n"
            assert [(cursor, one["seq"]) for cursor, one in _events(await following())] == [(2, 2)]
            await _elsewhere(lambda: withdraw(racing_newsroom.fresh(story), by=None, note="Wrong."))
            events = []
            while not events:
                events = _events(await following())
            assert [(cursor, one["kind"], one["note"]) for cursor, one in events] == [(3, "withdrawal", "Wrong.")]

    run(steps())


def test_a_stream_ends_when_its_token_is_revoked(
    racing_newsroom: Newsroom, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "HEARTBEAT", 0.2)
    caller, _sold = puller()

    async def steps() -> None:
        async with _stream(waiting, caller.text) as following:
            await following()
            assert caller.token is not None
            await _elsewhere(lambda: revoke_token(caller.token, by=None))
            while (message := await following()).get("more_body"):
                pass
            assert message == {"type": "http.response.body", "body": b""}

    run(steps())


def test_whoever_waits_is_answered_at_once_when_the_process_ends(racing_newsroom: Newsroom, waiting: Waiting) -> None:
    caller, _sold = puller()

    async def steps() -> None:
        began = time.monotonic()
        async with _stream(waiting, caller.text) as following:
            for _part in ("head", "greeting", "first look"):
                await following()
            transport = httpx.ASGITransport(app=waiting)
            headers = {"authorization": f"Bearer {caller.text}"}
            async with httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=headers) as client:
                poll = asyncio.create_task(client.get("/wire/api/v1/dispatches?wait=60"))
                await asyncio.sleep(0.5)
                waiting.close()
                while (message := await following()).get("more_body"):
                    assert message["body"] == b":\n\n"
                assert message == {"type": "http.response.body", "body": b""}
                assert ((await poll).status_code, (await poll).json()["dispatches"]) == (200, [])
                late = await client.get("/wire/api/v1/dispatches?wait=60")
                assert (late.status_code, late.json()["dispatches"]) == (200, [])
        assert time.monotonic() - began < 15

    run(steps())

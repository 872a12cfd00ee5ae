"""A press of the test's own before the real Django."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from django.db import connections

from tests.committed import racing_newsroom, snapshots, transactional_db
from tests.config.conftest import agency, bare_house, opened
from tests.factories import Newsroom
from tests.loops import run
from wireroom.press import folder, sites
from wireroom.press.front import Front
from wireroom.press.rendering import Django
from wireroom.press.store import Store
from wireroom.stories.models import Story
from wireroom.website import addresses

__all__ = ["agency", "bare_house", "opened", "racing_newsroom", "snapshots", "transactional_db"]

SITE = "http://testserver"


def path_of(story: Story) -> str:
    story.refresh_from_db()
    return addresses.of(story.edition.code, story)


@dataclass
class Press:
    """The front as readers see it; `rendered` notes the paths that reached Django."""

    store: Store
    front: Front
    rendered: list[str] = field(default_factory=list)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.ask("GET", path, **headers)

    def ask(self, method: str, path: str, *, content: bytes | None = None, **headers: str) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.front)
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
                client.headers.pop("accept-encoding")
                return await client.request(method, path, headers=named, content=content)

        return run(send())


class WatchedDjango(Django):
    """The real one, and a note of what it was asked."""

    def __init__(self, rendered: list[str]) -> None:
        super().__init__(threads=2)
        self.rendered = rendered
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None

    def _response(self, scope, body):  # type: ignore[no-untyped-def]  # as the original
        self.rendered.append(scope["path"])
        self.before()
        response = super()._response(scope, body)
        self.after()
        return response


@pytest.fixture
def press(racing_newsroom: Newsroom, wireroom_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    monkeypatch.setenv(sites.ANNOUNCED, SITE)
    sites._site_named.cache_clear()
    rendered: list[str] = []
    django = WatchedDjango(rendered)
    press = Press(folder.store(), Front(folder.store(), django), rendered)
    yield press
    for pool in (press.front._printers, django._pool):
        for _ in range(4):
            pool.submit(connections.close_all).result()
        pool.shutdown()

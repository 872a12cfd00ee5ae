"""Keys as an enemy would choose them: they neither leave the folder, nor are stored, nor multiply what is."""

from __future__ import annotations

import gc
from typing import Any

import psutil
import pytest

from tests.factories import Newsroom
from tests.loops import run
from wireroom.press import front as fronts
from wireroom.press.front import Front
from wireroom.stories.models import StaticPage

from .conftest import Press, path_of


def ask_raw(front: Front, path: str, *, query: bytes = b"", host: bytes = b"testserver", method: str = "GET") -> int:
    """The status of the answer to exactly this: no client has tidied it up."""
    answer: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.append(message["status"])
            for name, value in message["headers"]:
                assert b"\n" not in name + value, "a header was injected"

    scope = {"type": "http", "method": method, "path": path, "query_string": query, "scheme": "http"}
    run(front({**scope, "headers": [(b"host", host)], "server": ("x", 80), "client": ("y", 1)}, receive, send))
    [status] = answer
    return status


def folder(press: Press) -> list[str]:
    root = press.store.root / "current"
    return sorted(str(file.relative_to(root)) for tree in ("web", "side") for file in (root / tree).rglob("*"))


@pytest.mark.parametrize(
    "path",
    [
        "/en/../../etc/passwd",
        "/en/world/../../../../tmp/x/",
        "/en/./world/",
        "/en//world/",
        "//evil.example/en/",
        "/en/world/\0",
        "/en/\r\nSet-Cookie: a=b/",
        "/en/world\\..\\..\\x/",
        "/EN/",
        "/en/WORLD/",
        "/en/ｗorld/",
        "/en/wo\u0301rld/",
        "/en/w\u00f3rld/",
        "/en/2031/05/04/../../x/",
        "/en/" + "a" * 100_000 + "/",
        "/en/" + "a/" * 5_000,
        "en/",
        "",
    ],
)
def test_a_hostile_path_is_refused_and_leaves_nothing(press: Press, path: str) -> None:
    before = sorted(press.store.root.parent.iterdir())
    assert ask_raw(press.front, path) in (301, 400, 404)
    assert ask_raw(press.front, path, method="HEAD") in (301, 400, 404)
    assert press.store.holdings().pages == 0
    assert sorted(press.store.root.parent.iterdir()) in (before, sorted({*before, press.store.root}))


@pytest.mark.parametrize(
    "host",
    [
        b"evil.example",
        b"testserver:99999",
        b"testserver:" + b"9" * 6000,
        b"testserver\r\nX: y",
        b"\xff",
        b"",
        b"a" * 70_000,
    ],
)
def test_for_a_hostile_host_nothing_is_stored(press: Press, host: bytes) -> None:
    assert ask_raw(press.front, "/en/", host=host) in (200, 400)
    assert press.store.holdings().pages == 0


@pytest.mark.parametrize("host", [b"TESTSERVER", b"testserver.", b"TestServer."])
def test_a_host_written_otherwise_is_the_same(press: Press, host: bytes) -> None:
    assert ask_raw(press.front, "/en/") == ask_raw(press.front, "/en/", host=host) == 200
    assert press.store.holdings().pages == 1
    assert press.rendered == ["/en/"]


def test_a_host_that_is_ours_too_has_no_share_in_the_web_tree(press: Press) -> None:
    """It may be named by anybody who asks, and what is in the web tree is given to everybody."""
    assert ask_raw(press.front, "/en/", host=b"localhost") == 200
    assert not (press.store.root / "current" / "web" / "en").exists()
    assert ask_raw(press.front, "/en/") == 200
    assert b"http://testserver/en/" in (press.store.root / "current" / "web" / "en" / "index.html").read_bytes()


def test_values_of_known_parameters_do_not_multiply_what_is_stored(press: Press, racing_newsroom: Newsroom) -> None:
    locale = racing_newsroom.editions["en"].locale
    page = StaticPage(locale=locale, slug="about", title="About us", body="<p>We.</p>")
    page.save()
    page.save_revision().publish()
    comments = f"{path_of(racing_newsroom.published())}comments/"
    paths = (comments, "/en/about/", "/en/world/", "/en/corrections/", "/en/best-rated/")
    assert [ask_raw(press.front, path) for path in paths] == [200] * 5
    before = press.store.holdings().pages
    for number in range(8):
        for query in (
            f"page=0{number}",
            f"page={'0' * number}1",
            f"page=+{number}",
            f"page=x{number}",
            f"utm={number}",
        ):
            for path in paths:
                ask_raw(press.front, path, query=query.encode())
        for query in (f"order=x{number}", f"answers={number}", f"answers=x{number}", f"order=newest&answers={number}"):
            assert ask_raw(press.front, comments, query=query.encode()) == 200
    kept_once_more = len({"page=1"}) * len(paths)
    assert press.store.holdings().pages <= before + kept_once_more


def test_a_hundred_thousand_strange_requests_fill_neither_memory_nor_disk(
    press: Press, racing_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most are for what is stored; of those that lead nowhere a part is enough, since each is rendered."""
    racing_newsroom.published()
    monkeypatch.setattr(fronts, "BRIEF", 300_000)
    ask_raw(press.front, "/en/world/")

    async def storm(first: int, count: int, path: str) -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b""}

        async def send(_message: Any) -> None:
            pass

        for number in range(first, first + count):
            scope = {
                "type": "http",
                "method": "GET",
                "path": path.format(number),
                "query_string": b"fbclid=%d" % number,
                "headers": [(b"host", b"testserver")],
                "scheme": "http",
            }
            await press.front(scope, receive, send)

    run(storm(0, 100, "/en/nowhere-{}/"))
    run(storm(0, 1000, "/en/world/"))
    gc.collect()
    before = psutil.Process().memory_info().rss
    run(storm(1000, 100_000, "/en/world/"))
    run(storm(1000, 100, "/en/nowhere-{}/"))
    gc.collect()
    assert psutil.Process().memory_info().rss - before < 20_000_000
    assert press.store.holdings().pages == 1
    assert press.rendered.count("/en/world/") == 1

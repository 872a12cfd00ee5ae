"""A cache before us: told what it may keep, and told at once what is stale; one of them is a real Varnish."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.config.conftest import ROOT, House, end_tree, free_port, until
from tests.factories import Newsroom
from wireroom.press.cdn import SAID_AGAIN_AFTER, Messenger, send_unsent
from wireroom.press.models import Purge
from wireroom.press.purging import EVERYTHING, forget_done, purge
from wireroom.press.surrogates import headers_for, key_of

from .conftest import Press, path_of


@dataclass
class Cache:
    """What a cache's purge address was sent; it answers with the first of `answers`, the last for ever."""

    address: str = ""
    answers: list[int] = field(default_factory=lambda: [200])
    sent: list[tuple[str, Any]] = field(default_factory=list)


@pytest.fixture
def cache(settings: Any) -> Iterator[Cache]:
    found = Cache()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.sent.append((self.headers["Authorization"], json.loads(body)))
            self.send_response(found.answers.pop(0) if len(found.answers) > 1 else found.answers[0])
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.address = settings.CDN_PURGE_URL = f"http://127.0.0.1:{server.server_port}/purge"
    settings.CDN_TOKEN, settings.CDN_SECONDS = "secret", 600
    yield found
    server.shutdown()


@pytest.fixture
def told(press: Press, cache: Cache) -> Press:
    """A house whose cache knows everything until now."""
    send_unsent()
    cache.sent.clear()
    return press


def test_without_a_cache_nothing_is_said_to_one(press: Press) -> None:
    answer = press.get("/en/")
    assert "surrogate-key" not in answer.headers
    assert "cdn-cache-control" not in answer.headers


def test_pages_bear_their_tags_and_their_time(press: Press, racing_newsroom: Newsroom, cache: Cache) -> None:
    story = racing_newsroom.published()
    for _again in range(2):
        answer = press.get(path_of(story))
        assert answer.headers["cdn-cache-control"] == "public, max-age=600"
        assert press.rendered == [path_of(story)]
        assert key_of(f"story:{story.guid}") in answer.headers["surrogate-key"].split()
        assert key_of(EVERYTHING) in answer.headers["surrogate-key"].split()
        assert answer.headers["cache-control"] == "public, no-cache"
    gone = press.get("/en/nowhere/")
    assert "cdn-cache-control" not in gone.headers


def test_nothing_is_kept_there_beyond_its_time(cache: Cache) -> None:
    """A page that runs out is printed anew while the cache may still have the one before, and never later."""
    now = 1_000_000.0
    for left in (100_000, 5_000, 1_000, 100, 30, 19, 1, 0):
        told, expires = headers_for(["a"], now + left, now)
        assert expires is not None
        lasts = int(dict(told)["cdn-cache-control"].rpartition("=")[2]) if told else 0
        assert expires + lasts <= now + left
        assert expires >= now + left // 2
        assert lasts <= 600
    assert headers_for(["a"], now + 19, now)[0] == ()


def test_what_was_purged_is_sent_once_and_in_order(told: Press, cache: Cache) -> None:
    purge("a", "b")
    purge("b", "c")
    assert send_unsent() == [key_of(tag) for tag in "abc"]
    assert send_unsent() == []
    assert cache.sent == [("Bearer secret", {"surrogate_keys": [key_of(tag) for tag in "abc"]})]


def test_what_the_cache_did_not_take_is_sent_again(told: Press, cache: Cache, caplog: Any) -> None:
    cache.answers = [503, 500, 200]
    purge("a")
    messenger = Messenger(lambda: True)
    for _again in range(4):
        messenger.tick()
    assert [said for _token, said in cache.sent] == [{"surrogate_keys": [key_of("a")]}] * 3
    assert caplog.text.count("is tried again") == 1


def test_a_page_that_was_on_its_way_while_it_was_purged_is_purged_again(
    told: Press, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    messenger, keys = Messenger(lambda: True), {"surrogate_keys": [key_of("a")]}
    purge("a")
    messenger.tick()
    messenger.tick()
    assert [said for _token, said in cache.sent] == [keys]
    monkeypatch.setattr("wireroom.press.cdn.time", Later(by=SAID_AGAIN_AFTER))
    cache.answers = [503, 200]
    for _again in range(3):
        messenger.tick()
    assert [said for _token, said in cache.sent] == [keys] * 3


class Later:
    """The clock, some seconds ahead."""

    def __init__(self, by: float) -> None:
        self._by = by

    def monotonic(self) -> float:
        return time.monotonic() + self._by


def test_what_was_not_sent_is_not_forgotten(told: Press, cache: Cache) -> None:
    Purge.objects.all().delete()
    for tag in "ab":
        purge(tag)
    Purge.objects.update(made_at="2020-01-01T00:00:00Z")
    assert forget_done() == 0
    send_unsent()
    assert forget_done() == 1


VARNISHD = "/usr/sbin/varnishd"


@pytest.fixture
def varnish(agency: House, tmp_path: Path) -> Iterator[tuple[House, int]]:
    """A real Varnish with our configuration before a real house; the house and the port."""
    if not Path(VARNISHD).exists():
        if os.environ.get("CI") == "true":
            raise RuntimeError("varnish is missing")
        pytest.skip("NO VARNISH HERE: THE PURGES OF deploy/varnish.vcl ARE NOT TESTED")
    app, port = free_port(), free_port()
    (agency.home.parent / "first.jsonl").write_text(item(1, "Old words"))
    taken_in = agency.run("import", "first.jsonl", "--publish", EDITIONS="en")
    assert taken_in.returncode == 0, taken_in.stderr
    rules = tmp_path / "varnish.vcl"
    rules.write_text((ROOT / "deploy" / "varnish.vcl").read_text().replace('"8000"', f'"{app}"'))
    command = [VARNISHD, "-j", "none", "-F", "-a", f"127.0.0.1:{port}", "-f", str(rules), "-s", "malloc,16M", "-n"]
    with (tmp_path / "varnish.log").open("wb") as log:
        process = subprocess.Popen([*command, str(tmp_path / "room")], stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    agency.serve(app, CDN_PURGE_URL=f"varnish+{address}/", SITE_URL=address)
    until(lambda: is_open(port) or process.poll() is not None, "that Varnish listens")
    assert process.poll() is None, (tmp_path / "varnish.log").read_text()
    yield agency, port
    end_tree(process)


def is_open(port: int) -> bool:
    try:
        return asked(port, "/healthz").status == 200
    except OSError:
        return False


def item(version: int, headline: str) -> str:
    fields = {"uri": "urn:test:1", "version": str(version), "language": "en", "body_text": "It opened."}
    return json.dumps({**fields, "headline": headline}) + "\n"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def asked(port: int, path: str, **headers: str) -> Answer:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        found = connection.getresponse()
        return Answer(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())
    finally:
        connection.close()


def is_hit(answer: Answer) -> bool:
    return len(answer.headers["x-varnish"].split()) == 2


def test_varnish_keeps_pages_and_forgets_what_is_stale_within_a_second(varnish: tuple[House, int]) -> None:
    house, port = varnish
    asked(port, "/en/")
    kept = asked(port, "/en/", Cookie="wireroom_reader=abc")
    assert is_hit(kept)
    assert b"Old words" in kept.body
    assert {"surrogate-key", "cdn-cache-control"} & kept.headers.keys() == set()
    assert [is_hit(asked(port, "/en/search/?q=words")) for _again in range(2)] == [False, False]
    assert [is_hit(asked(port, "/desk/login/")) for _again in range(2)] == [False, False]
    (house.home.parent / "next.jsonl").write_text(item(2, "New words"))
    taken_in = house.run("import", "next.jsonl", "--publish", EDITIONS="en")
    assert taken_in.returncode == 0, taken_in.stderr
    time.sleep(1)
    assert b"New words" in asked(port, "/en/").body, (taken_in.stdout, house.said())
    assert is_hit(asked(port, "/en/"))


def test_nobody_else_may_say_what_is_stale(varnish: tuple[House, int]) -> None:
    _house, port = varnish
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("BAN", "/")  # from here, but without a key
    assert connection.getresponse().status == 405
    connection.close()

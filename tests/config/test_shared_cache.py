"""CACHE_URL=redis://: what processes cache and count together, and what they do while the server is away."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
from django.core.cache import cache, caches
from django.test import Client

from tests.factories import Newsroom
from tests.valkey import Valkey
from wireroom.accounts.rules import Role
from wireroom.config import doctor
from wireroom.config.doctor import Finding, Level
from wireroom.core import valkey as room
from wireroom.wire_out.api import allowances

from .conftest import House, answers, free_port, until

ITEM = '{"uri": "urn:test:%d", "language": "en", "headline": "Bridge %d opens", "body_text": "It opened."}\n'
BLIND = "import sys; sys.modules['redis'] = None; from wireroom.config.cli import main; main()"


@pytest.fixture
def shared(valkey: Valkey, settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Valkey]:
    """This process caches and counts at the server, and has not seen it fail."""
    settings.VALKEY_URL = valkey.url  # type: ignore[attr-defined]
    backend = {"BACKEND": "wireroom.core.shared_cache.SharedCache", "LOCATION": valkey.url, "KEY_PREFIX": "wireroom"}
    settings.CACHES = {"default": backend}  # type: ignore[attr-defined]
    for absence in ("wireroom.core.shared_cache.ABSENCE", "wireroom.wire_out.api.allowances.ABSENCE"):
        monkeypatch.setattr(absence, room.Absence())
    allowances._limiter.cache_clear()
    allowances._limiter_of_all.cache_clear()
    yield valkey
    caches["default"].memory.clear()
    allowances._limiter.cache_clear()


def client_of_another_process(server: Valkey) -> object:
    import redis

    return redis.Redis.from_url(server.url)


def test_what_is_cached_is_seen_by_every_process(shared: Valkey) -> None:
    cache.set("word", ("a", 1), 60)
    cache.add("count", 1)
    assert (cache.incr("count"), cache.get("word"), cache.get_many(["word", "none"])) == (
        2,
        ("a", 1),
        {"word": ("a", 1)},
    )
    assert client_of_another_process(shared).get("wireroom:1:count") == b"2"


def test_without_the_server_the_cache_misses_and_goes_on_in_memory(shared: Valkey) -> None:
    cache.set("word", "kept", 60)
    shared.stop()
    assert cache.get("word") is None
    cache.set("word", "ours", 60)
    assert (cache.get("word"), cache.add("count", 1), cache.incr("count")) == ("ours", True, 2)
    with pytest.raises(ValueError, match="not found"):
        cache.incr("nobody counted this")
    cache.delete_many(["count"])
    assert cache.has_key("count") is False


def test_a_server_that_is_back_is_asked_again(shared: Valkey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LEFT_ALONE", 0.2)
    shared.stop()
    cache.set("word", "ours", 60)
    shared.start()
    until(lambda: cache.get("word") is None, "that the server is asked")
    cache.set("word", "everybody's", 60)
    assert client_of_another_process(shared).exists("wireroom:1:word") == 1


def test_a_server_that_hangs_is_waited_for_once(shared: Valkey) -> None:
    assert shared.process is not None
    assert cache.get("word") is None
    subprocess.run(["kill", "-STOP", str(shared.process.pid)], check=True)
    began = time.monotonic()
    assert [cache.get("word") for _ask in range(50)] == [None] * 50
    assert time.monotonic() - began < 10 * room.PATIENCE
    subprocess.run(["kill", "-CONT", str(shared.process.pid)], check=True)


def test_calls_are_counted_for_all_and_by_each_alone_without_the_server(shared: Valkey) -> None:
    assert [allowances.count("token", "ann", 2).is_spent for _call in range(3)] == [False, False, True]
    assert allowances._limiter().hit(allowances.RateLimitItemPerMinute(1), "token", "ann")
    allowances._limiter.cache_clear()
    shared.stop()
    assert [allowances.count("token", "ann", 2).is_spent for _call in range(3)] == [False, False, True]


def test_guessing_is_stopped_with_the_server_and_without(shared: Valkey, newsroom: Newsroom) -> None:
    newsroom.person(Role.REPORTER, name="rita")

    def try_to_sign_in(password: str) -> int:
        sent = {"username": "rita", "password": password}
        return Client(REMOTE_ADDR="192.0.2.1").post("/desk/login/", sent).status_code

    for _guess in range(10):
        assert try_to_sign_in("guess") == 200
    assert try_to_sign_in("secret") == 200
    shared.stop()
    for _guess in range(10):
        assert try_to_sign_in("guess") == 200
    assert try_to_sign_in("secret") == 200


def test_doctor_asks_the_server_and_never_tells_its_password(shared: Valkey) -> None:
    where = f"redis://127.0.0.1:{shared.port}/0"
    assert doctor.counts_are_shared() == Finding(Level.WELL, f"processes cache and count together at {where}")
    shared.stop()
    finding = doctor.counts_are_shared()
    assert finding.level is Level.ILL
    assert finding.text.startswith(f"the cache at {where} is away: limits hold for each process alone (")
    assert "sesame" not in finding.text


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("", ""),
        ("locmemcache://", ""),
        ("redis://h:6379/1", "redis://h:6379/1"),
        ("valkey://h", "redis://h"),
        ("valkeys://:p@h", "rediss://:p@h"),
    ],
)
def test_the_address_is_read_as_people_write_it(given: str, address: str) -> None:
    assert room.address(given) == address


def test_without_the_library_one_line_says_what_to_install(house: House) -> None:
    for command in ("doctor", "serve", "web", "worker"):
        done = subprocess.run(
            [sys.executable, "-c", BLIND, command],
            env=house.environment(CACHE_URL="redis://127.0.0.1:1/0"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (
            2,
            "",
            "wireroom: a setting is wrong: CACHE_URL needs a package that is not installed: "
            "pip install 'wireroom[scaled]'\n",
        )


def test_the_library_is_loaded_only_where_it_is_asked_for(house: House) -> None:
    told = "import sys, django; django.setup(); import wireroom.config.asgi; print('redis' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", told],
        env=house.environment(DJANGO_SETTINGS_MODULE="wireroom.config.settings"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"


def test_a_served_house_shares_its_counts_and_outlives_the_server(agency: House, valkey: Valkey) -> None:
    assert publish(agency, 1, valkey).returncode == 0
    port = free_port()
    agency.start("serve", "--port", str(port), "--workers", "2", CACHE_URL=valkey.url)
    until(lambda: answers(port), "an answer")
    statuses = [call(port).status for _call in range(32)]
    assert statuses == [401] * 30 + [429] * 2
    assert [b"guesses" in key for key in client_of_another_process(valkey).scan_iter("wireroom-limits*")] == [True]

    valkey.stop()
    assert call(port).status in {401, 429}
    assert get(port, "/en/")[0] == 200
    again = publish(agency, 2, valkey)
    assert (again.returncode, again.stderr) == (0, "")
    until(lambda: "Bridge 2 opens" in get(port, "/en/")[1], "the new story on the front page")
    done = agency.run("doctor", CACHE_URL=valkey.url)
    assert done.returncode == 1
    assert re.search(r"^ILL   the cache at redis://127\.0\.0\.1:\d+/0 is away", done.stdout, re.M)
    assert "The server at CACHE_URL is away" in agency.said()
    assert "sesame" not in agency.said() + done.stdout


def publish(house: House, number: int, server: Valkey) -> subprocess.CompletedProcess[str]:
    path = house.home.parent / "item.jsonl"
    path.write_text(ITEM % (number, number))
    return house.run("import", str(path), "--publish", CACHE_URL=server.url)


def call(port: int) -> object:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/wire/api/v1/token", headers={"Authorization": "Bearer wrong"})
        answer = connection.getresponse()
        json.loads(answer.read())
        return answer
    finally:
        connection.close()


def get(port: int, path: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()

"""SENTRY_DSN: errors arrive at a real ingest server, and nothing of whom they happened to does."""

from __future__ import annotations

import gzip
import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from wireroom.config.error_reports import scrubbed

from .conftest import House, free_port, until

BLIND = "import sys; sys.modules['sentry_sdk'] = None; from wireroom.config.cli import main; main()"
TASK = "wireroom.website.mails.send_reply"
PERSONAL = ("ivan", "Petrov", "example.org", "203.0.113.77", "Netscape", "Bridge")


@dataclass
class Ingest:
    """Reads envelopes as Sentry does: a header line, then a header line and a body for each item."""

    port: int
    raw: list[bytes] = field(default_factory=list)

    @property
    def dsn(self) -> str:
        return f"http://public@127.0.0.1:{self.port}/7"

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(envelope.split(b"\n")[2]) for envelope in self.raw]

    def told(self, **tags: str) -> list[dict[str, Any]]:
        return [event for event in self.events() if tags.items() <= event["tags"].items()]


@pytest.fixture
def ingest() -> Iterator[Ingest]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            place.raw.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    place = Ingest(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield place
    server.shutdown()
    server.server_close()


def break_the_house(house: House) -> None:
    """The search loses its tables, and a task is queued that cannot be done."""
    with closing(sqlite3.connect(house.home / "wireroom.sqlite3", timeout=60)) as connection, connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%USING fts5%'")
        for (name,) in found.fetchall():
            connection.execute(f"DROP TABLE {name}")
    queue = "from wireroom.website.mails import send_reply; send_reply.enqueue('ivan@example.org')"
    done = house.run("shell", "--no-imports", "-c", queue)
    assert done.returncode == 0, done.stderr


def ask(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "X-Forwarded-For": "203.0.113.77",
        "User-Agent": "Netscape of Ivan Petrov",
        "Cookie": "wireroom_desk=session-of-ivan",
    }
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_failing_page_and_a_failing_task_arrive_and_nobody_is_named(agency: House, ingest: Ingest) -> None:
    port = free_port()
    agency.serve(port, SENTRY_DSN=ingest.dsn, TRUSTED_PROXIES="127.0.0.1")
    assert ask(port, "/en/search/?q=bridge") == 200
    break_the_house(agency)

    assert ask(port, "/en/search/?q=ivan.petrov@example.org+Bridge") == 500
    until(lambda: ingest.told(method="GET") and ingest.told(task=TASK), "both reports")
    page, task = ingest.told(method="GET")[0], ingest.told(task=TASK)[0]
    assert page["tags"] == {"method": "GET", "route": "<edition:edition>/search/"}
    assert page["logentry"] == {"message": "%s: %s"}
    assert [one["type"] for one in page["exception"]["values"]] == ["OperationalError", "OperationalError"]
    assert page["exception"]["values"][0]["stacktrace"]["frames"][-1]["function"] == "execute"
    assert task["exception"]["values"][-1]["type"] == "ValueError"
    assert {key for event in (page, task) for key in event} <= {
        "event_id", "timestamp", "platform", "level", "logger", "release", "sdk", "environment", "server_name",
        "exception", "logentry", "contexts", "tags",
    }  # fmt: skip
    sent = b"".join(ingest.raw).decode().lower()
    assert [word for word in PERSONAL if word.lower() in sent] == []
    assert '"vars"' not in sent


def test_a_sentry_that_is_away_holds_nobody_up(agency: House) -> None:
    port = free_port()
    agency.serve(port, SENTRY_DSN=f"http://public@127.0.0.1:{free_port()}/7")
    break_the_house(agency)
    assert [ask(port, "/en/search/?q=bridge") for _time in range(5)] == [500] * 5
    assert ask(port, "/en/") == 200


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no such table: comments", "no such table: comments"),
        ("'NoneType' object has no attribute 'story.guid'", "'NoneType' object has no attribute 'story.guid'"),
        ("invalid literal for int(): 'I, Ivan, say so'", "invalid literal for int(): [text]"),
        ("Scheduled version of “Minister resigns” is held", "Scheduled version of [text] is held"),
        ("{'ivan@example.org': (550, b'no')}", "{[text]: (550, b'no')}"),
        ("<ivan@example.org>: refused", "<[e-mail]>: refused"),
        ("timeout to 203.0.113.77:25 at 12:30", "timeout to [address]:25 at 12:30"),
        ("no route to 2001:db8::77", "no route to [address]"),
        ("bad key wire_0123456789abcdefghijklmn!", "bad key [token]!"),
        ("duplicate key\nDETAIL: Key (name)=(Ivan) exists.", "duplicate key"),
        ("can't read what isn't there", "can't read what isn't there"),
        ("x" * 900, "x" * 200),
    ],
)
def test_what_may_name_somebody_is_cut_out(text: str, told: str) -> None:
    assert scrubbed(text) == told


def test_without_the_library_or_with_nonsense_one_line_says_so(house: House) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BLIND, "doctor"],
        env=house.environment(SENTRY_DSN="http://public@127.0.0.1:1/7"),
        capture_output=True,
        text=True,
        check=False,
    )
    line = "wireroom: a setting is wrong: {}\n".format
    assert (done.returncode, done.stderr) == (
        2,
        line("SENTRY_DSN needs a package that is not installed: pip install 'wireroom[scaled]'"),
    )
    done = house.run("doctor", SENTRY_DSN="nonsense")
    assert (done.returncode, done.stderr) == (1, line("SENTRY_DSN is not the address of a Sentry project"))

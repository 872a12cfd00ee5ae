"""How the house is started: what must be so before, which processes it has, what it says."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

from wireroom.config import lock, web
from wireroom.config.database import bring_up_to_date, require_up_to_date
from wireroom.config.supervisor import Child, Supervisor, end_with_parent, run_apart
from wireroom.config.worker import run_worker
from wireroom.core.errors import WireroomError
from wireroom.desk.first_start import setup_path
from wireroom.press import sites, starting

Say = Callable[[str], None]


def add_address(parser: CommandParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (127.0.0.1)")
    parser.add_argument("--port", type=port_number, default=8000, help="port to listen at (8000)")
    parser.add_argument("--workers", type=positive, default=1, help="web worker processes (1)")


def port_number(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise ValueError(text)
    return number


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def serve_house(host: str, port: int, workers: int, say: Say) -> None:
    """Web, tasks and schedule until SIGTERM or SIGINT, alone on the data folder."""
    with lock.occupy():
        web.check_port(host, port)
        announce_site(host, port)
        run_apart(partial(plainly, "serve", partial(make_ready, partial(bring_up_to_date, say))))
        web.preload()
        listening = partial(run_apart, partial(announce, host, port, say))
        children = [
            Child("web", partial(web_child, host, port, workers, listening)),
            Child("worker", worker_child),
        ]
        Supervisor(children, say).run()
    say("Wireroom has ended.")


def serve_web_only(host: str, port: int, workers: int, say: Say) -> None:
    with lock.share():
        web.check_port(host, port)
        announce_site(host, port)
        run_apart(partial(plainly, "web", partial(make_ready, require_up_to_date)))
        web.preload()
        web.serve_web(host, port, workers, partial(run_apart, partial(announce, host, port, say)))


def web_child(host: str, port: int, workers: int, listening: Callable[[], None]) -> None:
    end_with_parent()
    web.serve_web(host, port, workers, listening)


def worker_child() -> None:
    end_with_parent()
    run_worker(tasks=True, schedule=True, sole=True)


def plainly(command: str, step: Callable[[], None]) -> None:
    """A step whose failure is one line, for a process of its own."""
    try:
        step()
    except (WireroomError, CommandError, DatabaseError) as error:
        reason = " ".join(str(error).split())
        sys.stderr.write(f"wireroom: {command}: the database is not ready: {reason}\n")
        raise SystemExit(1) from error


def make_ready(database: Callable[[], None]) -> None:
    database()
    starting.make_ready()


def shown_address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://{shown}:{port}"


def announce_site(host: str, port: int) -> None:
    """Where the agency is for those who were not told otherwise by SITE_URL."""
    sites.announce(shown_address(host, port))


def announce(host: str, port: int, say: Say) -> None:
    """For a process of its own: a query here would make copies of memory that all processes of the house share."""
    address = shown_address(host, port)
    say(f"Wireroom is at {address}/ and its newsroom at {address}/desk/ (Ctrl+C ends it).")
    if path := setup_path():
        say(f"Set up the agency at {address}{path}")

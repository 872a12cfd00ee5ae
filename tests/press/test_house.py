"""A real house whose processes are killed: what was committed is what readers see, within a second."""

from __future__ import annotations

import signal
import time
from http.client import HTTPConnection, HTTPException

import psutil

from tests.config.conftest import House, end_tree, free_port, until

DIES = """
import os
from wireroom.press.store import Store
from wireroom.stories.actions import refile
from wireroom.stories.models import Story
Store.drop = lambda *given, **named: os._exit(7)
draft = Story.objects.get().get_latest_revision_as_object()
draft.headline = {headline!r}
refile(draft, by=None)
"""
"""Publishes, and is gone between the commit and the drop."""
LIVES = DIES.replace("Store.drop = lambda *given, **named: os._exit(7)\n", "")


def shown(port: int) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/en/")
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def shows(port: int, words: str) -> bool:
    try:
        return words in shown(port)
    except (OSError, HTTPException):
        return False


def publish(house: House, script: str, headline: str) -> None:
    done = house.run("shell", "-c", script.format(headline=headline))
    assert done.returncode == (7 if script is DIES else 0), done.stderr


def test_whoever_is_killed_leaves_nothing_stale(agency: House) -> None:
    item = '{"uri": "urn:test:1", "language": "en", "headline": "Words 1", "body_text": "It opened."}\n'
    (agency.home.parent / "item.jsonl").write_text(item)
    assert agency.run("import", "item.jsonl", "--publish").returncode == 0
    port = free_port()
    serve = agency.serve(port)
    assert "Words 1" in shown(port)

    publish(agency, DIES, "Words 2")
    time.sleep(1)
    assert "Words 2" in shown(port)

    workers = [child for child in serve.children(recursive=True) if not child.children()]
    for worker in workers:  # those that answer and keep house, and the one for tasks
        worker.kill()
    psutil.wait_procs(workers, timeout=30)
    until(lambda: shows(port, "Words 2"), "an answer from a new process")
    publish(agency, LIVES, "Words 3")
    assert "Words 3" in shown(port)

    process = agency.started[-1]
    end_tree(process)
    assert process.returncode == -signal.SIGKILL
    publish(agency, DIES, "Words 4")
    port = free_port()
    agency.serve(port)
    assert "Words 4" in shown(port)

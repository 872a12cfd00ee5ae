"""`wireroom serve` with real processes: it starts, refuses, mends itself and ends."""

from __future__ import annotations

import signal
import socket
import time

import psutil
import pytest

from .conftest import House, answers, free_port, until


def all_gone(processes: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)


def house_of(serve: psutil.Process) -> list[psutil.Process]:
    """Supervisor, web main, web worker, task worker."""
    until(lambda: len(serve.children(recursive=True)) == 3, "three child processes")
    return [serve, *serve.children(recursive=True)]


def test_serve_creates_the_database_says_so_and_answers(bare_house: House) -> None:
    port = free_port()
    bare_house.serve(port)
    site = f"http://127.0.0.1:{port}"
    until(lambda: "Set up" in bare_house.said(), "the word where to set up")
    key = (bare_house.home / "setup_key").read_text()
    assert bare_house.said().splitlines() == [
        "Creating the database ...",
        f"Wireroom is at {site}/ and its newsroom at {site}/desk/ (Ctrl+C ends it).",
        f"Set up the agency at {site}/setup/?key={key}",
    ]
    assert (bare_house.home / "wireroom.sqlite3").stat().st_mode & 0o777 == 0o600


def test_serve_ends_every_process_on_either_signal(house: House) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        family = house_of(house.serve(free_port()))
        family[0].send_signal(number)
        assert house.started[-1].wait(timeout=240) == 0
        assert all_gone(family)


def test_serve_ends_although_a_reader_holds_a_connection(house: House) -> None:
    port = free_port()
    family = house_of(house.serve(port))
    with socket.create_connection(("127.0.0.1", port)) as reader:
        reader.sendall(b"GET /desk/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        family[0].send_signal(signal.SIGTERM)
        assert house.started[-1].wait(timeout=240) == 0
    assert all_gone(family)


def test_streams_of_live_news_end_at_once_with_the_process(agency: House) -> None:
    port = free_port()
    agency.serve(port)
    with socket.create_connection(("127.0.0.1", port), timeout=240) as page:
        page.sendall(b"GET /en/live?since=0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        heard = page.recv(65536)
        while b"retry: " not in heard:
            heard += page.recv(65536)
        agency.started[-1].send_signal(signal.SIGTERM)
        while more := page.recv(65536):
            heard += more
    assert heard.startswith(b"HTTP/1.1 200 OK")
    assert heard.endswith(b"0\r\n\r\n")
    assert agency.started[-1].wait(timeout=240) == 0
    assert "refused to gracefully stop" not in agency.said()


TOKEN = """
from wireroom.wire_out.actions import issue_token, save_endpoint
from wireroom.wire_out.models import Endpoint, Subscriber
place = Endpoint(subscriber=Subscriber.objects.create(name="The Daily"), kind="pull", name="Fetcher")
save_endpoint(place, products=[], by=None)
print("token", issue_token(name="x", scopes=["read"], endpoint=place, by=None)[1])
"""


@pytest.mark.parametrize(
    ("path", "begins"), [("stream?since=0", b"retry: "), ("dispatches?since=0&wait=60", b"")], ids=["stream", "poll"]
)
def test_calls_that_wait_for_the_wire_end_at_once_with_the_process(house: House, path: str, begins: bytes) -> None:
    """A stream with its last chunk, a poll with what there is, and well before the server would kill its worker."""
    port = free_port()
    [token] = [line.split()[1] for line in house.run("shell", "-c", TOKEN).stdout.splitlines() if "token" in line]
    family = house_of(house.serve(port))
    with socket.create_connection(("127.0.0.1", port), timeout=240) as client:
        asked = f"GET /wire/api/v1/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"
        client.sendall(asked.encode())
        heard = client.recv(65536) if begins else b""
        while begins not in heard:
            heard += client.recv(65536)
        time.sleep(0 if begins else 2)  # a poll says nothing while it waits
        family[0].send_signal(signal.SIGTERM)
        while more := client.recv(65536):
            heard += more
    assert heard.startswith(b"HTTP/1.1 200 OK")
    assert heard.endswith(b"0\r\n\r\n") if begins else b'"dispatches":[]' in heard
    assert house.started[-1].wait(timeout=240) == 0
    assert "refused to gracefully stop" not in house.said()
    assert all_gone(family)


def test_serve_is_refused_twice_on_one_data_folder(house: House) -> None:
    first = house.serve(free_port())
    second = house.run("serve", "--port", str(free_port()))
    assert second.returncode == 1
    assert second.stderr == (f"wireroom: serve: {house.home} is in use by process {first.pid}; stop that one first\n")


def test_a_worker_beside_serve_is_refused(house: House) -> None:
    house.serve(free_port())
    assert house.run("worker").returncode == 1


def test_serve_on_a_taken_port_says_so_in_one_line(house: House) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = house.run("serve", "--port", str(port))
    assert refused.returncode == 1
    assert refused.stderr == (
        f"wireroom: serve: cannot listen at 127.0.0.1:{port}: Address already in use; choose another with --port\n"
    )


def test_every_dead_process_is_replaced(house: House) -> None:
    port = free_port()
    family = house_of(house.serve(port))
    for process in family[1:]:
        if process.is_running():
            process.kill()
    until(lambda: "worker process ended (signal SIGKILL)" in house.said(), "word of the death")
    until(lambda: len(family[0].children(recursive=True)) == 3 and answers(port), "a complete house")
    assert not {process.pid for process in family[1:]} & {p.pid for p in family[0].children(recursive=True)}


def test_no_process_outlives_a_killed_house(house: House) -> None:
    family = house_of(house.serve(free_port()))
    family[0].kill()
    house.started[-1].wait()
    until(lambda: all_gone(family), "the end of the orphans")


def test_serve_starts_again_right_after_a_kill(house: House) -> None:
    port = free_port()
    house.serve(port).kill()
    house.started[-1].wait()
    house.serve(port)
    until(lambda: house.said().count("Wireroom is at") == 2 and answers(port), "an answer of the second house")


def test_single_processes_share_a_data_folder_and_end_on_a_signal(house: House) -> None:
    port = free_port()
    processes = [house.start("web", "--port", str(port)), house.start("worker"), house.start("schedule")]
    until(lambda: answers(port) and house.said().count("Started") == 2, "three processes at work")
    refused = house.run("serve", "--port", str(free_port()))
    assert refused.returncode == 1
    for process in processes:
        process.terminate()
    assert [process.wait(timeout=240) for process in processes] == [0, 0, 0]


def test_single_processes_want_a_database_that_is_up_to_date(bare_house: House) -> None:
    for command in (["web", "--port", str(free_port())], ["worker"], ["schedule"]):
        refused = bare_house.run(*command)
        assert refused.returncode == 1
        assert refused.stderr.count("\n") == 1
        assert refused.stderr.endswith("run `wireroom migrate` once\n")

"""An engine and a client's server, for tests of the wire out."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, Thread

import pytest

from tests.wire_out.hostile_endpoint import FINE, HostileEndpoint


@pytest.fixture
def engine(transactional_db: None) -> Iterator[object]:
    """An engine that goes on in a thread of its own."""
    from wireroom.wire_out.engine.delivering import Engine

    stop, wake = Event(), Event()
    engine = Engine(wake=wake)
    thread = Thread(target=engine.run, args=[stop])
    thread.start()
    yield engine
    stop.set()
    wake.set()
    thread.join(10)
    assert not thread.is_alive()


@pytest.fixture
def client_server(settings: object) -> Iterator[HostileEndpoint]:
    """A client's server on this machine; it takes everything until a test lets it misbehave."""
    settings.WIRE_OUT_ALLOWED_NETWORKS = ["127.0.0.0/8"]  # type: ignore[attr-defined]
    with HostileEndpoint(lambda _seen: FINE).open() as server:
        yield server

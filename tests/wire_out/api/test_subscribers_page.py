"""What docs/subscribers.md tells clients to run does what it says."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import MISSING, fields
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from standardwebhooks import Webhook

from tests.factories import Newsroom
from tests.wire_out.api.calls import Caller, puller
from wireroom.core import clock
from wireroom.stories.actions import withdraw
from wireroom.wire_out.actions import new_secret
from wireroom.wire_out.adapters.base import Message, Target
from wireroom.wire_out.adapters.http import HttpPush

PAGE = Path(__file__).parents[3] / "docs" / "subscribers.md"


def _code(name: str) -> Any:
    """The function of that name, from the page."""
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(next(block for block in blocks if f"def {name}(" in block), names)
    return names[name]


def test_the_client_is_short() -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    code = [line for line in blocks[1].splitlines() if line.strip() and not line.startswith(("import", "from"))]
    assert len(code) <= 20


def test_the_client_verifies_a_real_dispatch(racing_newsroom: Newsroom, live_server: Any) -> None:
    caller, _sold = puller()
    story = racing_newsroom.published('Ünïcode — "quoted" 新闻 & <b>')
    withdraw(racing_newsroom.fresh(story), by=None, note="It was false: 🛑\n“Sorry”.")
    verify = _code("verify")
    assert verify(live_server.url, caller.text, 1)["guid"] == story.guid
    assert verify(live_server.url, caller.text, 2)["kind"] == "withdrawal"


@pytest.mark.parametrize("part", ["note", "payload", "signature", "key"])
def test_the_client_refuses_what_was_changed_on_the_way(newsroom: Newsroom, part: str) -> None:
    caller, _sold = puller()
    newsroom.published()
    with _forging(caller, part) as address, pytest.raises((AssertionError, InvalidSignature)):
        _code("verify")(address, caller.text, 1)
    with _forging(caller, "") as address:
        assert _code("verify")(address, caller.text, 1)["seq"] == 1


def _forged(caller: Caller, part: str) -> dict[str, Any]:
    """What a man in the middle answers who changes one part of a dispatch."""
    from wireroom.stories import keys

    said = caller.get("dispatches/1").json()
    jwks = json.loads(json.dumps(keys.jwks()))
    if part == "note":
        said["header"]["note"] = "forged"
    elif part == "payload":
        said["payload"] += " "
    elif part == "signature":
        said["signature"] = ("A" if said["signature"][0] != "A" else "B") + said["signature"][1:]
    elif part == "key":
        jwks["keys"] = [{**key, "x": "A" * 43} for key in jwks["keys"]]
    return {"/.well-known/wireroom-keys.json": jwks, "/wire/api/v1/dispatches/1": said}


@contextmanager
def _forging(caller: Caller, part: str) -> Iterator[str]:
    answers = _forged(caller, part)

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answers[self.path]).encode())

        def log_message(self, *_args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_push_is_verified_as_the_page_says() -> None:
    old, new = new_secret(), new_secret()
    target = Target(**{**_blank(Target), "kind": "http", "address": "https://client.example/in", "secrets": (new, old)})
    message = Message(**{**_blank(Message), "id": "msg_1", "body": '"Ünïcode"'.encode(), "sent_at": clock.now()})
    headers = HttpPush(target)._headers(message)
    for secret in (old, new):
        assert _code("take")(secret, message.body, headers) == message.body
        assert Webhook(secret).verify(message.body.decode(), headers) == "Ünïcode"
    with pytest.raises(AssertionError):
        _code("take")(new, b"forged", headers)
    with pytest.raises(AssertionError):
        _code("take")(new_secret(), message.body, headers)
    with pytest.raises(AssertionError):
        _code("take")(new, message.body, {**headers, "webhook-timestamp": "1"})


def _blank(kind: Any) -> dict[str, Any]:
    """Something for each field that has no default."""
    blanks = {"int": 1, "str": "x", "bool": False}
    return {
        field.name: blanks.get(str(field.type), ())
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING
    }

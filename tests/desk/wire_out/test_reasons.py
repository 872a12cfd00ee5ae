"""Why a delivery failed is said in the desk's language, whatever the ledger holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import wireroom
from wireroom.desk.wire_out.reasons import OURS, in_words, reason

SAID_BY = {"BadAddress", "OtherHostKey", "Outcome", "SSHException", "UnknownHost", "ForbiddenAddress", "SealBroken"}
ROOMS = ("wire_out/adapters", "wire_out/engine", "core/fetching.py", "core/sealing.py")


def sentences(call: ast.Call) -> Iterator[str]:
    """What a call says to people: a plain text of several words, or one with something put in."""
    for argument in call.args:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and " " in argument.value:
            yield argument.value
        elif isinstance(argument, ast.JoinedStr) and any(isinstance(part, ast.Constant) for part in argument.values):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in argument.values)


def said_in_the_code() -> set[str]:
    root = Path(wireroom.__file__).parent
    files = [file for room in ROOMS for file in ([root / room] if room.endswith(".py") else (root / room).glob("*.py"))]
    calls = [node for file in files for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    named = [call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) in SAID_BY]
    return {text for call in named for text in sentences(call)}


def test_everything_that_we_say_is_known() -> None:
    found = said_in_the_code()
    assert len(found) > 15
    assert {text for text in found if "X: X" not in text and not reason(text).meaning} == set()


@pytest.mark.parametrize("language", ["ru", "fr", "es", "ar", "zh-hans"])
def test_it_is_said_in_the_language_of_the_desk(language: str) -> None:
    with translation.override(language):
        for sentence in OURS:
            text = sentence.replace("%(what)s", "files.client.example")
            found = reason(text)
            assert (found.meaning != text, found.words) == (True, ""), text
            assert ("files.client.example" in found.meaning) == ("%(what)s" in sentence)


def test_machines_own_words_stay_beside_their_meaning() -> None:
    redirect = reason("Redirects to https://new.example/; enter the new address. <b>Moved</b>")
    assert (redirect.meaning, redirect.words) == (
        "Redirects to https://new.example/; enter the new address.",
        "<b>Moved</b>",
    )
    with translation.override("fr"):
        assert in_words("[Errno 111] Connection refused").endswith("[Errno 111] Connection refused")
        assert reason("[Errno 111] Connection refused").meaning != ""
    assert (reason("").meaning, reason("").words) == ("", "")
    assert reason("418 I am a teapot %s %(x)s").words == "418 I am a teapot %s %(x)s"

"""What went wrong is told in the caller's language; codes, and all that is not an error, are the same for all."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings as house
from django.utils import translation

from tests.factories import Newsroom
from tests.wire_out.api.calls import Caller, issue, puller
from wireroom.wire_out.api.languages import spoken, tag_of
from wireroom.wire_out.api.problems import TITLES

pytestmark = pytest.mark.django_db

TAGS = {"en": "en", "ru": "ru", "fr": "fr", "es": "es", "ar": "ar", "zh-hans": "zh-Hans"}
WRONG = {
    "dispatches?since=x": "since: must be a whole number.",
    "dispatches?limit=0": "limit: must be at least 1.",
    "dispatches?limit=101": "limit: must be at most 100.",
    "dispatches?since=9": "The newest dispatch is 1; a cursor of 9 is not known here.",
    "dispatches?format=nitf": None,
    "dispatches?format=x": None,
    "dispatches/7": "There is no dispatch 7 for you.",
    "dispatches/1/pictures/7": "Dispatch 1 shows no picture 7.",
    "search?language=en": "q: is missing.",
    "search?language=en&q=": "q: is too short: at least 1.",
    f"search?language=en&q={'x' * 201}": "q: is too long: at most 200.",
    "search?language=en&q=x&since=yesterday": "since: must be a time such as 2026-11-14T16:05:00Z.",
    "search?language=en&q=x&since=2026-01-01T00:00:00": None,
    "search?language=xx&q=x": "There is no language “xx” here.",
    "search?language=en&q=x&section=xx": "There is no section “xx” here.",
    "nowhere": "There is no such call. See /wire/api/v1/docs.",
}
BODIES = {
    "{": "The body is not JSON.",
    "{}": "dispatches: is missing.",
    '{"dispatches": 1}': "dispatches: must be a list.",
    '{"dispatches": []}': "dispatches: is too short: at least 1.",
    '{"dispatches": ["x"]}': "dispatches.0: must be a whole number.",
    '{"dispatches": [0]}': "dispatches.0: must be at least 1.",
    "[]": None,
}


def post(caller: Caller, body: str, language: str) -> Any:
    from django.test import Client

    named = {"authorization": f"Bearer {caller.text}", "accept-language": language}
    return Client(headers=named).post("/wire/api/v1/acknowledgements", body, content_type="application/json")


def answers(caller: Caller, language: str) -> dict[str, Any]:
    asked = {path: caller.get(path, Accept_Language=language) for path in WRONG}
    asked |= {body: post(caller, body, language) for body in BODIES}
    asked["nobody"] = Caller("").get("token", Accept_Language=language)
    asked["unknown"] = Caller("wire_x").get("token", Accept_Language=language)
    asked["method"] = caller.ask("DELETE", "token", Accept_Language=language)
    return asked


def test_every_problem_is_told_in_every_language_and_its_code_stays(newsroom: Newsroom) -> None:
    caller, _sold = puller()
    newsroom.published()
    english = {name: answer.json() for name, answer in answers(caller, "en-GB, fr;q=0.9").items()}
    assert {name: english[name]["detail"] for name, said in {**WRONG, **BODIES}.items() if said} == {
        name: said for name, said in {**WRONG, **BODIES}.items() if said
    }
    for language, tag in TAGS.items():
        for name, answer in answers(caller, tag).items():
            told = answer.json()
            assert (answer["Content-Language"], answer["Content-Type"]) == (tag, "application/problem+json"), name
            assert "Accept-Language" in answer["Vary"], name
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert [told[key] for key in ("type", "status", "code")] == [
                english[name][key] for key in ("type", "status", "code")
            ]
            is_same = [told[key] == english[name][key] for key in ("title", "detail")]
            assert is_same == [language == "en"] * 2, (language, name, told)


def test_what_is_no_problem_is_the_same_in_every_language(newsroom: Newsroom) -> None:
    caller, _sold = puller()
    newsroom.published()
    for path in (
        "dispatches",
        "dispatches/1/item?format=newsml-g2",
        "dispatches/1",
        "dispatches/1/item?format=text",
        "token",
    ):
        bodies = {caller.get(path, Accept_Language=tag).content for tag in ("en", "ru", "zh-CN")}
        assert len(bodies) == 1, path
    assert "Accept-Language" not in caller.get("dispatches")["Vary"]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de", "en"),
        ("*", "en"),
        ("de, *;q=0.5, fr;q=0.4", "en"),
        ("de;q=0.9, fr;q=0.4, ru;q=0.8", "ru"),
        ("fr-CA", "fr"),
        ("fr;q=0, es", "es"),
        ("zh-CN", "zh-hans"),
        ("ar-EG,ar;q=0.5", "ar"),
        ("RU", "ru"),
        ("fr;q=nonsense", "en"),
        ("../../etc", "en"),
        ("x" * 10_000, "en"),
    ],
)
def test_the_first_language_that_we_speak_is_spoken(accepted: str, language: str) -> None:
    assert (spoken(accepted), tag_of(spoken(accepted))) == (language, TAGS[language])


def test_titles_are_those_of_the_statuses() -> None:
    with translation.override("en"):
        titles = {status: str(title) for status, title in TITLES.items() if status != 413}
    assert titles == {status: HTTPStatus(status).phrase for status in titles}
    assert set(TAGS) == set(house.SHIPPED_EDITIONS)


def test_a_spent_allowance_is_told_in_the_callers_language(newsroom: Newsroom, settings: Any) -> None:
    settings.WIRE_API_PER_MINUTE = 0
    caller, _sold = puller()
    told = {tag: caller.get("token", Accept_Language=tag) for tag in ("en", "ar")}
    assert [answer.json()["code"] for answer in told.values()] == ["too-many-requests"] * 2
    assert [int(answer["Retry-After"]) > 0 for answer in told.values()] == [True] * 2
    assert told["en"].json()["detail"] != told["ar"].json()["detail"]
    narrow = issue(caller.token.endpoint, scopes=("read",))  # type: ignore[union-attr,arg-type]
    settings.WIRE_API_PER_MINUTE = 10
    lacks = narrow.get("search?q=x&language=en", Accept_Language="es")
    assert (lacks.json()["code"], lacks["Content-Language"]) == ("not-in-scope", "es")
    assert json.loads(lacks.content)["title"] != "Forbidden"

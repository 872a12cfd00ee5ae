"""The OpenAPI document says what the calls do: schemathesis asks everything of it that it can think of."""

from __future__ import annotations

import json

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.factories import Newsroom
from tests.wire_out.api.calls import Caller, embargoed, puller
from wireroom.stories.actions import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_connection")]

SECRET = "Zanzibarine"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
]


def _document() -> dict[str, object]:
    return dict(json.loads(Caller("").get("openapi.json").content))


def test_the_document_is_public_and_names_every_call(newsroom: Newsroom) -> None:
    document = _document()
    paths = {path.removeprefix("/wire/api/v1/"): sorted(calls) for path, calls in document["paths"].items()}  # type: ignore[attr-defined]
    assert paths == {
        "dispatches": ["get"],
        "stream": ["get"],
        "dispatches/{seq}": ["get"],
        "dispatches/{seq}/item": ["get"],
        "dispatches/{seq}/pictures/{picture}": ["get"],
        "search": ["get"],
        "products": ["get"],
        "token": ["get"],
        "withdrawals": ["get"],
        "acknowledgements": ["post"],
    }
    for schema in document["components"]["schemas"].values():  # type: ignore[index]
        Draft202012Validator.check_schema(schema)


def test_nothing_that_can_be_asked_breaks_it_or_gets_what_is_not_the_callers(
    newsroom: Newsroom, settings: object
) -> None:
    settings.WIRE_API_PER_MINUTE = 1_000_000  # type: ignore[attr-defined]
    caller, _sold = puller(sections=["world"])
    newsroom.published("Ours", section="world", picture=newsroom.image())
    newsroom.published(SECRET, section="politics", summary=SECRET, picture=newsroom.image())
    embargoed(newsroom, SECRET, section="world")
    gone = newsroom.published("Gone", section="world", body=f"<p>{SECRET}</p>")
    withdraw(newsroom.fresh(gone), by=None, note="Wrong.")
    _ask_everything(caller)


def _ask_everything(caller: Caller) -> None:
    schema = schemathesis.openapi.from_wsgi("/wire/api/v1/openapi.json", get_wsgi_application())

    for result in schema.get_all_operations():
        _ask(result.ok(), caller)


def _ask(operation: object, caller: Caller) -> None:
    @effort(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())  # type: ignore[attr-defined]
    def ask(case: object) -> None:
        response = case.call_and_validate(
            headers={"Authorization": f"Bearer {caller.text}", "Accept-Encoding": "identity"}, checks=CHECKS
        )  # type: ignore[attr-defined]
        assert SECRET not in response.text

    ask()


@pytest.mark.parametrize("path", ["docs", "openapi.json"])
def test_the_pages_about_the_api_load_nothing_from_elsewhere(newsroom: Newsroom, path: str) -> None:
    answer = Caller("").get(path)
    assert answer.status_code == 200
    assert "://" not in answer.headers["content-security-policy"]
    if path == "docs":
        page = answer.content.decode()
        assert "<script" not in page
        assert page.count('<section id="call-') == 10
        assert page.count("//") == page.count("http://testserver/")

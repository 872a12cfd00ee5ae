"""Tokens: who is let in, for what, how often, and how little is kept of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import Newsroom
from tests.wire_out.api.calls import Caller, issue, person, puller
from tests.wire_out.clients import endpoint, product, subscriber
from wireroom.core import clock
from wireroom.stories.actions import withdraw
from wireroom.wire_out.actions import revoke_token
from wireroom.wire_out.models import ApiToken, Scope, Subscriber

pytestmark = pytest.mark.django_db

CALLS = {
    "dispatches": Scope.READ,
    "dispatches/1": Scope.READ,
    "dispatches/1/item": Scope.READ,
    "dispatches/1/pictures/1": Scope.PICTURES,
    "stream": Scope.READ,
    "search?q=a&language=en": Scope.SEARCH,
    "products": Scope.READ,
    "withdrawals": Scope.READ,
}


@pytest.mark.parametrize("path", [*CALLS, "token"])
def test_nothing_is_said_without_a_token(newsroom: Newsroom, path: str) -> None:
    puller()
    newsroom.published()
    for text in ("", "wire_", "x" * 5000, "wire_Ω", "wire_'; DROP TABLE"):
        answer = Caller(text).get(path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] in ("no-token", "wrong-token")


@pytest.mark.parametrize("path", CALLS)
def test_a_call_needs_its_scope(newsroom: Newsroom, path: str) -> None:
    client = subscriber()
    place = endpoint(client, [product(client)], kind="pull")
    without = issue(place, scopes=tuple(scope for scope in Scope if scope != CALLS[path]))
    answer = without.get(path)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-in-scope")
    assert issue(place, scopes=(CALLS[path],)).get(path).status_code in (200, 404)


def test_acknowledging_needs_its_scope(newsroom: Newsroom) -> None:
    client = subscriber()
    reader = issue(endpoint(client, [product(client)], kind="pull"), scopes=(Scope.READ,))
    assert reader.acknowledge(1).json()["code"] == "not-in-scope"


@pytest.mark.parametrize("path", [*CALLS, "token"])
def test_a_revoked_token_opens_nothing(newsroom: Newsroom, path: str) -> None:
    caller, _sold = puller()
    assert caller.token is not None
    revoke_token(caller.token, by=None)
    assert caller.get(path).json()["code"] == "wrong-token"


def test_an_expired_token_opens_nothing(newsroom: Newsroom) -> None:
    client = subscriber()
    ends = clock.now() + timedelta(minutes=5)
    caller = issue(endpoint(client, [product(client)], kind="pull"), until=ends)
    assert caller.get("dispatches").status_code == 200
    with clock.at(ends):
        assert caller.get("dispatches").json()["code"] == "wrong-token"


def test_the_token_of_somebody_who_left_opens_nothing(newsroom: Newsroom) -> None:
    client = subscriber()
    product(client)
    somebody = person(client)
    caller = issue(somebody)
    assert caller.get("dispatches").status_code == 200
    somebody.is_active = False
    somebody.save()
    assert caller.get("dispatches").json()["code"] == "wrong-token"


def test_after_the_contract_only_withdrawals_come(newsroom: Newsroom) -> None:
    caller, _sold = puller()
    story = newsroom.published()
    assert caller.seqs() == [1]
    Subscriber.objects.update(contract_until=clock.now().date() - timedelta(days=1))
    newsroom.published()
    withdraw(newsroom.fresh(story), by=None, note="Wrong.")
    page = caller.page(1)
    assert [(one["seq"], one["kind"]) for one in page["dispatches"]] == [(3, "withdrawal")]
    assert caller.get("token").json()["served"] is False
    assert caller.get("dispatches/1").json()["code"] == "not-found"


def test_only_a_hash_of_a_token_is_kept(newsroom: Newsroom) -> None:
    caller, _sold = puller()
    row = ApiToken.objects.values().get()
    assert caller.text not in str(row)
    assert row["digest"] == ApiToken.digest_of(caller.text)
    assert caller.text.startswith(row["beginning"])


def test_last_use_is_noted(newsroom: Newsroom) -> None:
    caller, _sold = puller()
    caller.get("token")
    used = ApiToken.objects.get().used_at
    assert used is not None
    caller.get("token")
    assert ApiToken.objects.get().used_at == used


def test_a_token_may_ask_so_often_a_minute(newsroom: Newsroom, settings: object) -> None:
    settings.WIRE_API_PER_MINUTE = 3  # type: ignore[attr-defined]
    caller, _sold = puller()
    left = [caller.get("token").headers["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    answer = caller.get("token")
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-requests")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["RateLimit-Limit"] == "3"
    assert puller()[0].get("token").status_code == 200


def test_guesses_from_one_place_are_slowed_down(newsroom: Newsroom) -> None:
    puller()
    codes = [Caller(f"wire_{number}").get("token").status_code for number in range(32)]
    assert codes == [401] * 30 + [429] * 2
    assert puller()[0].get("token").status_code == 200

"""Passkeys at the desk: three doors that they open, one page that keeps them, and nothing past either."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts.device import Device
from tests.factories import Newsroom
from wireroom.accounts.counting import key_of
from wireroom.accounts.models import Passkey, User
from wireroom.accounts.rules import Role
from wireroom.accounts.second_factor import actions as factor
from wireroom.accounts.second_factor.passkeys import actions
from wireroom.accounts.second_factor.passkeys.asking import new_challenge, options_to_add
from wireroom.accounts.second_factor.passkeys.rules import Party
from wireroom.core import clock

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
ENTER, DOOR, FIRST = "/desk/login/passkey/", "/desk/login/code/passkey/", "/desk/login/first-code/passkey/"
KEEP = "/desk/account/second-factor/"
CONFIRM, ADD = f"{KEEP}confirm/", f"{KEEP}passkeys/"
DAMAGED = "The answer of your device cannot be read. Try again, or use another device."
LATE = "This took too long, or was sent twice. Try again."
STRANGE = (
    "The desk does not know this passkey: it may have been removed, or be somebody else’s. Use another one, or a code."
)


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def browser(user: User | None = None, **more: Any) -> Client:
    client = Client(SERVER_NAME="localhost", **more)
    if user:
        client.force_login(user)
    return client


def with_passkey(newsroom: Newsroom, role: Role = Role.EDITOR, name: str = "rita") -> tuple[User, Device]:
    user, device = newsroom.person(role, name=name), Device()
    asked, handle = new_challenge(Party("localhost", "http://localhost")), actions.handle_of(user)
    answer = device.make(options_to_add(asked, agency="Agency", user=user, handle=handle))
    actions.add(user, answer, asked=asked, handle=handle, name="Laptop")
    return user, device


def ask(client: Client, address: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.post(address).content)
    return found


def answer(client: Client, address: str, device: Device, **more: str) -> HttpResponse:
    """What a browser does: it asks, lets the device answer, and sends that."""
    asked = ask(client, address)
    made = device.make(asked) if "user" in asked else device.use(asked)
    return client.post(address, {"answer": made, **more})


def give_password(client: Client, name: str = "rita", **more: str) -> HttpResponse:
    return client.post("/desk/login/", {"username": name, "password": "secret", **more})


def remember(client: Client, **more: Any) -> None:
    session = client.session
    session.update(more)
    session.save()


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def said(client: Client, address: str) -> list[str]:
    """The messages on a page."""
    return [str(message) for message in client.get(address).context["messages"]]


def test_a_passkey_alone_opens_the_desk_in_a_new_session(newsroom: Newsroom) -> None:
    user, device = with_passkey(newsroom)
    client = browser()
    asked = ask(client, ENTER)
    before = client.session.session_key
    sent = {"answer": device.use(asked), "next": "/desk/stories/", "remember": "on"}
    assert client.post(ENTER, sent)["Location"] == "/desk/stories/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.session_key != before
    assert not client.session.get_expire_at_browser_close()
    assert "passkey_challenge" not in client.session
    other = browser()
    assert answer(other, ENTER, device, next="//evil.example/")["Location"] == "/desk/"
    assert other.session.get_expire_at_browser_close()


def test_whoever_sits_there_is_signed_out_first(newsroom: Newsroom) -> None:
    user, device = with_passkey(newsroom)
    client = browser(newsroom.person(Role.ADMINISTRATOR))
    remember(client, second_factor_confirmed=[user.pk, NOON.timestamp()])
    answer(client, ENTER, device)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert "second_factor_confirmed" not in client.session


def test_an_answer_is_good_for_one_challenge_of_this_session_and_purpose(newsroom: Newsroom) -> None:
    user, device = with_passkey(newsroom)
    client, other = browser(), browser()
    sent = {"answer": device.use(ask(client, ENTER))}
    other.post(ENTER)
    assert other.post(ENTER, sent)["Location"] == "/desk/login/"  # another session's challenge
    assert said(other, "/desk/login/") == [LATE]
    assert other.post(ENTER, sent)["Location"] == "/desk/login/"  # and that one is used up
    give_password(other)
    other.post(ENTER, {"answer": device.use(ask(other, DOOR))})  # one for another purpose
    ask(client, ENTER)  # another one in place of it
    client.post(ENTER, sent)
    assert [is_in(client), is_in(other)] == [False, False]
    assert Passkey.objects.get(user=user).used_at is None


def test_a_challenge_expires(newsroom: Newsroom) -> None:
    _user, device = with_passkey(newsroom)
    for seconds, expected in ((301, False), (300, True)):
        client = browser()
        with clock.at(NOON):
            made = device.use(ask(client, ENTER))
        with clock.at(NOON + timedelta(seconds=seconds)):
            client.post(ENTER, {"answer": made})
        assert is_in(client) is expected
    fresh = browser()
    ask(fresh, ENTER)
    assert fresh.session.get_expiry_age() == 300


def test_after_the_password_a_passkey_or_a_recovery_code_lets_in(newsroom: Newsroom) -> None:
    _user, device = with_passkey(newsroom)
    client = browser()
    assert give_password(client, next="/desk/stories/")["Location"] == "/desk/login/code/"
    assert not is_in(client)
    page = client.get("/desk/login/code/").content.decode()
    assert ('formaction="/desk/login/code/passkey/"' in page, "Without your passkey" in page) == (True, True)
    assert len(ask(client, DOOR)["allowCredentials"]) == 1
    assert answer(client, DOOR, device)["Location"] == "/desk/stories/"
    assert is_in(client)


def test_a_colleagues_passkey_is_no_second_factor_of_mine(newsroom: Newsroom) -> None:
    with_passkey(newsroom)
    _bob, his = with_passkey(newsroom, name="bob")
    client = browser()
    give_password(client)
    assert answer(client, DOOR, his)["Location"] == "/desk/login/code/"
    assert said(client, "/desk/login/code/") == [STRANGE]
    assert not is_in(client)


def test_five_wrong_passkeys_are_enough_and_codes_go_on(newsroom: Newsroom) -> None:
    user, device = with_passkey(newsroom)
    client = browser()
    give_password(client)
    for _guess in range(5):
        answer(client, DOOR, Device())
        assert said(client, "/desk/login/code/") == [STRANGE]
    answer(client, DOOR, device)
    assert said(client, "/desk/login/code/") == ["Too many attempts. Wait 5 minutes, then try again."]
    assert not is_in(client)
    for _cancelled in range(10):
        ask(client, DOOR)
    assert client.post("/desk/login/code/", {"code": factor.renew_recovery_codes(user)[0]})["Location"] == "/desk/"


def test_asking_and_answering_from_one_place_has_an_end(newsroom: Newsroom) -> None:
    words, place = "Too many attempts. Wait 10 minutes, then try again.", "198.51.100.7"
    client = browser(REMOTE_ADDR=place)
    for kind in ("passkey", "passkey-challenge"):
        cache.set(key_of(kind, "", place), 59, 600)
    answers = [client.post(ENTER) for _time in range(2)]
    assert [one.status_code for one in answers] == [200, 422]
    assert answers[1].json() == {"said": words}
    for _time in range(2):
        client.post(ENTER, {"answer": "{}"})
    assert said(client, "/desk/login/") == [DAMAGED, words]


def test_the_door_tells_nobody_who_has_passkeys(newsroom: Newsroom) -> None:
    """Without the password every request is answered the same, whoever there is."""
    user, device = with_passkey(newsroom)
    seen = []
    for name in ("rita", "nobody"):
        client = browser()
        page = client.get("/desk/login/").content.decode()
        asked = json.loads(client.post(ENTER, {"username": name}).content)
        asked.pop("challenge")
        seen.append((asked, ENTER in page))
        assert client.post(DOOR)["Location"] == client.post(FIRST)["Location"] == "/desk/login/"
    assert (
        seen
        == [({"rpId": "localhost", "timeout": 300_000, "allowCredentials": [], "userVerification": "required"}, True)]
        * 2
    )
    User.objects.filter(pk=user.pk).update(is_active=False)
    words = []
    for one in (device, Device(handle=b"unknown")):
        client = browser()
        answer(client, ENTER, one)
        words.append(said(client, "/desk/login/"))
    assert words == [[STRANGE]] * 2


def test_a_passkey_is_added_by_whoever_has_shown_who_they_are(newsroom: Newsroom) -> None:
    user, device = newsroom.person(Role.REPORTER, name="rita"), Device()
    here, there = browser(user), browser(user)
    refused = "Show first that it is you. Then do it again."
    assert (here.post(ADD).status_code, here.post(ADD).json()) == (422, {"said": refused})
    assert here.post(ADD, {"answer": "{}", "name": "Thief"})["Location"] == KEEP
    assert said(here, KEEP) == [refused]
    assert here.post(KEEP, {"password": "wrong"}).status_code == 200
    assert here.post(KEEP, {"password": "secret"})["Location"] == KEEP
    shown = answer(here, ADD, device, name="  Blue \u202e key ").content.decode()
    assert len(re.findall(r"<li><code>", shown)) == 10
    assert (is_in(here), is_in(there)) == (True, False)
    page = here.get(KEEP).content.decode()
    assert ("Not used yet" in page, "On one device" in page, "10 recovery codes are left." in page) == (
        True,
        True,
        True,
    )
    assert answer(here, ADD, Device(), name="Phone")["Location"] == KEEP
    assert said(here, KEEP) == ["The passkey is added."]
    assert list(user.passkeys.values_list("name", flat=True)) == ["Blue \u202e key", "Phone"]


@pytest.mark.parametrize("name", ["", "   ", "n" * 61, "a\0b"])
def test_a_passkey_has_a_name(newsroom: Newsroom, name: str) -> None:
    user, device = with_passkey(newsroom)
    client = browser(user)
    answer(client, CONFIRM, device)
    answer(client, ADD, Device(), name=name)
    client.post(f"{ADD}{user.passkeys.get().pk}/", {"do": "rename", "name": name})
    assert said(client, KEEP) == ["A passkey needs a name of at most 60 signs."] * 2
    assert [passkey.name for passkey in user.passkeys.all()] == ["Laptop"]


def test_a_name_is_text_and_nothing_else(newsroom: Newsroom) -> None:
    user, device = with_passkey(newsroom)
    client = browser(user)
    answer(client, CONFIRM, device)
    client.post(f"{ADD}{user.passkeys.get().pk}/", {"do": "rename", "name": "<script>alert(1)</script>"})
    page = client.get(KEEP).content.decode()
    assert ("<script>alert(1)" in page, "<bdi>&lt;script&gt;alert(1)" in page) == (False, True)


def test_a_passkey_confirms_for_ten_minutes_who_one_is(newsroom: Newsroom) -> None:
    user, device = with_passkey(newsroom)
    address = f"{ADD}{user.passkeys.get().pk}/"
    client = browser(user)
    with clock.at(NOON):
        assert client.post(address, {"do": "remove"})["Location"] == KEEP
        assert user.passkeys.count() == 1
        answer(client, CONFIRM, device)
        client.post(address, {"do": "rename", "name": "Old laptop"})
    with clock.at(NOON + timedelta(seconds=601)):
        client.post(address, {"do": "remove"})
        assert [passkey.name for passkey in user.passkeys.all()] == ["Old laptop"]
    other = browser(user)
    with clock.at(NOON):
        answer(client, CONFIRM, device)
        assert client.post(address, {"do": "remove"})["Location"] == KEEP
    assert (user.passkeys.count(), is_in(client), is_in(other)) == (0, True, False)
    assert give_password(browser())["Location"] == "/desk/"


def test_nobody_touches_a_colleagues_passkey(newsroom: Newsroom) -> None:
    _user, device = with_passkey(newsroom)
    bob, _his = with_passkey(newsroom, name="bob")
    client, address = browser(User.objects.get(username="rita")), f"{ADD}{bob.passkeys.get().pk}/"
    assert answer(client, CONFIRM, _his)["Location"] == KEEP
    assert not client.session.get("second_factor_confirmed")
    answer(client, CONFIRM, device)
    assert [client.post(address, {"do": do, "name": "Mine"}).status_code for do in ("rename", "remove")] == [404, 404]
    remember(client, second_factor_confirmed=[bob.pk, clock.now().timestamp()])
    assert client.post(ADD).status_code == 422
    assert bob.passkeys.get().name == "Laptop"


def test_required_chiefs_may_begin_with_a_passkey(newsroom: Newsroom, settings: Any) -> None:
    settings.SECOND_FACTOR = "required"
    chief, device = newsroom.person(Role.CHIEF, name="carla"), Device()
    client = browser()
    assert give_password(client, "carla", next="/desk/stories/")["Location"] == "/desk/login/first-code/"
    assert FIRST in client.get("/desk/login/first-code/").content.decode()
    assert client.post(DOOR)["Location"] == "/desk/login/"
    shown = answer(client, FIRST, device, name="Laptop").content.decode()
    assert (len(re.findall(r"<li><code>", shown)), 'href="/desk/stories/"' in shown, is_in(client)) == (10, True, True)
    answer(client, CONFIRM, device)
    client.post(f"{ADD}{chief.passkeys.get().pk}/", {"do": "remove"})
    assert said(client, KEEP) == ["Your role requires a second factor."]
    again = browser()
    assert give_password(again, "carla")["Location"] == "/desk/login/code/"
    assert (again.post(FIRST)["Location"], answer(again, DOOR, device)["Location"]) == ("/desk/login/", "/desk/")


@pytest.mark.parametrize(
    ("site", "host", "words"),
    [
        ("", "127.0.0.1", "Passkeys need a name in the address, not numbers."),
        ("", "testserver", "Passkeys need an address that begins with https."),
        ("https://news.example.org", "localhost", "Passkeys work only at the agency’s own address."),
    ],
)
def test_where_there_can_be_none_the_page_says_why(
    newsroom: Newsroom, settings: Any, site: str, host: str, words: str
) -> None:
    user, _device = with_passkey(newsroom)
    settings.SITE_URL = site
    client, door = Client(SERVER_NAME=host), Client(SERVER_NAME=host)
    client.force_login(user)
    give_password(door)
    assert [words in page.content.decode() for page in (client.get(KEEP), door.get("/desk/login/code/"))] == [
        True,
        True,
    ]
    assert ENTER not in Client(SERVER_NAME=host).get("/desk/login/").content.decode()
    refused = door.post(DOOR)
    assert (refused.status_code, refused.json()["said"][:24]) == (422, words[:24])
    assert (
        'href="https://news.example.org/desk/account/second-factor/"' in client.get(KEEP).content.decode() or not site
    )


def test_where_second_factors_are_off_there_are_no_passkeys(newsroom: Newsroom, settings: Any) -> None:
    user, _device = with_passkey(newsroom)
    settings.SECOND_FACTOR = "off"
    client = browser(user)
    assert {client.post(address).status_code for address in (ENTER, CONFIRM, ADD)} == {404}
    assert ENTER not in browser().get("/desk/login/").content.decode()
    assert give_password(browser())["Location"] == "/desk/"


def test_a_form_from_elsewhere_gets_no_challenge() -> None:
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert client.post(ENTER).status_code == 403


def test_an_administrator_takes_passkeys_away_too(newsroom: Newsroom) -> None:
    user, _device = with_passkey(newsroom)
    admin, theirs = browser(newsroom.person(Role.ADMINISTRATOR)), browser(user)
    address = f"/desk/users/{user.pk}/second-factor/"
    assert address in admin.get("/desk/users/").content.decode()
    assert admin.post(address)["Location"] == "/desk/users/"
    assert (user.passkeys.count(), is_in(theirs)) == (0, False)
    assert give_password(browser())["Location"] == "/desk/"


def test_the_page_asks_the_database_as_often_for_three_as_for_one(newsroom: Newsroom) -> None:
    user, _device = with_passkey(newsroom)
    client, counts = browser(user), []
    client.get(KEEP)
    for number in range(3):
        if number:
            made = {"public_key": b"key", "may_be_backed_up": False, "added_at": NOON}
            Passkey.objects.create(user=user, name="More", credential_id=bytes([number]), **made)
        with CaptureQueriesContext(connection) as asked:
            client.get(KEEP)
        counts.append(len(asked))
    assert counts == [counts[0]] * 3

"""The second factor at the desk: no way in past it, and no way to turn it off without it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client

from tests.desk.house import sign_in
from tests.factories import Newsroom
from tests.flows.desk_addresses import desk_addresses
from wireroom.accounts.models import User
from wireroom.accounts.roles import give_role
from wireroom.accounts.rules import Role
from wireroom.accounts.second_factor import actions, recovery, rules
from wireroom.core import clock

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
KEEP = "/desk/account/second-factor/"
APP, CHANGE = f"{KEEP}app/", f"{KEEP}change/"
OPEN_TO_ALL = ("/desk/login/", "/desk/logout/", "/desk/sprite/", "/desk/jsi18n/", "/desk/password_reset/")


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def code(secret: str, *, seconds: float = 0) -> str:
    return rules.code_at(secret, int((NOON.timestamp() + seconds) // rules.STEP))


def with_factor(newsroom: Newsroom, role: Role = Role.EDITOR, name: str = "rita") -> tuple[User, str, list[str]]:
    user, secret = newsroom.person(role, name=name), rules.new_secret()
    with clock.at(NOON - timedelta(hours=1)):
        codes = actions.turn_on(user, secret=secret, code=code(secret, seconds=-3600))
    return user, secret, codes


def give_password(client: Client, name: str = "rita", **more: str) -> HttpResponse:
    return client.post("/desk/login/", {"username": name, "password": "secret", **more})


def give_code(client: Client, text: str, *, seconds: float = 0) -> HttpResponse:
    with clock.at(NOON + timedelta(seconds=seconds)):
        return client.post("/desk/login/code/", {"code": text})


def at_the_door(newsroom: Newsroom) -> tuple[Client, User, str, list[str]]:
    """A browser in which the password was given at noon."""
    user, secret, codes = with_factor(newsroom)
    client = Client()
    with clock.at(NOON):
        response = give_password(client, next="/desk/stories/", remember="on")
    assert (response.status_code, response["Location"]) == (302, "/desk/login/code/")
    return client, user, secret, codes


def errors(response: HttpResponse) -> list[str]:
    found: list[str] = response.context["form"].non_field_errors()
    return found


def test_password_and_code_lead_to_where_one_was_going(newsroom: Newsroom) -> None:
    client, user, secret, _codes = at_the_door(newsroom)
    with clock.at(NOON):
        assert client.get("/desk/login/code/").status_code == 200
    response = give_code(client, code(secret))
    assert (response.status_code, response["Location"]) == (302, "/desk/stories/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not client.session.get_expire_at_browser_close()
    assert client.get("/desk/").status_code == 200
    assert [key for key in client.session.keys() if "second_factor" in key] == []  # noqa: SIM118 - no mapping


def test_the_password_alone_opens_no_address_of_the_desk(newsroom: Newsroom) -> None:
    client, _user, _secret, _codes = at_the_door(newsroom)
    assert "_auth_user_id" not in client.session
    asked = [address for address in desk_addresses({}, 1) if not address.startswith(OPEN_TO_ALL)]
    answers = {address: client.get(address) for address in asked}
    led = {address for address, one in answers.items() if one.headers.get("Location", "").startswith("/desk/login/")}
    others = {address: one.status_code for address, one in answers.items() if address not in led}
    assert len(led) > 150
    assert {address: status for address, status in others.items() if status not in {301, 404}} == {}


def test_a_wrong_code_says_so_and_five_are_enough(newsroom: Newsroom) -> None:
    client, _user, secret, codes = at_the_door(newsroom)
    for _guess in range(5):
        assert errors(give_code(client, "000000")) == ["This code is wrong, or was used before. Wait for the next one."]
    for right in (code(secret), codes[0]):
        assert errors(give_code(client, right)) == ["Too many attempts. Wait 5 minutes, then try again."]
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    with clock.at(NOON):
        give_password(elsewhere)
    assert give_code(elsewhere, code(secret)).status_code == 302


def test_guessing_from_many_places_is_stopped_too(newsroom: Newsroom) -> None:
    _user, secret, _codes = with_factor(newsroom)
    for place in range(6):
        client = Client(REMOTE_ADDR=f"198.51.100.{place + 1}")
        with clock.at(NOON):
            give_password(client)
        for _guess in range(5):
            give_code(client, "000000")
    client = Client(REMOTE_ADDR="192.0.2.99")
    with clock.at(NOON):
        give_password(client)
    assert errors(give_code(client, code(secret))) == ["Too many attempts. Wait 60 minutes, then try again."]


def test_a_code_seen_over_the_shoulder_is_worth_nothing(newsroom: Newsroom) -> None:
    client, _user, secret, _codes = at_the_door(newsroom)
    thief = Client(REMOTE_ADDR="198.51.100.7")
    with clock.at(NOON):
        give_password(thief)
    assert give_code(client, code(secret)).status_code == 302
    assert give_code(thief, code(secret), seconds=5).status_code == 200
    assert thief.get("/desk/")["Location"] == "/desk/login/?next=/desk/"


def test_the_door_closes_after_ten_minutes_and_when_the_password_changes(newsroom: Newsroom) -> None:
    client, user, secret, _codes = at_the_door(newsroom)
    assert give_code(client, code(secret, seconds=601), seconds=601)["Location"] == "/desk/login/"
    with clock.at(NOON):
        give_password(client)
        user.set_password("another")
        user.save()
    assert give_code(client, code(secret))["Location"] == "/desk/login/"


def test_somebody_let_go_meanwhile_stays_outside(newsroom: Newsroom) -> None:
    client, user, secret, _codes = at_the_door(newsroom)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert give_code(client, code(secret))["Location"] == "/desk/login/"


def test_without_a_password_there_is_no_door(newsroom: Newsroom) -> None:
    for address in ("/desk/login/code/", "/desk/login/first-code/"):
        assert [Client().get(address)["Location"], Client().post(address)["Location"]] == ["/desk/login/"] * 2


def test_where_somebody_is_led_to_is_never_another_site(newsroom: Newsroom) -> None:
    _user, secret, _codes = with_factor(newsroom)
    client = Client()
    with clock.at(NOON):
        give_password(client, next="//evil.example/")
    assert give_code(client, code(secret))["Location"] == "/desk/"


def test_the_last_recovery_codes_are_announced(newsroom: Newsroom) -> None:
    client, user, _secret, codes = at_the_door(newsroom)
    user.recovery_codes.filter(pk__in=[row.pk for row in user.recovery_codes.all()[:7]]).delete()
    right = [one for one in codes if user.recovery_codes.filter(digest=recovery.digest_of(rules.plain(one)))]
    assert give_code(client, right[0]).status_code == 302
    assert "2 recovery codes are left." in client.get("/desk/").content.decode()


def confirm(client: Client, *, password: str = "secret", code: str = "") -> bool:
    """Whether the page believes that it is they."""
    response = client.post(KEEP, {"password": password, "code": code})
    return response.status_code == 302


def test_turning_on_ends_other_sessions_and_shows_the_codes_once(newsroom: Newsroom) -> None:
    user = newsroom.person(Role.REPORTER, name="rita")
    here, there = sign_in(user), sign_in(user)
    with clock.at(NOON):
        assert here.get(APP)["Location"] == KEEP
        assert [confirm(here, password="wrong"), confirm(here)] == [False, True]
        page = here.get(APP).content.decode()
        secret = "".join(re.findall(r'desk-factor__letters" dir="ltr">([A-Z2-7 ]+)<', page)[0].split())
        assert '<svg viewBox="' in page
        assert here.get(APP).content.decode().count(rules.in_fours(secret)) == 1  # a reload changes nothing
        assert len(errors(here.post(APP, {"code": "000000"}))) == 1
        assert User.objects.get(pk=user.pk).second_factor == ""
        shown = here.post(APP, {"code": code(secret)}).content.decode()
        assert here.get(APP)["Location"] == KEEP
    codes = re.findall(r"<li><code>([a-z0-9]{5}-[a-z0-9]{5})</code></li>", shown)
    assert len(codes) == 10
    assert there.get("/desk/")["Location"] == "/desk/login/?next=/desk/"
    again = here.get(KEEP).content.decode()
    assert here.get("/desk/").status_code == 200
    assert [word for word in (secret, *codes) if word in again] == []
    assert "10 recovery codes are left." in again


def test_who_sits_at_an_open_desk_changes_nothing(newsroom: Newsroom) -> None:
    user, secret, codes = with_factor(newsroom)
    thief = sign_in(user)
    for address, sent in ((CHANGE, {"do": "off"}), (CHANGE, {"do": "codes"}), (APP, {"code": code(secret)})):
        assert thief.post(address, sent)["Location"] == KEEP
    assert "Show first that it is you. Then do it again." in thief.get(KEEP).content.decode()
    with clock.at(NOON):
        assert not confirm(thief)
        assert not confirm(thief, code="000000")
        assert not confirm(thief, password="wrong", code=code(secret))
        assert not confirm(thief, password="wrong", code=codes[0])
        assert thief.post(CHANGE, {"do": "off"})["Location"] == KEEP
    assert User.objects.get(pk=user.pk).second_factor != ""
    assert user.recovery_codes.count() == 10


def test_turning_off_and_new_codes_want_password_and_code_within_ten_minutes(newsroom: Newsroom) -> None:
    user, secret, codes = with_factor(newsroom)
    client = sign_in(user)
    with clock.at(NOON):
        assert confirm(client, code=code(secret))
        shown = client.post(CHANGE, {"do": "codes"}).content.decode()
        fresh = re.findall(r"<li><code>([a-z0-9]{5}-[a-z0-9]{5})</code></li>", shown)
        assert len(set(fresh) - set(codes)) == 10
    with clock.at(NOON + timedelta(seconds=601)):
        client.post(CHANGE, {"do": "off"})
        assert User.objects.get(pk=user.pk).second_factor != ""
        assert confirm(client, code=fresh[0])
        assert client.post(CHANGE, {"do": "nonsense"})["Location"] == KEEP
        assert client.post(CHANGE, {"do": "off"})["Location"] == KEEP
        assert client.post(CHANGE, {"do": "codes"})["Location"] == KEEP
    assert User.objects.get(pk=user.pk).second_factor == ""
    assert "Recovery codes come with a second factor." in client.get(KEEP).content.decode()
    assert client.get("/desk/").status_code == 200
    assert give_password(Client())["Location"] == "/desk/"


def test_required_chiefs_set_it_up_before_the_desk_opens(newsroom: Newsroom, settings: object) -> None:
    settings.SECOND_FACTOR = "required"  # type: ignore[attr-defined]
    chief = newsroom.person(Role.CHIEF, name="carla")
    newsroom.person(Role.EDITOR, name="eve")
    assert give_password(Client(), "eve")["Location"] == "/desk/"
    client = Client()
    with clock.at(NOON):
        assert give_password(client, "carla", next="/desk/stories/")["Location"] == "/desk/login/first-code/"
        assert client.get("/desk/login/code/")["Location"] == "/desk/login/"
        page = client.get("/desk/login/first-code/").content.decode()
        secret = "".join(re.findall(r'desk-factor__letters" dir="ltr">([A-Z2-7 ]+)<', page)[0].split())
        assert client.get("/desk/")["Location"].startswith("/desk/login/")
        shown = client.post("/desk/login/first-code/", {"code": code(secret)}).content.decode()
    assert len(re.findall(r"<li><code>", shown)) == 10
    assert 'href="/desk/stories/"' in shown
    assert client.get("/desk/").status_code == 200
    fresh = User.objects.get(pk=chief.pk)
    with clock.at(NOON + timedelta(minutes=5)):
        assert confirm(client, code=code(secret, seconds=300))
        assert "Turn the app off" not in client.get(KEEP).content.decode()
        client.post(CHANGE, {"do": "off"})
        assert "Your role requires a second factor." in client.get(KEEP).content.decode()
    assert User.objects.get(pk=chief.pk).second_factor == fresh.second_factor != ""


def test_requiring_it_ends_the_sessions_that_a_password_opened(newsroom: Newsroom, settings: object) -> None:
    chief, promoted = sign_in(newsroom.person(Role.CHIEF)), newsroom.person(Role.EDITOR)
    editor = sign_in(promoted)
    assert [client.get("/desk/").status_code for client in (chief, editor)] == [200, 200]
    settings.SECOND_FACTOR = "required"  # type: ignore[attr-defined]
    assert chief.get("/desk/")["Location"] == "/desk/login/?next=/desk/"
    assert editor.get("/desk/").status_code == 200
    give_role(promoted, Role.CHIEF)
    assert editor.get("/desk/")["Location"] == "/desk/login/?next=/desk/"


def test_where_it_is_off_nobody_is_asked_or_offered(newsroom: Newsroom, settings: object) -> None:
    user, _secret, _codes = with_factor(newsroom)
    settings.SECOND_FACTOR = "off"  # type: ignore[attr-defined]
    assert give_password(Client())["Location"] == "/desk/"
    client = sign_in(user)
    assert client.get(KEEP).status_code == 404
    assert "second-factor" not in client.get("/desk/account/").content.decode()


def test_the_account_page_leads_there_and_still_saves(newsroom: Newsroom) -> None:
    user, _secret, _codes = with_factor(newsroom)
    for person, said in (
        (user, "On: the password alone does not"),
        (newsroom.person(Role.REPORTER), "Off: the password alone"),
    ):
        page = sign_in(person).get("/desk/account/").content.decode()
        assert (KEEP in page, said in page) == (True, True)
    sent = {"name_email-first_name": "Rita", "name_email-last_name": "R", "name_email-email": "r@example.org"}
    sent |= {"locale-preferred_language": "en", "locale-current_time_zone": "UTC"}
    sent |= {"theme-theme": "system", "theme-density": "default", "theme-contrast": "system"}
    response = sign_in(user).post("/desk/account/", sent)
    assert response.status_code == 302, response.context["panels_by_tab"]
    assert User.objects.get(pk=user.pk).first_name == "Rita"


def test_an_administrator_takes_it_away_and_the_colleagues_sessions_end(newsroom: Newsroom) -> None:
    user, _secret, _codes = with_factor(newsroom)
    admin, theirs = sign_in(newsroom.person(Role.ADMINISTRATOR)), sign_in(user)
    address = f"/desk/users/{user.pk}/second-factor/"
    assert address in admin.get("/desk/users/").content.decode()
    assert admin.get(address).status_code == 200
    assert User.objects.get(pk=user.pk).second_factor != ""
    assert admin.post(address)["Location"] == "/desk/users/"
    assert User.objects.get(pk=user.pk).second_factor == ""
    assert theirs.get("/desk/")["Location"] == "/desk/login/?next=/desk/"
    page = admin.get("/desk/users/").content.decode()
    assert "signs in with the password alone, and can set up a new second factor." in page
    assert address not in page
    admin.post(address)
    assert "There is no second factor to take away." in admin.get("/desk/users/").content.decode()


def test_nobody_else_takes_it_away(newsroom: Newsroom) -> None:
    user, _secret, _codes = with_factor(newsroom, Role.ADMINISTRATOR)
    address = f"/desk/users/{user.pk}/second-factor/"
    for client in (sign_in(user), *(sign_in(newsroom.person(role)) for role in Role if role is not Role.ADMINISTRATOR)):
        assert [client.get(address)["Location"], client.post(address)["Location"]] == ["/desk/", "/desk/"]
    assert User.objects.get(pk=user.pk).second_factor == user.second_factor


def test_the_last_administrator_is_let_in_from_the_shell(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    user, _secret, _codes = with_factor(newsroom, Role.ADMINISTRATOR)
    call_command("resetsecondfactor", "RITA")
    assert capsys.readouterr().out == "rita signs in with the password alone.\n"
    assert User.objects.get(pk=user.pk).second_factor == ""
    assert give_password(Client())["Location"] == "/desk/"
    with pytest.raises(CommandError, match=r"There is no account nobody\."):
        call_command("resetsecondfactor", "nobody")

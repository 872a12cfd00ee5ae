"""Codes by the clock and on paper: what is right, what is right only once, and who may take a second factor away."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from tests.factories import Newsroom
from wireroom.accounts.errors import NotAllowed, WrongCode
from wireroom.accounts.models import RecoveryCode, User
from wireroom.accounts.rules import Role
from wireroom.accounts.second_factor import actions, rules
from wireroom.core import clock
from wireroom.core.sealing import seal

OF_RFC_6238 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)


def code(secret: str, *, seconds: int = 0) -> str:
    return rules.code_at(secret, int((NOON.timestamp() + seconds) // rules.STEP))


def with_factor(newsroom: Newsroom, role: Role = Role.EDITOR) -> tuple[User, str, list[str]]:
    """Somebody whose second factor was turned on at noon, their secret and recovery codes."""
    user, secret = newsroom.person(role), rules.new_secret()
    with clock.at(NOON):
        codes = actions.turn_on(user, secret=secret, code=code(secret))
    return user, secret, codes


def taken(user: User, text: str, *, seconds: int = 0) -> bool:
    with clock.at(NOON + timedelta(seconds=seconds)):
        try:
            actions.take_code(User.objects.get(pk=user.pk), text)
        except WrongCode:
            return False
    return True


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, expected: str) -> None:
    assert rules.code_at(OF_RFC_6238, seconds // 30) == expected


def test_what_the_app_is_told() -> None:
    assert rules.address_of("ABC", agency="Агентство: 1", person="a@b") == (
        "otpauth://totp/%D0%90%D0%B3%D0%B5%D0%BD%D1%82%D1%81%D1%82%D0%B2%D0%BE%3A%201:a%40b"
        "?secret=ABC&issuer=%D0%90%D0%B3%D0%B5%D0%BD%D1%82%D1%81%D1%82%D0%B2%D0%BE%3A%201&digits=6&period=30"
    )
    assert rules.in_fours(OF_RFC_6238).split() == ["GEZD", "GNBV", "GY3T", "QOJQ"] * 2


@given(st.text(max_size=60))
def test_any_text_is_only_a_wrong_code(text: str) -> None:
    assert rules.step_of(OF_RFC_6238, rules.plain(text), 59.0, after=10**9) is None


@pytest.mark.parametrize("typed", ["287082", " 287 082 ", "287-082", "٢٨٧٠٨٢", "２８７０８２"])
def test_a_code_may_be_typed_as_people_do(typed: str) -> None:
    assert rules.step_of(OF_RFC_6238, rules.plain(typed), 59.0, after=0) == 1


@pytest.mark.parametrize(("away", "is_taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_clocks_may_differ_by_half_a_minute(newsroom: Newsroom, away: int, is_taken: bool) -> None:
    user, secret, _codes = with_factor(newsroom)
    assert taken(user, code(secret, seconds=600 + away), seconds=600) is is_taken


def test_a_code_is_taken_once_and_none_before_it(newsroom: Newsroom) -> None:
    user, secret, _codes = with_factor(newsroom)
    assert not taken(user, code(secret))  # the one that turned it on
    assert taken(user, code(secret, seconds=90), seconds=90)
    assert not taken(user, code(secret, seconds=90), seconds=95)
    assert not taken(user, code(secret, seconds=60), seconds=90)
    assert taken(user, code(secret, seconds=120), seconds=120)


def test_of_racing_uses_of_one_code_one_wins(racing_newsroom: Newsroom) -> None:
    user, secret, codes = with_factor(racing_newsroom)
    for text, seconds in ((code(secret, seconds=300), 300), (codes[0], 0)):
        won: list[bool] = []
        start = threading.Barrier(4)

        def race(
            text: str = text, seconds: int = seconds, won: list[bool] = won, start: threading.Barrier = start
        ) -> None:
            loaded = User.objects.get(pk=user.pk)
            start.wait()
            with clock.at(NOON + timedelta(seconds=seconds)):
                try:
                    actions.take_code(loaded, text)
                    won.append(True)
                except WrongCode:
                    won.append(False)
            connection.close()

        racers = [threading.Thread(target=race) for _racer in range(4)]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()
        assert sorted(won) == [False, False, False, True]


def test_recovery_codes_let_in_once_each_and_new_ones_void_the_old(newsroom: Newsroom) -> None:
    user, _secret, codes = with_factor(newsroom)
    assert (len(codes), len(set(codes)), {len(one) for one in codes}) == (10, 10, {11})
    assert [taken(user, codes[0].upper().replace("-", " ")), taken(user, codes[0])] == [True, False]
    assert user.recovery_codes.count() == 9
    fresh = actions.renew_recovery_codes(user)
    assert [taken(user, codes[1]), taken(user, fresh[1]), user.recovery_codes.count()] == [False, True, 9]


def test_a_colleagues_codes_are_wrong(newsroom: Newsroom) -> None:
    ann, secret, codes = with_factor(newsroom)
    bob, _secret, _codes = with_factor(newsroom)
    assert [taken(bob, code(secret, seconds=60), seconds=60), taken(bob, codes[0])] == [False, False]
    assert taken(ann, codes[0])


def test_a_stolen_database_gives_no_secret_away(newsroom: Newsroom) -> None:
    user, secret, codes = with_factor(newsroom)
    rows = str([*User.objects.values(), *RecoveryCode.objects.values(), *ModelLogEntry.objects.values()])
    assert [word for word in (secret, *codes, *(rules.plain(one) for one in codes)) if word in rows] == []
    assert str(user.second_factor) in rows


def test_a_secret_under_another_key_takes_nothing_and_can_be_reset(newsroom: Newsroom) -> None:
    user, secret, _codes = with_factor(newsroom)
    User.objects.filter(pk=user.pk).update(second_factor=seal(secret, "another key"))
    assert not taken(user, code(secret, seconds=90), seconds=90)
    actions.reset(User.objects.get(pk=user.pk), by=None)
    assert User.objects.get(pk=user.pk).second_factor == ""


def test_turning_on_wants_a_right_code_and_none_before(newsroom: Newsroom) -> None:
    user, secret, _codes = with_factor(newsroom)
    other = newsroom.person(Role.EDITOR)
    with pytest.raises(WrongCode):
        actions.turn_on(other, secret=secret, code="000000")
    assert User.objects.get(pk=other.pk).second_factor == ""
    with clock.at(NOON), pytest.raises(NotAllowed, match="already"):
        actions.turn_on(user, secret=secret, code=code(secret))


def test_only_another_administrator_takes_it_away(newsroom: Newsroom) -> None:
    admin, _secret, _codes = with_factor(newsroom, Role.ADMINISTRATOR)
    for role in Role:
        user, _secret, _codes = with_factor(newsroom)
        by = newsroom.person(role)
        if role is Role.ADMINISTRATOR:
            actions.reset(user, by=by)
            assert (user.second_factor, user.recovery_codes.count()) == ("", 0)
        else:
            with pytest.raises(NotAllowed):
                actions.reset(user, by=by)
            assert User.objects.get(pk=user.pk).second_factor == user.second_factor != ""
    with pytest.raises(NotAllowed):
        actions.reset(admin, by=admin)


def test_everything_is_in_the_audit_log(newsroom: Newsroom) -> None:
    user, _secret, codes = with_factor(newsroom)
    admin = newsroom.person(Role.ADMINISTRATOR)
    assert taken(user, codes[0])
    actions.renew_recovery_codes(user)
    actions.reset(user, by=admin)
    entries = ModelLogEntry.objects.filter(action__startswith="wireroom.second").order_by("pk")
    assert [(entry.action.rpartition("_")[2], entry.user_id) for entry in entries] == [
        ("on", user.pk),
        ("recovery", user.pk),
        ("codes", user.pk),
        ("reset", admin.pk),
    ]
    assert entries[3].message == "Second factor taken away"


@pytest.mark.parametrize(("mode", "must"), [("off", False), ("offered", False), ("required", True)])
def test_the_house_may_require_it_of_chiefs_and_administrators(
    newsroom: Newsroom, settings: object, mode: str, must: bool
) -> None:
    settings.SECOND_FACTOR = mode  # type: ignore[attr-defined]
    found = {role: newsroom.person(role).must_have_second_factor for role in Role}
    assert found == dict.fromkeys(Role, False) | {Role.CHIEF: must, Role.ADMINISTRATOR: must}


def test_sessions_outlive_what_changes_nothing(newsroom: Newsroom) -> None:
    """An upgrade signs nobody out, and neither does the use of a code."""
    plain = newsroom.person(Role.EDITOR)
    assert plain.get_session_auth_hash() == super(User, plain).get_session_auth_hash()
    user, secret, codes = with_factor(newsroom)
    before = user.get_session_auth_hash()
    assert before != super(User, user).get_session_auth_hash()
    assert [taken(user, code(secret, seconds=90), seconds=90), taken(user, codes[0])] == [True, True]
    assert User.objects.get(pk=user.pk).get_session_auth_hash() == before
    assert settings.SECOND_FACTOR == "offered"

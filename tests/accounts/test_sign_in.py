"""Signing in, and guessing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from tests.factories import Newsroom
from wireroom.accounts.chores import forget_sessions
from wireroom.accounts.rules import Role
from wireroom.accounts.sign_in import SignInForm
from wireroom.config.schedule import jobs


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def try_to_sign_in(name: str, password: str, place: str = "192.0.2.1") -> HttpResponse:
    return Client(REMOTE_ADDR=place).post("/desk/login/", {"username": name, "password": password})


def test_right_password_leads_to_the_desk(newsroom: Newsroom) -> None:
    newsroom.person(Role.REPORTER, name="rita")
    response = try_to_sign_in("rita", "secret")
    assert (response.status_code, response["Location"]) == (302, "/desk/")


def test_guessing_is_stopped_even_where_the_next_guess_is_right(newsroom: Newsroom) -> None:
    newsroom.person(Role.REPORTER, name="rita")
    for _guess in range(10):
        assert try_to_sign_in("rita", "guess").status_code == 200
    response = try_to_sign_in("RITA", "secret")
    assert response.context["form"].non_field_errors() == ["Too many attempts. Wait 10 minutes, then try again."]
    response = try_to_sign_in("rita", "secret")
    assert response.status_code == 200


def test_guessing_elsewhere_does_not_lock_a_colleague_out(newsroom: Newsroom) -> None:
    newsroom.person(Role.REPORTER, name="rita")
    for _guess in range(12):
        try_to_sign_in("rita", "guess", place="203.0.113.9")
    assert try_to_sign_in("rita", "secret").status_code == 302


def test_one_place_guessing_at_many_names_is_stopped(newsroom: Newsroom) -> None:
    newsroom.person(Role.REPORTER, name="rita")
    for guess in range(60):
        request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
        assert not SignInForm(request, data={"username": f"nobody-{guess}", "password": "guess"}).is_valid()
    assert try_to_sign_in("rita", "secret").status_code == 200
    assert try_to_sign_in("rita", "secret", place="198.51.100.7").status_code == 302


def test_one_person_guessed_at_from_everywhere_is_protected(newsroom: Newsroom) -> None:
    newsroom.person(Role.REPORTER, name="rita")
    for guess in range(300):
        request = RequestFactory().get("/", REMOTE_ADDR=f"10.0.{guess // 250}.{guess % 250}")
        assert not SignInForm(request, data={"username": "rita", "password": "guess"}).is_valid()
    assert try_to_sign_in("rita", "secret").status_code == 200


def test_signing_in_forgets_earlier_slips(newsroom: Newsroom) -> None:
    newsroom.person(Role.REPORTER, name="rita")
    for _round in range(3):
        for _slip in range(8):
            try_to_sign_in("rita", "slip")
        assert try_to_sign_in("rita", "secret").status_code == 302


def test_neighbours_in_one_ipv6_network_count_as_one(newsroom: Newsroom) -> None:
    newsroom.person(Role.REPORTER, name="rita")
    for guess in range(10):
        try_to_sign_in("rita", "guess", place=f"2001:db8::{guess + 1:x}")
    assert try_to_sign_in("rita", "secret", place="2001:db8::ffff").status_code == 200
    assert try_to_sign_in("rita", "secret", place="2001:db8:0:1::1").status_code == 302


def test_the_password_is_called_so_in_the_readers_language(newsroom: Newsroom) -> None:
    page = Client(HTTP_ACCEPT_LANGUAGE="ru").get("/desk/login/").content.decode()
    assert ("Пароль" in page, "Password" in page) == (True, False)


def test_sessions_that_have_run_out_are_forgotten(newsroom: Newsroom) -> None:
    kept, old = Client(), Client()
    for client in (kept, old):
        client.force_login(newsroom.person(Role.REPORTER))
    Session.objects.filter(pk=old.session.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert (forget_sessions(), Session.objects.get().pk) == (1, kept.session.session_key)
    assert forget_sessions in {job.run for job in jobs()}

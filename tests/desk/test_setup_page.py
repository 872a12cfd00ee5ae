"""Setting up an agency: once, by whoever sits at the machine or holds the key."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client, override_settings
from wagtail.models import Locale

from wireroom.accounts.models import User
from wireroom.accounts.rules import Role
from wireroom.core.home import home
from wireroom.desk.first_start import OpenAlready, open_from_environment, open_with_chief, setup_path
from wireroom.stories.models import Edition, Section, Source

FIELDS = {
    "agency": "Kestrel",
    "editions": ["en", "ar"],
    "name": "nora",
    "email": "nora@example.org",
    "password": "a long enough secret",
    "again": "a long enough secret",
}


@pytest.mark.django_db
def test_everything_leads_to_the_setup_page_until_it_is_done() -> None:
    client = Client(HTTP_HOST="localhost:8000")
    for address in ("/", "/desk/", "/desk/login/"):
        assert client.get(address)["Location"] == "/setup/"
    page = client.get("/setup/")
    assert page.status_code == 200
    # With any stricter policy a browser posts the form with “Origin: null”, and the form is refused.
    assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_setup_opens_the_editions_and_signs_the_first_chief_in() -> None:
    client = Client(HTTP_HOST="localhost:8000")
    response = client.post("/setup/", FIELDS)
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert [(edition.code, edition.name) for edition in Edition.objects.all()] == [("en", "Kestrel"), ("ar", "Kestrel")]
    assert [source.code for source in Source.objects.filter(is_own=True)] == ["kestrel"]
    assert Section.objects.count() == 8
    assert User.objects.get().roles == {Role.CHIEF, Role.ADMINISTRATOR}
    assert client.get("/desk/").status_code == 200


@pytest.mark.django_db
def test_setup_is_closed_for_good_once_done() -> None:
    Client(HTTP_HOST="localhost:8000").post("/setup/", FIELDS)
    stranger = Client(HTTP_HOST="localhost:8000")
    assert stranger.get("/setup/")["Location"] == "/desk/"
    assert stranger.post("/setup/", FIELDS | {"name": "mallory"}).status_code == 404
    assert [user.username for user in User.objects.all()] == ["nora"]
    assert not (home() / "setup_key").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"again": "another secret"}, ["again"]),
        ({"password": "123", "again": "123"}, ["password"]),
        ({"editions": ["tlh"]}, ["editions"]),
        ({"editions": []}, ["editions"]),
        ({"agency": ""}, ["agency"]),
        ({"name": "no spaces"}, ["name"]),
    ],
)
def test_setup_says_what_is_wrong(changes: dict[str, object], wrong: list[str]) -> None:
    response = Client(HTTP_HOST="localhost:8000").post("/setup/", FIELDS | changes)
    assert (response.status_code, list(response.context["form"].errors)) == (200, wrong)
    assert (Edition.objects.count(), User.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "elsewhere",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_HOST": "testserver"},
    ],
)
def test_setup_from_elsewhere_needs_the_key(elsewhere: dict[str, str]) -> None:
    client = Client(**({"HTTP_HOST": "localhost:8000"} | elsewhere))
    assert client.get("/setup/").status_code == 403
    assert client.post("/setup/?key=guess", FIELDS).status_code == 403
    assert Edition.objects.count() == 0
    assert client.get(setup_path()).status_code == 200
    assert client.post(setup_path(), FIELDS).status_code == 302
    assert Edition.objects.count() == 2


@pytest.mark.django_db
@override_settings(SITE_URL="https://kestrel.example")
def test_setup_of_a_house_with_a_public_address_always_needs_the_key() -> None:
    assert Client(HTTP_HOST="127.0.0.1").get("/setup/").status_code == 403


def test_two_who_set_up_at_once_make_one_agency(transactional_db: None) -> None:
    gate, outcomes = Barrier(2), []

    def set_up(name: str) -> None:
        gate.wait()
        try:
            open_with_chief(name=name, editions=["en"], chief=User(username=name))
            outcomes.append("opened")
        except OpenAlready:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=set_up, args=[name]) for name in ("first", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["opened", "refused"]
    assert (Edition.objects.count(), User.objects.count()) == (1, 1)


@pytest.mark.django_db
@override_settings(EDITIONS=["fr", "en"], AGENCY_NAME="Kestrel")
def test_environment_opens_the_editions_once() -> None:
    open_from_environment()
    Edition.objects.filter(locale__language_code="en").delete()
    open_from_environment()
    assert [(edition.code, edition.name) for edition in Edition.objects.all()] == [("fr", "Kestrel")]
    assert Locale.objects.filter(language_code="fr").exists()

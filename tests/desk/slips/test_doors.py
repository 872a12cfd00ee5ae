"""Who may decide about a report: by going through every door as everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.desk.house import sign_in
from tests.factories import Newsroom
from tests.reactions.typo_reports.material import send, story_with_slips
from wireroom.accounts.rules import Role
from wireroom.reactions.typo_reports import actions
from wireroom.reactions.typo_reports.models import Slip
from wireroom.stories.models import Dispatch

PEOPLE: dict[str, tuple[Role, dict[str, Any]]] = {
    "administrator": (Role.ADMINISTRATOR, {}),
    "chief": (Role.CHIEF, {}),
    "editor of all": (Role.EDITOR, {}),
    "editor of it": (Role.EDITOR, {"sections": ["world"], "languages": ["en"]}),
    "editor of sport": (Role.EDITOR, {"sections": ["sport"]}),
    "editor in Russian": (Role.EDITOR, {"languages": ["ru"]}),
    "reporter": (Role.REPORTER, {}),
    "moderator": (Role.MODERATOR, {}),
}
DECIDING = ("administrator", "chief", "editor of all", "editor of it")
DOORS = ("accept", "reject", "aside", "claim", "letgo", "reopen")


def go_through(client: Client, slip: Slip, door: str) -> HttpResponse:
    form = {"seen": slip.dispatch_id, "first": 0, "last": 31, "kind": "refile", "reason": "It is right."}
    form["sentence"] = "The harbour was calm on Monday."
    return client.post(reverse(f"errors:{door}", args=[slip.pk]), form)


def facts(slip: Slip) -> tuple[Any, ...]:
    slip.refresh_from_db()
    return slip.state, slip.claimed_by_id, Dispatch.objects.count()


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("door", DOORS)
def test_only_who_may_publish_the_story_decides(newsroom: Newsroom, person: str, door: str) -> None:
    role, assigned = PEOPLE[person]
    slip = send(story_with_slips(newsroom), "Teh", "The").slip
    if door == "letgo":
        actions.claim(slip, by=newsroom.chief)
    if door == "reopen":
        actions.reject(slip, by=None, reason="It is right.")
    before = facts(slip)
    response = go_through(sign_in(newsroom.person(role, **assigned)), slip, door)
    done = response.status_code == 302 and response["Location"] != "/desk/"
    assert (done, facts(slip) != before) == ((True, True) if person in DECIDING else (False, False))


@pytest.mark.parametrize("person", PEOPLE)
def test_staff_may_read_and_only_who_may_decide_is_offered_to(newsroom: Newsroom, person: str) -> None:
    role, assigned = PEOPLE[person]
    slip = send(story_with_slips(newsroom), "Teh", "The").slip
    client = sign_in(newsroom.person(role, **assigned))
    for address in ("/desk/errors/", "/desk/errors/numbers/", "/desk/errors/results/"):
        assert client.get(address).status_code == 200
    text = client.get(reverse("errors:slip", args=[slip.pk])).content.decode()
    assert ("Mend as a refile" in text) == (person in DECIDING)
    assert ("Whoever may publish the story decides" in text) == (person not in DECIDING)


@pytest.mark.parametrize("name", ["reject", "aside", "claim"])
@pytest.mark.parametrize("person", PEOPLE)
def test_many_are_decided_with_the_right_to_each(newsroom: Newsroom, person: str, name: str) -> None:
    role, assigned = PEOPLE[person]
    slip = send(story_with_slips(newsroom), "Teh", "The").slip
    before = facts(slip)
    address = reverse("wagtail_bulk_action", args=["typo_reports", "slip", name])
    client = sign_in(newsroom.person(role, **assigned))
    client.post(f"{address}?next=/desk/errors/&id={slip.pk}", {"reason": "It is right."})
    assert (facts(slip) != before) == (person in DECIDING)


@pytest.mark.parametrize("door", DOORS)
def test_looking_decides_nothing(newsroom: Newsroom, door: str) -> None:
    slip = send(story_with_slips(newsroom), "Teh", "The").slip
    response = sign_in(newsroom.chief).get(reverse(f"errors:{door}", args=[slip.pk]))
    assert (response.status_code, slip.is_open) == (405, True)


def test_strangers_are_sent_to_sign_in(newsroom: Newsroom) -> None:
    slip = send(story_with_slips(newsroom), "Teh", "The").slip
    for door in DOORS:
        assert "/login/" in go_through(Client(), slip, door)["Location"]
    for address in ("/desk/errors/", f"/desk/errors/{slip.pk}/", "/desk/errors/numbers/"):
        assert "/login/" in Client().get(address)["Location"]

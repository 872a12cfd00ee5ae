"""Every door to what readers wrote, by every role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.desk.house import sign_in
from tests.factories import Newsroom
from tests.reactions.comments.conversation import says, somebody
from wireroom.accounts.models import User
from wireroom.accounts.rules import Role
from wireroom.reactions.comments import decisions
from wireroom.reactions.comments.actions import appeal
from wireroom.reactions.comments.models import Comment, State

PEOPLE: dict[str, Callable[[Newsroom], User]] = {
    "reporter": lambda newsroom: newsroom.person(Role.REPORTER),
    "editor of the section": lambda newsroom: newsroom.person(Role.EDITOR, sections=["world"], languages=["en"]),
    "editor of another": lambda newsroom: newsroom.person(Role.EDITOR, sections=["sport"]),
    "editor of another language": lambda newsroom: newsroom.person(Role.EDITOR, languages=["ru"]),
    "moderator": lambda newsroom: newsroom.person(Role.MODERATOR),
    "chief": lambda newsroom: newsroom.person(Role.CHIEF),
    "administrator": lambda newsroom: newsroom.person(Role.ADMINISTRATOR),
}
READERS = set(PEOPLE) - {"reporter"}
DECIDERS = READERS - {"editor of another", "editor of another language"}
BLOCKERS = {"moderator", "chief", "administrator"}
CHIEFS = {"chief", "administrator"}


@dataclass(frozen=True)
class House:
    newsroom: Newsroom
    client: Client

    def comment(self, state: State = State.PUBLISHED) -> Comment:
        comment = says(self.newsroom.published(body="<p>The habour is closed.</p>"))
        Comment.objects.filter(pk=comment.pk).update(state=state)
        return comment

    def get(self, name: str, *args: int) -> HttpResponse:
        return self.client.get(reverse(f"comments:{name}", args=args))

    def post(self, name: str, *args: int, **fields: str) -> HttpResponse:
        return self.client.post(reverse(f"comments:{name}", args=args), fields)

    def bulk(self, action: str, state: State) -> HttpResponse:
        """The confirmed bulk action on one comment; refused if it is left as it is."""
        comment = self.comment(state)
        address = reverse("wagtail_bulk_action", args=["comments", "comment", action])
        response = self.client.post(f"{address}?id={comment.pk}&next=/desk/comments/", {"reason": "Because."})
        comment.refresh_from_db()
        return response if comment.state != state else HttpResponse(status=403)

    def blocked(self) -> int:
        return decisions.block_reader(self.comment(), by=self.newsroom.chief, reason="Rude.").pk

    def appealed(self) -> int:
        reader = somebody()
        comment = says(self.newsroom.published(), reader=reader)
        decisions.remove(comment, by=self.newsroom.chief, reason="Rude.")
        return appeal(comment, reader=reader, text="It was not.").pk


Door = Callable[[House], HttpResponse]

DOORS: dict[str, tuple[Door, set[str]]] = {
    "list": (lambda house: house.get("index"), READERS),
    "results": (lambda house: house.get("index_results"), READERS),
    "comment": (lambda house: house.get("comment", house.comment().pk), READERS),
    "approve": (lambda house: house.post("approve", house.comment(State.WAITING).pk), DECIDERS),
    "reject": (lambda house: house.post("refuse", house.comment(State.WAITING).pk, words="Rude."), DECIDERS),
    "remove": (lambda house: house.post("refuse", house.comment().pk, words="Rude."), DECIDERS),
    "restore": (lambda house: house.post("restore", house.comment(State.REMOVED).pk), DECIDERS),
    "keep": (lambda house: house.post("keep", house.comment().pk), DECIDERS),
    "pick": (lambda house: house.post("pick", house.comment().pk), DECIDERS),
    "report": (lambda house: house.post("report", house.comment().pk, quote="habour"), DECIDERS),
    "block": (lambda house: house.post("block", house.comment().pk, reason="Rude.", span="day"), BLOCKERS),
    "bulk approve": (lambda house: house.bulk("approve", State.WAITING), DECIDERS),
    "bulk reject": (lambda house: house.bulk("reject", State.WAITING), DECIDERS),
    "bulk remove": (lambda house: house.bulk("remove", State.PUBLISHED), DECIDERS),
    "blocked readers": (lambda house: house.get("blocked"), READERS),
    "unblock": (lambda house: house.post("unblock", house.blocked()), BLOCKERS),
    "appeals": (lambda house: house.get("appeals"), READERS),
    "grant": (lambda house: house.post("decide_appeal", house.appealed(), decision="uphold"), DECIDERS),
    "deny": (lambda house: house.post("decide_appeal", house.appealed(), decision="deny", answer="No."), DECIDERS),
    "rules": (lambda house: house.get("policies"), READERS),
    "read a rule": (lambda house: house.get("policy", house.newsroom.editions["en"].pk), CHIEFS),
    "set a rule": (
        lambda house: house.post(
            "policy", house.newsroom.editions["en"].pk, is_open="on", mode="before", closes_after="3", words=""
        ),
        CHIEFS,
    ),
    "read a thread": (lambda house: house.get("thread", house.comment().story_id), READERS),
    "set a thread": (lambda house: house.post("thread", house.comment().story_id, is_closed="on"), DECIDERS),
}


def is_open(response: HttpResponse) -> bool:
    """Wagtail sends who is refused to its first page."""
    if response.status_code == 302:
        return bool(response["Location"] != "/desk/")
    return {200: True, 403: False}[response.status_code]


@pytest.mark.parametrize("person", PEOPLE)
def test_doors_open_to_whom_they_should(newsroom: Newsroom, person: str) -> None:
    house = House(newsroom, sign_in(PEOPLE[person](newsroom)))
    opened = {name for name, (door, _whom) in DOORS.items() if is_open(door(house))}
    assert opened == {name for name, (_door, whom) in DOORS.items() if person in whom}


@pytest.mark.parametrize("name", ["approve", "keep", "refuse", "restore", "pick", "report", "block"])
def test_nothing_is_decided_by_get(newsroom: Newsroom, name: str) -> None:
    house = House(newsroom, sign_in(newsroom.chief))
    assert house.get(name, house.comment().pk).status_code == 405


def test_every_decision_is_a_door() -> None:
    from wireroom.desk.comments.page import DECISIONS

    assert set(DECISIONS) - {"refuse"} <= set(DOORS)


def test_reporters_find_no_line_in_the_menu(newsroom: Newsroom) -> None:
    page = sign_in(newsroom.person(Role.REPORTER)).get("/desk/").content.decode()
    assert "/desk/comments/" not in page
    assert "/desk/comments/" in sign_in(newsroom.person(Role.MODERATOR)).get("/desk/").content.decode()

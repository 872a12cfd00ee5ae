"""Every door of the wire out at the desk, by every role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.urls import reverse

from tests.desk.house import sign_in
from tests.desk.wire_out.house import Clientele, Doorway
from tests.factories import Newsroom
from wireroom.accounts.models import User
from wireroom.accounts.rules import Role
from wireroom.wire_out.access import shut_out
from wireroom.wire_out.actions import disable, pause
from wireroom.wire_out.models import Delivery, Endpoint

PEOPLE: dict[str, Callable[[Newsroom], User]] = {
    "reporter": lambda newsroom: newsroom.person(Role.REPORTER),
    "moderator": lambda newsroom: newsroom.person(Role.MODERATOR),
    "editor of the section": lambda newsroom: newsroom.person(Role.EDITOR, sections=["world"], languages=["en"]),
    "editor of another": lambda newsroom: newsroom.person(Role.EDITOR, sections=["sport"]),
    "editor of another language": lambda newsroom: newsroom.person(Role.EDITOR, languages=["ru"]),
    "editor of all": lambda newsroom: newsroom.person(Role.EDITOR),
    "chief": lambda newsroom: newsroom.person(Role.CHIEF),
    "administrator": lambda newsroom: newsroom.person(Role.ADMINISTRATOR),
}
CHIEFS = {"chief", "administrator"}
VIEWERS = set(PEOPLE) - {"reporter", "moderator"}
OWN = VIEWERS - {"editor of another", "editor of another language"}


def paused(at: Doorway) -> int:
    pause(at.clientele.push, by=None)
    return at.clientele.push.pk


def disabled(at: Doorway) -> int:
    disable(at.clientele.push, by=None, reason="Gone.")
    return at.clientele.push.pk


def shut(at: Doorway) -> int:
    shut_out(at.clientele.person, by=None)
    return at.clientele.person.pk


def bulk(at: Doorway) -> HttpResponse:
    """The confirmed bulk action; refused if the delivery is left as it is."""
    delivery = at.clientele.delivered("dead")
    address = reverse("wagtail_bulk_action", args=["wire_out", "delivery", "resend"])
    response = at.client.post(f"{address}?id={delivery.pk}&next=/desk/deliveries/")
    return response if Delivery.objects.pending().filter(pk=delivery.pk).exists() else HttpResponse(status=403)


def product_fields(at: Doorway) -> dict[str, object]:
    return {
        "name": f"Sport {at.clientele.product.pk}",
        "sections": ["sport"],
        "priority": 9,
        "words": "",
        "subscribers": [],
    }


def contacts(**fields: object) -> dict[str, object]:
    empty = {"contacts-TOTAL_FORMS": 0, "contacts-INITIAL_FORMS": 0, "contacts-MIN_NUM_FORMS": 0}
    return {"name": "A Client", "language": "en", **empty, "contacts-MAX_NUM_FORMS": 1000, **fields}


def invitation(at: Doorway) -> dict[str, object]:
    return {"name": "Kim", "mail": f"kim{at.clientele.subscriber.pk}@client.example", "language": "fr"}


def endpoint_fields(at: Doorway) -> dict[str, object]:
    return {"subscriber": at.clientele.subscriber.pk, "name": "Box", "address": "/tmp/box", "format": "ninjs"}


Door = Callable[[Doorway], HttpResponse]

DOORS: dict[str, tuple[Door, set[str]]] = {
    "subscribers": (lambda at: at.get("subscribers:index"), CHIEFS),
    "subscribers, results": (lambda at: at.get("subscribers:index_results"), CHIEFS),
    "new subscriber": (lambda at: at.get("subscribers:add"), CHIEFS),
    "add a subscriber": (lambda at: at.post("subscribers:add", **contacts()), CHIEFS),
    "subscriber": (lambda at: at.get("subscribers:edit", at.clientele.subscriber.pk), CHIEFS),
    "change a subscriber": (
        lambda at: at.post("subscribers:edit", at.clientele.subscriber.pk, **contacts()),
        CHIEFS,
    ),
    "delete a subscriber": (lambda at: at.post("subscribers:delete", at.clientele.subscriber.pk), set()),
    "history of a subscriber": (lambda at: at.get("subscribers:history", at.clientele.subscriber.pk), CHIEFS),
    "ask whom to invite": (lambda at: at.get("subscribers:invite", at.clientele.subscriber.pk), CHIEFS),
    "invite": (
        lambda at: at.post("subscribers:invite", at.clientele.subscriber.pk, **invitation(at)),
        CHIEFS,
    ),
    "send a link again": (lambda at: at.post("subscribers:person", at.clientele.person.pk, "link"), CHIEFS),
    "shut out": (lambda at: at.post("subscribers:person", at.clientele.person.pk, "shut-out"), CHIEFS),
    "let in": (lambda at: at.post("subscribers:person", shut(at), "let-in"), CHIEFS),
    "products": (lambda at: at.get("products:index"), CHIEFS),
    "new product": (lambda at: at.get("products:add"), CHIEFS),
    "add a product": (lambda at: at.post("products:add", **product_fields(at)), CHIEFS),
    "preview a product": (lambda at: at.post("products:add", **product_fields(at), preview="1"), CHIEFS),
    "product": (lambda at: at.get("products:edit", at.clientele.product.pk), CHIEFS),
    "change a product": (lambda at: at.post("products:edit", at.clientele.product.pk, **product_fields(at)), CHIEFS),
    "delete a product": (lambda at: at.post("products:delete", at.clientele.product.pk), set()),
    "endpoints": (lambda at: at.get("endpoints:index"), CHIEFS),
    "endpoints, results": (lambda at: at.get("endpoints:index_results"), CHIEFS),
    "endpoint": (lambda at: at.get("endpoints:endpoint", at.clientele.push.pk), CHIEFS),
    "kinds": (lambda at: at.get("endpoints:add"), CHIEFS),
    "new endpoint": (lambda at: at.get("endpoints:add_kind", "sftp"), CHIEFS),
    "add an endpoint": (lambda at: at.post("endpoints:add_kind", "folder", **endpoint_fields(at)), CHIEFS),
    "edit an endpoint": (lambda at: at.get("endpoints:edit", at.clientele.push.pk), CHIEFS),
    "delete an endpoint": (lambda at: at.post("endpoints:delete", at.clientele.push.pk), set()),
    "pause": (lambda at: at.post("endpoints:deed", at.clientele.push.pk, "pause"), CHIEFS),
    "resume": (lambda at: at.post("endpoints:deed", paused(at), "resume"), CHIEFS),
    "ask to disable": (lambda at: at.get("endpoints:disable", at.clientele.push.pk), CHIEFS),
    "disable": (lambda at: at.post("endpoints:disable", at.clientele.push.pk, reason="Gone."), CHIEFS),
    "enable": (lambda at: at.post("endpoints:deed", disabled(at), "enable"), CHIEFS),
    "forget the host key": (lambda at: at.post("endpoints:deed", at.clientele.push.pk, "forget"), CHIEFS),
    "ask for a new secret": (lambda at: at.get("endpoints:rotate", at.clientele.push.pk), CHIEFS),
    "new secret": (lambda at: at.post("endpoints:rotate", at.clientele.push.pk), CHIEFS),
    "ask to resend": (lambda at: at.get("endpoints:resend", at.clientele.push.pk), CHIEFS),
    "count what to resend": (lambda at: at.post("endpoints:resend", at.clientele.push.pk, seq=0), CHIEFS),
    "resend since": (lambda at: at.post("endpoints:resend", at.clientele.push.pk, seq=0, sure="0 None"), CHIEFS),
    "new token": (lambda at: at.get("endpoints:issue_token", at.clientele.pull.pk), CHIEFS),
    "issue a token": (
        lambda at: at.post("endpoints:issue_token", at.clientele.pull.pk, name="X", scopes=["read"]),
        CHIEFS,
    ),
    "revoke a token": (lambda at: at.post("endpoints:revoke_token", at.clientele.token.pk), CHIEFS),
    "deliveries": (lambda at: at.get("deliveries:index"), VIEWERS),
    "deliveries, results": (lambda at: at.get("deliveries:index_results"), VIEWERS),
    "delivery": (lambda at: at.get("deliveries:delivery", at.clientele.delivered().pk), OWN),
    "resend one": (lambda at: at.post("deliveries:resend", at.clientele.delivered("dead").pk), CHIEFS),
    "resend many": (bulk, CHIEFS),
    "alarms": (lambda at: at.get("deliveries:alarms"), VIEWERS),
    "settle an alarm": (lambda at: at.post("deliveries:settle_alarm", at.clientele.alarm().pk), CHIEFS),
    "withdrawals": (lambda at: at.get("withdrawals:index"), VIEWERS),
    "board": (lambda at: at.get("withdrawals:board", at.clientele.withdrawn()[1].seq), OWN),
    "proof": (lambda at: at.get("withdrawals:proof", at.clientele.withdrawn()[1].seq), OWN),
    "proof as a table": (lambda at: at.get("withdrawals:proof_table", at.clientele.withdrawn()[1].seq), OWN),
    "telephoned": (
        lambda at: at.post("withdrawals:telephoned", at.clientele.withdrawn()[2].pk, spoke_to="Dana"),
        OWN,
    ),
}


def is_open(response: HttpResponse) -> bool:
    """Wagtail sends who is refused to its first page."""
    if response.status_code == 302:
        return bool(response["Location"] != "/desk/")
    return {200: True, 403: False, 404: False}[response.status_code]


@pytest.mark.parametrize("person", PEOPLE)
def test_doors_open_to_whom_they_should(newsroom: Newsroom, person: str) -> None:
    client = sign_in(PEOPLE[person](newsroom))
    opened = {name for name, (door, _whom) in DOORS.items() if is_open(door(Doorway(Clientele.of(newsroom), client)))}
    assert opened == {name for name, (_door, whom) in DOORS.items() if person in whom}


@pytest.mark.parametrize(
    ("name", "thing", "deed"),
    [
        ("endpoints:revoke_token", "token", ()),
        ("subscribers:person", "person", ("shut-out",)),
        ("subscribers:person", "person", ("let-in",)),
        ("subscribers:person", "person", ("link",)),
    ],
)
def test_nothing_is_done_by_get(newsroom: Newsroom, name: str, thing: str, deed: tuple[str, ...]) -> None:
    at = Doorway(Clientele.of(newsroom), sign_in(newsroom.chief))
    assert at.get(name, getattr(at.clientele, thing).pk, *deed).status_code == 405
    assert at.get("endpoints:deed", at.clientele.push.pk, "pause").status_code == 405
    assert not Endpoint.objects.filter(paused=True).exists()


def test_strangers_find_a_sign_in(newsroom: Newsroom) -> None:
    from django.test import Client

    clientele = Clientele.of(newsroom)
    for name in ("subscribers:index", "deliveries:index", "withdrawals:index"):
        response = Doorway(clientele, Client()).get(name)
        assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/desk/login/")


@pytest.mark.parametrize(
    ("role", "lines"),
    [
        (Role.REPORTER, []),
        (Role.MODERATOR, []),
        (Role.EDITOR, ["deliveries", "withdrawals"]),
        (Role.CHIEF, ["deliveries", "withdrawals", "subscribers", "products", "endpoints"]),
    ],
)
def test_the_menu_has_what_one_may_open(newsroom: Newsroom, role: Role, lines: list[str]) -> None:
    page = sign_in(newsroom.person(role)).get("/desk/").content.decode()
    names = ("deliveries", "withdrawals", "subscribers", "products", "endpoints")
    assert [name for name in names if f'"/desk/{name}/"' in page] == lines

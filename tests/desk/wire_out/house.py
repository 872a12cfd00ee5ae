"""A client newsroom with everything that the desk keeps of one, and a story that went there and was withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories import Newsroom
from tests.wire_out.clients import endpoint, enter_all, product, subscriber
from wireroom.core import clock
from wireroom.stories.actions import withdraw
from wireroom.wire_out.actions import issue_token
from wireroom.wire_out.models import (
    Alarm,
    ApiToken,
    Attempt,
    Contact,
    Delivery,
    Endpoint,
    Person,
    Product,
    Recall,
    Subscriber,
)

if TYPE_CHECKING:
    from wireroom.stories.models import Dispatch, Story


def settle(delivery: Delivery, state: str = "accepted", *, answer: str = "", code: int = 200, text: str = "") -> None:
    """As the engine leaves a delivery that it has tried once."""
    now = clock.now()
    answer = answer or {"accepted": "accepted", "dead": "refused", "failed": "gone"}[state]
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state,
        attempts=1,
        first_tried_at=now,
        next_attempt_at=None,
        settled_at=now,
        accepted_at=now if state == "accepted" else None,
        last_answer=answer,
        last_code=code,
        last_text=text,
    )
    Attempt.objects.create(
        delivery=delivery,
        number=1,
        started_at=now,
        ended_at=now + timedelta(milliseconds=120),
        answer=answer,
        code=code,
        text=text,
        worker="test",
    )


def settle_all(state: str = "accepted", **said: Any) -> None:
    for delivery in Delivery.objects.pending():
        settle(delivery, state, **said)


@dataclass(frozen=True)
class Clientele:
    """One subscriber with an HTTP endpoint, a pull endpoint with a token, a person and a contact."""

    newsroom: Newsroom
    subscriber: Subscriber
    product: Product
    push: Endpoint
    pull: Endpoint
    token: ApiToken
    person: Person
    contact: Contact

    @classmethod
    def of(cls, newsroom: Newsroom, name: str = "", **fields: Any) -> Clientele:
        client = subscriber(name, **fields)
        sold = product(client)
        push = endpoint(client, [sold], kind="http", address="https://client.example/wire")
        pull = endpoint(client, [sold], kind="pull")
        token, _text = issue_token(name="Fetcher", scopes=["read"], endpoint=pull, by=None)
        person = Person.objects.create(subscriber=client, name="Pat Reader", mail=f"pat{client.pk}@client.example")
        contact = Contact.objects.create(
            subscriber=client,
            name="Dana Desk",
            role="duty editor",
            phone="+44 (0)20 7946-0000",
            mail="d@client.example",
        )
        return cls(newsroom, client, sold, push, pull, token, person, contact)

    def delivered(self, state: str = "accepted", **said: Any) -> Delivery:
        """A fresh story's delivery in `state`."""
        story = self.newsroom.published()
        enter_all()
        delivery = Delivery.objects.at(self.push).get(story=story)
        if state != "pending":
            settle(delivery, state, **said)
        delivery.refresh_from_db()
        return delivery

    def withdrawn(self) -> tuple[Story, Dispatch, Recall]:
        """A story that arrived and was withdrawn; nobody knows yet."""
        story = self.delivered().story
        dispatch = withdraw(self.newsroom.fresh(story), by=None, note="The source was false.")
        enter_all()
        return self.newsroom.fresh(story), dispatch, Recall.objects.get(dispatch=dispatch, endpoint=self.push)

    def alarm(self) -> Alarm:
        delivery = self.delivered("dead", answer="unreadable", code=0)
        return Alarm.objects.create(
            dispatch=delivery.dispatch, format="ninjs", text="KeyError: 'x'", created_at=clock.now()
        )


@dataclass(frozen=True)
class Doorway:
    """Somebody before the doors of the wire out."""

    clientele: Clientele
    client: Client

    def get(self, name: str, /, *args: object, **query: object) -> HttpResponse:
        return self.client.get(reverse(name, args=args), query)

    def post(self, name: str, /, *args: object, **fields: object) -> HttpResponse:
        return self.client.post(reverse(name, args=args), fields)

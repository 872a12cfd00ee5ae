"""Calling the API as a client's system does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.factories import Newsroom
from tests.wire_out.clients import endpoint, product, subscriber
from wireroom.wire_out.models import Scope

if TYPE_CHECKING:
    from wireroom.stories.models import Story
    from wireroom.wire_out.models import ApiToken, Endpoint, Person, Product, Subscriber

ROOT = "/wire/api/v1/"


@dataclass(frozen=True)
class Caller:
    """A client with its token."""

    text: str
    token: ApiToken | None = None

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.text:
            named["authorization"] = f"Bearer {self.text}"
        given = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return Client(headers=named).generic(method, f"{ROOT}{path}", **given)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def page(self, since: int = 0, **asked: Any) -> Any:
        extra = "".join(f"&{name}={value}" for name, value in asked.items())
        response = self.get(f"dispatches?since={since}{extra}")
        assert response.status_code == 200, response.content
        return response.json()

    def seqs(self, since: int = 0, **asked: Any) -> list[int]:
        return [one["seq"] for one in self.page(since, **asked)["dispatches"]]

    def acknowledge(self, *seqs: int) -> Any:
        return self.ask("POST", "acknowledgements", {"dispatches": list(seqs)})


def issue(
    holder: Endpoint | Person, *, scopes: tuple[str, ...] = tuple(Scope), until: datetime | None = None
) -> Caller:
    from wireroom.wire_out.actions import issue_token
    from wireroom.wire_out.models import Endpoint

    place = {"endpoint": holder} if isinstance(holder, Endpoint) else {"person": holder}
    token, text = issue_token(name="test", scopes=scopes, expires_at=until, by=None, **place)
    return Caller(text, token)


def person(of: Subscriber, name: str = "Pat", **fields: Any) -> Person:
    from wireroom.wire_out.models import Person

    mail = fields.pop("mail", f"{name.lower().replace(' ', '.')}-{of.pk}@client.example")
    return Person.objects.create(subscriber=of, name=name, mail=mail, **fields)


def puller(*, embargoed: bool = False, **filters: Any) -> tuple[Caller, Product]:
    """A client that pulls one product, and the product."""
    client = subscriber(may_receive_embargoed=embargoed)
    sold = product(client, **filters)
    return issue(endpoint(client, [sold], kind="pull")), sold


def embargoed(newsroom: Newsroom, headline: str, **fields: Any) -> Story:
    """A story whose advance dispatch is out and whose time has not come."""
    from wireroom.core import clock
    from wireroom.stories.actions import publish

    draft = newsroom.draft(headline, embargo_until=clock.now() + timedelta(hours=1), **fields)
    publish(draft, by=None)
    return newsroom.fresh(draft)

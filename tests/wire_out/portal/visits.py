"""Visiting the portal as somebody at a client newsroom does, without a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.wire_out.api.calls import person
from tests.wire_out.clients import product, subscriber

if TYPE_CHECKING:
    from wireroom.wire_out.models import Person, Subscriber

PASSWORD = "correct horse battery"


@dataclass
class Visitor:
    """A browser; it sends the token of the form that it was shown."""

    client: Client

    @classmethod
    def new(cls) -> Visitor:
        return cls(Client(enforce_csrf_checks=True))

    def get(self, path: str = "/wire/") -> Any:
        return self.client.get(path)

    def page(self, path: str = "/wire/") -> str:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return str(answer.content.decode())

    def post(self, path: str, **form: Any) -> Any:
        if "csrftoken" not in self.client.cookies:
            self.get("/wire/sign-in/")
        token = self.client.cookies["csrftoken"].value
        return self.client.post(path, {**form, "csrfmiddlewaretoken": token})

    def sign_in(self, somebody: Person, password: str = PASSWORD, **more: str) -> Any:
        return self.post("/wire/sign-in/", mail=somebody.mail, password=password, **more)


def colleague(of: Subscriber, name: str = "Pat", **fields: Any) -> Person:
    from wireroom.wire_out.portal.people import set_password

    somebody = person(of, name, **fields)
    set_password(somebody, PASSWORD)
    return somebody


def visitor(*, language: str = "en", administrator: bool = False, **filters: Any) -> tuple[Visitor, Person]:
    """Somebody of a new client with one product, signed in."""
    embargoed = filters.pop("embargoed", False)
    client = subscriber(may_receive_embargoed=embargoed)
    product(client, **filters)
    somebody = colleague(client, language=language, is_administrator=administrator)
    visitor = Visitor.new()
    assert visitor.sign_in(somebody).status_code == 303
    return visitor, somebody

"""Subscribers, products and endpoints, as tests need them; made through the same actions as in life."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wireroom.wire_out.models import Endpoint, Product, Subscriber

_numbers = count(1)


def subscriber(name: str = "", **fields: Any) -> Subscriber:
    from wireroom.wire_out.models import Subscriber

    return Subscriber.objects.create(name=name or f"Client {next(_numbers)}", **fields)


def product(*subscribers: Subscriber, name: str = "", **fields: Any) -> Product:
    """A product that takes everything, unless `fields` say otherwise."""
    from wireroom.wire_out.actions import save_product
    from wireroom.wire_out.models import Product

    made = Product(name=name or f"Product {next(_numbers)}", **fields)
    save_product(made, subscribers=subscribers, by=None)
    return made


def endpoint(
    of: Subscriber, products: Iterable[Product], *, kind: str = "folder", address: str = "", **fields: Any
) -> Endpoint:
    from wireroom.wire_out.actions import save_endpoint
    from wireroom.wire_out.models import Endpoint

    made = Endpoint(subscriber=of, kind=kind, name=f"Endpoint {next(_numbers)}", address=address, **fields)
    save_endpoint(made, products=products, by=None)
    return made


def whole_wire(*, kind: str = "folder", address: str = "", **fields: Any) -> Endpoint:
    """An endpoint of a new subscriber that is owed everything that is for the public."""
    client = subscriber()
    return endpoint(client, [product(client)], kind=kind, address=address, **fields)


def enter_all() -> None:
    """What the engine does first: asks the products about everything and enters it into the ledger."""
    from django.db import transaction

    from wireroom.core import clock
    from wireroom.wire_out import matching, owed
    from wireroom.wire_out.models import Endpoint

    newest = matching.catch_up()
    with transaction.atomic():
        endpoints = list(Endpoint.objects.select_for_update(of=("self",)).select_related("subscriber").order_by("pk"))
        while any(one.cursor < newest for one in endpoints):
            owed.enter(endpoints, up_to=newest, now=clock.now())


def ledger(endpoint: Endpoint) -> list[tuple[str, str]]:
    """The kinds and states of the endpoint's deliveries, in order."""
    from wireroom.wire_out.models import Delivery

    return list(Delivery.objects.at(endpoint).order_by("dispatch_id").values_list("kind", "state"))

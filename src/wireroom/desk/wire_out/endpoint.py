# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The page of one endpoint: how it is doing, what went there last, and what can be done about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.models import ModelLogEntry

from wireroom.core import clock
from wireroom.desk.wire_out.asking import ENDPOINTS, Crumb, WirePage
from wireroom.desk.wire_out.reasons import in_words
from wireroom.desk.wire_out.words import CONDITIONS, duration, last_said
from wireroom.wire_out.models import ApiToken, Delivery, Endpoint, Kind
from wireroom.wire_out.policy import Right
from wireroom.wire_out.standing import standing_of

NEWEST = 8
DEEDS_SHOWN = 12
MOST_COUNTED = 1_000


class OneEndpoint(WirePage):
    """A page about the endpoint in its address."""

    header_icon = "link"
    right = Right.MANAGE

    @cached_property
    def endpoint(self) -> Endpoint:
        return get_object_or_404(Endpoint.objects.select_related("subscriber"), pk=self.kwargs["pk"])

    @property
    def home(self) -> str:
        return reverse("endpoints:endpoint", args=[self.endpoint.pk])

    def above(self) -> list[Crumb]:
        return [(reverse("endpoints:index"), ENDPOINTS), (self.home, f"{self.endpoint.subscriber}: {self.endpoint}")]


class EndpointView(OneEndpoint):
    template_name = "desk/wire/endpoint.html"

    def get_page_title(self) -> str:
        return f"{self.endpoint.subscriber}: {self.endpoint}"

    def above(self) -> list[Crumb]:
        return super().above()[:1]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        endpoint = self.endpoint
        standing = standing_of(endpoint, clock.now())
        here = Delivery.objects.at(endpoint).select_related("dispatch__story__locale").defer("dispatch__payload")
        dead = Delivery.objects.dead_letters().at(endpoint).order_by()[:MOST_COUNTED].count()
        return context | {
            "endpoint": endpoint,
            "standing": standing,
            "condition": CONDITIONS[standing.condition],
            "reason": in_words(endpoint.reason),
            "lag": duration(standing.lag) if standing.lag else "",
            "said": last_said(standing.last),
            "products": list(endpoint.products.all()),
            "newest": list(here.order_by("-dispatch_id")[:NEWEST]),
            "dead": dead,
            "is_http": endpoint.kind == Kind.HTTP,
            "tokens": tokens_of(endpoint) if endpoint.kind == Kind.PULL else [],
            "log": ModelLogEntry.objects.for_instance(endpoint).select_related("user")[:DEEDS_SHOWN],
            "deliveries_url": f"{reverse('deliveries:index')}?endpoint={endpoint.pk}",
        }


def tokens_of(endpoint: Endpoint) -> list[Any]:
    """With whether each still opens the door."""
    now = clock.now()
    found: list[Any] = list(ApiToken.objects.filter(endpoint=endpoint))
    for token in found:
        token.opens = token.is_usable(now)
    return found

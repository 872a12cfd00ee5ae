"""`/metrics`: what a monitoring system asks, for nobody but itself."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from wireroom.config.exposition import CONTENT_TYPE, Metric, Sample, expose
from wireroom.core import clock
from wireroom.core.addresses import client_address
from wireroom.press.folder import store
from wireroom.reactions.comments.models import Comment
from wireroom.reactions.typo_reports.models import Slip
from wireroom.wire_out.models import Alarm, Delivery, DeliveryState, Endpoint, Recall
from wireroom.wire_out.models.product import newest_seq
from wireroom.wire_out.standing import Standing, standings

COUNTED_EVERY = 30
"""Seconds for which the counts of all deliveries are good: they read an index of the whole ledger."""
_COUNTS = "wireroom.metrics.deliveries"
_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 for who is neither in METRICS_FROM nor bears METRICS_TOKEN: nobody else learns that it is there."""
    if not (_bears_token(request) or _is_near(request)):
        raise Http404
    response = HttpResponse(expose(_metrics()), content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def _bears_token(request: HttpRequest) -> bool:
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and scheme.lower() == "bearer" and constant_time_compare(token.strip(), wanted)


def _is_near(request: HttpRequest) -> bool:
    """Whether the visitor is in an allowed network. What came through a proxy that we do not trust is from anywhere."""
    peer = request.META.get("REMOTE_ADDR", "")
    address = client_address(peer, request.headers.get("X-Forwarded-For", ""), settings.TRUSTED_PROXIES)
    if address == peer and any(name in request.headers for name in _FORWARDED):
        return False
    try:
        asking = ip_address(address)
    except ValueError:
        return False
    return any(asking in ip_network(entry, strict=False) for entry in settings.METRICS_FROM)


def _metrics() -> Iterator[Metric]:
    now = clock.now()
    endpoints = Endpoint.objects.pushed().select_related("subscriber").order_by("pk")
    yield from _of_endpoints(standings(endpoints, now))
    yield Metric(
        "wireroom_deliveries",
        "Deliveries by state, counted at most twice a minute.",
        tuple(Sample(count, {"state": state}) for state, count in _deliveries().items()),
    )
    yield _one("wireroom_dispatches_total", "Dispatches in the log.", newest_seq(), kind="counter")
    alarms = tuple(Sample(count, {"about": about}) for about, count in Alarm.objects.open().counted().items())
    yield Metric("wireroom_alarms", "Alarms that nobody has settled, by what failed.", alarms)
    untold = Recall.objects.untold()
    yield _one("wireroom_recalls_untold", "Recipients who do not know of a withdrawal yet.", untold.count())
    urgent = Recall.objects.to_telephone(now).order_by().count()
    yield _one("wireroom_recalls_to_telephone", "Those of them who must be telephoned.", urgent)
    held = store().holdings()
    yield _one("wireroom_press_pages", "Pages in the press.", held.pages)
    yield _one("wireroom_press_bytes", "Bytes of these pages.", held.size)
    queues = {
        "tasks": DBTaskResult.objects.ready().count(),
        "comments": Comment.objects.waiting().order_by().count(),
        "reported_errors": Slip.objects.open().order_by().count(),
    }
    samples = tuple(Sample(size, {"queue": name}) for name, size in queues.items())
    yield Metric("wireroom_queue_size", "What waits: background tasks, comments, reported errors.", samples)


def _of_endpoints(found: list[Standing]) -> Iterator[Metric]:
    labels = [
        {
            "endpoint": str(one.endpoint.pk),
            "name": one.endpoint.name,
            "subscriber": one.endpoint.subscriber.name,
            "kind": one.endpoint.kind,
        }
        for one in found
    ]
    lags = [round(one.lag.total_seconds(), 3) for one in found]
    for name, about, values in (
        ("wireroom_endpoint_lag_seconds", "Age of the oldest dispatch that the endpoint is still to get.", lags),
        ("wireroom_endpoint_pending", "Deliveries that wait for the endpoint.", [one.pending for one in found]),
        ("wireroom_endpoint_stuck", "1 where somebody should look at it.", [int(one.is_stuck) for one in found]),
    ):
        yield Metric(name, about, tuple(Sample(value, label) for value, label in zip(values, labels, strict=True)))


def _deliveries() -> dict[str, int]:
    """By state, all states among them."""
    kept: dict[str, int] | None = cache.get(_COUNTS)
    if kept is None:
        counted = Delivery.objects.order_by().values_list("state").annotate(Count("pk"))
        kept = dict.fromkeys(DeliveryState.values, 0) | dict(counted)
        cache.set(_COUNTS, kept, COUNTED_EVERY)
    return kept


def _one(name: str, about: str, value: float, *, kind: str = "gauge") -> Metric:
    return Metric(name, about, (Sample(value),), kind)

"""How far behind each endpoint is, for metrics and the dashboard."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min

from wireroom.core import clock
from wireroom.wire_out.models import Delivery, Endpoint
from wireroom.wire_out.models.product import newest_seq


@dataclass(frozen=True, slots=True)
class Lag:
    """What an endpoint still waits for: dispatches, and the age in seconds of the oldest of them."""

    endpoint: Endpoint
    dispatches: int
    seconds: float
    not_entered: int
    """Dispatches that have not even been looked at for it; more than a few mean that no worker runs."""


def lags() -> list[Lag]:
    """One entry for each endpoint that we deliver to; three queries, however many there are."""
    now, newest = clock.now(), newest_seq()
    pending = Delivery.objects.pending().values("endpoint_id").annotate(count=Count("pk"), oldest=Min("created_at"))
    waits = {row["endpoint_id"]: (row["count"], row["oldest"]) for row in pending}
    found = []
    for endpoint in Endpoint.objects.pushed().select_related("subscriber"):
        count, oldest = waits.get(endpoint.pk, (0, now))
        seconds = max(0.0, (now - oldest).total_seconds())
        found.append(Lag(endpoint, count, seconds, max(0, newest - endpoint.cursor)))
    return found

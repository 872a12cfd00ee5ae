"""A version that was being sent while a newer one came up: it is not sent again, and the newer one carries it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from wireroom.wire_out.models import Delivery, DeliveryState


def overtake(deliveries: Iterable[Delivery], now: datetime) -> set[int]:
    """Supersedes those that have a newer version at their endpoint; returns their keys. A withdrawal never."""
    gone = set()
    for delivery in deliveries:
        if delivery.kind == "withdrawal":
            continue
        newer = list(
            Delivery.objects.filter(
                endpoint_id=delivery.endpoint_id, story_id=delivery.story_id, dispatch_id__gt=delivery.dispatch_id
            ).order_by("dispatch_id")
        )
        if not newer:
            continue
        gone.add(delivery.pk)
        heir = next((row for row in newer if row.next_attempt_at is not None), None)
        if heir is not None:
            carries = [*delivery.carries, delivery.dispatch_id, *heir.carries]
            Delivery.objects.filter(pk=heir.pk).update(carries=carries)
    Delivery.objects.filter(pk__in=gone).update(
        state=DeliveryState.SUPERSEDED, next_attempt_at=None, settled_at=now, lease_by="", lease_until=None
    )
    return gone

"""Alarms: where our own code fails on one dispatch, the dashboard says so and everything else goes on."""

from __future__ import annotations

from django.db.models import Q

from wireroom.core import clock
from wireroom.formats.errors import FormatError
from wireroom.wire_out.models import Alarm

FAULTS = (FormatError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What a fault of a formatter or a filter can be; anything else is the house's."""


def fault_text(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"


def sound(seq: int, text: str, *, format_name: str = "", product_id: int | None = None) -> None:
    """An alarm about a dispatch: in a format, at a product, or without either as a whole. A settled one rings again."""
    of_product = Q(product=product_id) if product_id else Q(product__isnull=True)
    Alarm.objects.filter(of_product).update_or_create(
        dispatch_id=seq,
        format=format_name,
        defaults={"text": text, "settled_at": None, "settled_by": None},
        create_defaults={"text": text, "created_at": clock.now(), "product_id": product_id},
    )

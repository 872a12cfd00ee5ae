"""Alarms: what the wire out cannot do by itself, for the dashboard."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wireroom.stories.models import Dispatch
from wireroom.wire_out.models.product import Product
from wireroom.wire_out.querysets import AlarmQuerySet


class Alarm(models.Model):
    """Our own code that failed on a dispatch: those whom it concerns get nothing until somebody acts.

    With a format, its formatter; with a product, the filter that was asked; without either, reading the dispatch.
    """

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="alarms", db_index=False)
    format = models.CharField(max_length=32, blank=True)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, null=True, related_name="alarms")
    text = models.TextField()
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = AlarmQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        constraints = (
            models.UniqueConstraint(
                fields=("dispatch", "format"), condition=Q(product__isnull=True), name="one_alarm_of_a_format"
            ),
            models.UniqueConstraint(fields=("dispatch", "product"), name="one_alarm_of_a_product"),
        )

    def __str__(self) -> str:
        return f"{self.product or self.format}: {self.dispatch_id}"

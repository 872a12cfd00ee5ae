"""Alarms: what the wire out cannot do by itself, for the dashboard."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wireroom.stories.models import Dispatch
from wireroom.wire_out.querysets import AlarmQuerySet


class Alarm(models.Model):
    """A formatter that failed on a dispatch: its endpoints get nothing until somebody acts."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="alarms", db_index=False)
    format = models.CharField(max_length=32)
    text = models.TextField()
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = AlarmQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        constraints = (models.UniqueConstraint(fields=("dispatch", "format"), name="one_alarm"),)

    def __str__(self) -> str:
        return f"{self.format}: {self.dispatch_id}"

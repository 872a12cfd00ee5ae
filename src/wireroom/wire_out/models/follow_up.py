"""Follow-ups: corrections and reinstatements that are owed to whoever holds an older version of the story."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wireroom.stories.models import Dispatch
from wireroom.wire_out.models.subscriber import Person, Subscriber
from wireroom.wire_out.querysets import FollowUpQuerySet


class FollowUp(models.Model):
    """That a token or person who holds a story must learn of this later version, whatever their products carry now.

    Endpoints that we push to have deliveries instead.
    """

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="follow_ups")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="follow_ups")
    who = models.CharField(max_length=32)
    """As in receipts."""
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="follow_ups")
    created_at = models.DateTimeField()
    next_mail_at = models.DateTimeField(null=True)
    """For a person whose products do not bring it: when the mail that tells them is tried next."""
    mails_tried = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    """When it was fetched, viewed or mailed."""

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("who", "dispatch"), name="one_follow_up"),)
        indexes = (
            models.Index(fields=("next_mail_at",), name="follow_up_mail", condition=Q(next_mail_at__isnull=False)),
            models.Index(fields=("who", "dispatch"), name="follow_up_open", condition=Q(told_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.who} after {self.dispatch_id}"

"""Follow-ups: what is owed to tokens and people past their cursors: corrections of what they hold, what came late."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wireroom.stories.models import Dispatch
from wireroom.wire_out.models.subscriber import Person, Subscriber
from wireroom.wire_out.querysets import FollowUpQuerySet


class FollowUp(models.Model):
    """That a token or person must get this version, however far they have read.

    Because they hold an older one that it corrects or brings back, whatever their products carry now; or because a
    product of theirs could not be asked when it went out. Endpoints that we push to have deliveries instead.
    """

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="follow_ups")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="follow_ups")
    who = models.CharField(max_length=32)
    """As in receipts."""
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="follow_ups")
    is_late = models.BooleanField(default=False)
    """A product of theirs missed it."""
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

"""Recalls: everybody who may have a story that was withdrawn, and whether they know."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wireroom.stories.models import Dispatch, Story
from wireroom.wire_out.models.endpoint import Endpoint
from wireroom.wire_out.models.ledger import Delivery
from wireroom.wire_out.models.subscriber import Person, Subscriber
from wireroom.wire_out.models.token import ApiToken
from wireroom.wire_out.querysets import RecallQuerySet


class Told(models.TextChoices):
    """How a recipient learned of the withdrawal."""

    DELIVERED = "delivered", pgettext_lazy("recall", "delivered")
    FETCHED = "fetched", pgettext_lazy("recall", "fetched")
    VIEWED = "viewed", pgettext_lazy("recall", "seen in the portal")
    MAILED = "mailed", pgettext_lazy("recall", "mailed")
    TELEPHONED = "telephoned", pgettext_lazy("recall", "telephoned")


class Trouble(models.TextChoices):
    """What keeps the withdrawal from a recipient, so that somebody must telephone."""

    GONE = "gone", pgettext_lazy("recall", "nobody at this address any more")
    REFUSED = "refused", pgettext_lazy("recall", "refused")
    FAILING = "failing", pgettext_lazy("recall", "not reachable")
    RESTING = "resting", pgettext_lazy("recall", "left alone after many failures")
    DISABLED = "disabled", pgettext_lazy("recall", "endpoint disabled")
    ENDED = "ended", pgettext_lazy("recall", "contract ended")
    REVOKED = "revoked", pgettext_lazy("recall", "token no longer valid")
    SILENT = "silent", pgettext_lazy("recall", "has not fetched it yet")


class Recall(models.Model):
    """One recipient of a story that was withdrawn: an endpoint, a token or a person who may have any version of it."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="recalls", db_index=False)
    """The withdrawal."""
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="recalls")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="recalls")
    who = models.CharField(max_length=32)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, null=True, related_name="recalls")
    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, null=True, related_name="recalls")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="recalls")
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, null=True, related_name="recall")
    """For an endpoint that we push to."""
    created_at = models.DateTimeField()
    trouble = models.CharField(max_length=12, choices=Trouble, blank=True)
    next_mail_at = models.DateTimeField(null=True)
    """For a person: when the mail that tells them is tried next."""
    mails_tried = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    told_how = models.CharField(max_length=12, choices=Told, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """Who telephoned."""
    answered_at = models.DateTimeField(null=True)
    """When they confirmed, by the API or the link in the message."""
    answered_by = models.CharField(max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = RecallQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("recall")
        verbose_name_plural = _("recalls")
        constraints = (models.UniqueConstraint(fields=("dispatch", "who"), name="one_recall"),)
        indexes = (
            models.Index(fields=("created_at",), name="recall_open", condition=Q(told_at__isnull=True)),
            models.Index(fields=("who", "dispatch"), name="recall_who"),
        )

    def __str__(self) -> str:
        return f"{self.who} about {self.dispatch_id}"

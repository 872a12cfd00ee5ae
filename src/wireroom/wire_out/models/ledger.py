"""The ledger: what each endpoint was sent, with every attempt, and what people and machines fetched. Kept for ever."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wireroom.stories.models import Dispatch, DispatchKind, Story
from wireroom.wire_out.models.endpoint import Endpoint
from wireroom.wire_out.models.subscriber import Person, Subscriber
from wireroom.wire_out.models.token import ApiToken
from wireroom.wire_out.querysets import DeliveryQuerySet, ReceiptQuerySet
from wireroom.wire_out.rules.retries import Answer


class DeliveryState(models.TextChoices):
    PENDING = "pending", pgettext_lazy("delivery", "pending")
    ACCEPTED = "accepted", pgettext_lazy("delivery", "accepted")
    SUPERSEDED = "superseded", pgettext_lazy("delivery", "superseded by a newer version")
    DEAD = "dead", pgettext_lazy("delivery", "refused")
    """A dead letter: the endpoint does not want it, or the formatter cannot make it."""
    FAILED = "failed", pgettext_lazy("delivery", "given up")
    """Tried for days, or nobody there any more."""
    TOLD = "told", pgettext_lazy("delivery", "told by telephone")
    """A withdrawal that somebody passed on by voice."""


PENDING = models.Q(next_attempt_at__isnull=False)


class Delivery(models.Model):
    """One dispatch for one endpoint, under one message id however often it is tried.

    `next_attempt_at` is there while it is pending and only then. A lease says which worker may be trying it now;
    `carries` names the superseded versions whose signal and notes this one passes on.
    """

    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="deliveries")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=DispatchKind)
    message_id = models.CharField(max_length=64)
    carries = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    first_tried_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(null=True)
    lease_by = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    last_answer = models.CharField(max_length=12, blank=True)
    """A value of `rules.retries.Answer`."""
    last_code = models.PositiveSmallIntegerField(default=0)
    last_text = models.CharField(max_length=500, blank=True)
    accepted_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    """When it stopped being pending, in whatever way."""
    resent_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("dispatch_id", "endpoint_id")
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = (
            models.UniqueConstraint(fields=("endpoint", "dispatch"), name="one_delivery"),
            models.CheckConstraint(
                condition=models.Q(state="pending", next_attempt_at__isnull=False)
                | (~models.Q(state="pending") & models.Q(next_attempt_at__isnull=True)),
                name="pending_delivery_has_its_time",
            ),
        )
        indexes = (
            models.Index(fields=("story", "endpoint", "dispatch"), name="delivery_story"),
            # Of what is pending only, however long the ledger is.
            models.Index(fields=("endpoint", "dispatch"), name="delivery_due", condition=PENDING),
            models.Index(fields=("kind", "endpoint"), name="delivery_due_first", condition=PENDING),
            models.Index(fields=("state", "settled_at"), name="delivery_state"),
        )

    def __str__(self) -> str:
        return self.message_id

    @property
    def guid(self) -> str:
        return self.dispatch.guid

    @property
    def may_have_arrived(self) -> bool:
        """Whether the endpoint took it, or was sent it and nobody can tell."""
        return self.attempts > 0 or self.lease_until is not None or self.state == DeliveryState.ACCEPTED


class Attempt(models.Model):
    """One try at a delivery, and how it was answered."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    answer = models.CharField(max_length=12, choices=[(answer.value, answer.value) for answer in Answer])
    code = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=500, blank=True)
    worker = models.CharField(max_length=80)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.number}: {self.answer} {self.code or ''}".rstrip()


class How(models.TextChoices):
    """In what way somebody got hold of a version."""

    PULLED = "pulled", pgettext_lazy("receipt", "fetched")
    VIEWED = "viewed", pgettext_lazy("receipt", "viewed")
    DOWNLOADED = "downloaded", pgettext_lazy("receipt", "downloaded")
    MAILED = "mailed", pgettext_lazy("receipt", "mailed")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("receipt", "acknowledged")


class Receipt(models.Model):
    """That a token, a person or an endpoint got hold of a dispatch in some way: the first time it did."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="receipts", db_index=False)
    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="receipts", db_index=False)
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="receipts")
    version = models.PositiveIntegerField()
    who = models.CharField(max_length=32)
    """`token:7`, `person:3` or `endpoint:12`, so that one constraint holds for all."""
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, null=True, related_name="receipts")
    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, null=True, related_name="receipts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="receipts")
    how = models.CharField(max_length=12, choices=How)
    at = models.DateTimeField()

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = (models.UniqueConstraint(fields=("dispatch", "who", "how"), name="one_receipt"),)
        indexes = (models.Index(fields=("subscriber", "dispatch"), name="receipt_subscriber"),)

    def __str__(self) -> str:
        return f"{self.who} {self.how} {self.dispatch_id}"

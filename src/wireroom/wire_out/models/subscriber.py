"""Subscribers: the newsrooms that the house serves, and their people."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from wireroom.wire_out.querysets import PersonQuerySet, SubscriberQuerySet


class Subscriber(ClusterableModel):
    """One client: an organisation with a contract. Nothing of it is deleted: the ledger is kept for ever."""

    name = models.CharField(_("organisation"), max_length=200, unique=True)
    language = models.CharField(
        _("language of correspondence"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    contract_from = models.DateField(_("contract from"), null=True, blank=True)
    contract_until = models.DateField(
        _("contract until"), null=True, blank=True, help_text=_("The last day. Empty: until further notice.")
    )
    may_receive_embargoed = models.BooleanField(
        _("may receive material under embargo"),
        default=False,
        help_text=_("It is sent before its time, marked with the time until which it must be held."),
    )
    notes = models.TextField(_("notes"), blank=True, help_text=_("For colleagues only."))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.contract_from and self.contract_until and self.contract_until < self.contract_from:
            raise ValidationError({"contract_until": _("The contract ends before it begins.")})

    def is_served(self, at: datetime) -> bool:
        """Whether the contract runs at that time."""
        day = at.date()
        return (self.contract_from is None or self.contract_from <= day) and (
            self.contract_until is None or day <= self.contract_until
        )


class Contact(models.Model):
    """Somebody to telephone or write to at a subscriber."""

    subscriber = ParentalKey(
        Subscriber, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("subscriber")
    )
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=120, blank=True, help_text=_("Such as duty editor, technical desk."))
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    mail = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody at a subscriber who signs in at the portal. One who leaves is switched off, never deleted."""

    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.PROTECT, related_name="people", verbose_name=_("subscriber")
    )
    name = models.CharField(_("name"), max_length=120)
    mail = models.EmailField(_("e-mail"), unique=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    password = models.CharField(max_length=128, blank=True, editable=False)
    """As Django's hashers write it; empty until the invitation is taken up."""
    is_administrator = models.BooleanField(_("manages the team"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    link_sent_at = models.DateTimeField(null=True, editable=False)
    """When a link to choose a password was last mailed."""
    link_asked_at = models.DateTimeField(null=True, editable=False)
    link_due_at = models.DateTimeField(null=True, editable=False)
    """When the mail with a link is tried next; None while none is wanted."""
    links_tried = models.PositiveSmallIntegerField(default=0, editable=False)
    """Since it was asked for."""
    link_trouble = models.CharField(max_length=200, blank=True, editable=False)
    """Why the last try failed, in the mail server's words."""
    signed_in_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        verbose_name = _("person at a subscriber")
        verbose_name_plural = _("people at subscribers")

    def __str__(self) -> str:
        return self.name

    @property
    def has_come(self) -> bool:
        """Whether they have taken up their invitation."""
        return bool(self.password)

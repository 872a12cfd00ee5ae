"""Tokens of the pull API."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wireroom.wire_out.models.endpoint import Endpoint
from wireroom.wire_out.models.subscriber import Person, Subscriber
from wireroom.wire_out.querysets import ApiTokenQuerySet


class Scope(models.TextChoices):
    READ = "read", _("read dispatches")
    PICTURES = "pictures", _("fetch pictures")
    SEARCH = "search", _("search")
    ACKNOWLEDGE = "acknowledge", _("acknowledge")


class ApiToken(models.Model):
    """A key to the API, of a pull endpoint or of a person; only its hash is kept, its beginning tells it apart."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="tokens")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, null=True, blank=True, related_name="tokens")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="tokens")
    name = models.CharField(_("name"), max_length=120)
    beginning = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = (
            models.CheckConstraint(
                condition=Q(endpoint__isnull=False, person__isnull=True)
                | Q(endpoint__isnull=True, person__isnull=False),
                name="token_has_one_holder",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning}…)"

    @staticmethod
    def digest_of(token: str) -> str:
        """Tokens are random and long, so a plain hash is enough and can be looked up."""
        return hashlib.sha256(token.encode()).hexdigest()

    def is_usable(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def allows(self, scope: str) -> bool:
        return scope in self.scopes

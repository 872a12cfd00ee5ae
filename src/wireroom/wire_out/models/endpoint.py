"""Endpoints: the places at a subscriber that the wire is delivered to, or pulled from by."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from wireroom.core.sealing import seal, unseal
from wireroom.wire_out.models.product import Product, newest_seq
from wireroom.wire_out.models.subscriber import Subscriber
from wireroom.wire_out.querysets import EndpointQuerySet


class Kind(models.TextChoices):
    HTTP = "http", _("HTTP push")
    SFTP = "sftp", _("SFTP")
    FTP = "ftp", _("FTP")
    MAIL = "mail", _("e-mail")
    FOLDER = "folder", _("folder")
    PULL = "pull", _("fetched by the subscriber")


class EndpointState(models.TextChoices):
    ACTIVE = "active", _("active")
    DISABLED = "disabled", _("disabled")


class Endpoint(models.Model):
    """One way to a subscriber.

    `cursor` is how far the log has been entered into the ledger for it: what is unsent is the ledger's pending rows,
    and the log after the cursor that its products carry. Secrets are sealed, and never shown again once given.
    """

    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.PROTECT, related_name="endpoints", verbose_name=_("subscriber")
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    address = models.CharField(
        _("address"),
        max_length=500,
        blank=True,
        help_text=_(
            "https://… for HTTP push, sftp://host:port/folder, ftp:// or ftps://host/folder, "
            "e-mail addresses with commas between them, or the path of a folder."
        ),
    )
    username = models.CharField(_("user name"), max_length=120, blank=True)
    sealed_password = models.TextField(blank=True, editable=False)
    """A password, or a private key in PEM for SFTP."""
    sealed_secret = models.TextField(blank=True, editable=False)
    """What pushes are signed with, in the form of Standard Webhooks: `whsec_` and base64."""
    sealed_previous_secret = models.TextField(blank=True, editable=False)
    previous_secret_until = models.DateTimeField(null=True, editable=False)
    host_key = models.CharField(max_length=800, blank=True, editable=False)
    """The key that an SFTP server showed first; another one is refused until an editor forgets this one."""

    format = models.CharField(_("format"), max_length=32, default="ninjs")
    """A name in `formats.registry.RENDERERS`."""
    products: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        Product, blank=True, related_name="endpoints", verbose_name=_("products")
    )
    skips_refiles = models.BooleanField(
        _("skip refiles"), default=False, help_text=_("Mended slips such as typos are not sent.")
    )
    connections = models.PositiveSmallIntegerField(
        _("connections"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(8)],
        help_text=_("1 keeps the order of the wire between stories; more are faster over a long distance."),
    )
    starting_seq = models.BigIntegerField(default=newest_seq, editable=False)
    cursor = models.BigIntegerField(default=0, editable=False)

    paused = models.BooleanField(_("paused"), default=False)
    state = models.CharField(
        _("state"), max_length=8, choices=EndpointState, default=EndpointState.ACTIVE, editable=False
    )
    reason = models.CharField(max_length=500, blank=True, editable=False)
    """Why it is disabled, in the words of whoever or whatever disabled it."""
    failures = models.PositiveIntegerField(default=0, editable=False)
    """In a row, since it last took something."""
    rests_until = models.DateTimeField(null=True, editable=False)
    """Left alone until then: the circuit breaker is open, or it asked us to come back later."""
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ("subscriber__name", "name")
        verbose_name = _("endpoint")
        verbose_name_plural = _("endpoints")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.cursor = self.starting_seq
        super().save(*args, **kwargs)

    @property
    def is_pushed(self) -> bool:
        return self.kind != Kind.PULL

    @property
    def is_active(self) -> bool:
        return self.state == EndpointState.ACTIVE

    def is_resting(self, now: datetime) -> bool:
        return self.rests_until is not None and self.rests_until > now

    @property
    def password(self) -> str:
        """Raises SealBroken where SECRET_KEY has changed."""
        return unseal(self.sealed_password, settings.SECRET_KEY)

    @password.setter
    def password(self, value: str) -> None:
        self.sealed_password = seal(value, settings.SECRET_KEY)

    @property
    def secret(self) -> str:
        """Raises SealBroken where SECRET_KEY has changed."""
        return unseal(self.sealed_secret, settings.SECRET_KEY)

    @secret.setter
    def secret(self, value: str) -> None:
        self.sealed_secret = seal(value, settings.SECRET_KEY)

    def secrets_at(self, now: datetime) -> tuple[str, ...]:
        """What a push is signed with: the secret, and for a day after its change the one before."""
        found = [self.secret] if self.sealed_secret else []
        if self.sealed_previous_secret and self.previous_secret_until and now < self.previous_secret_until:
            found.append(unseal(self.sealed_previous_secret, settings.SECRET_KEY))
        return tuple(found)

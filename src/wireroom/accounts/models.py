"""Staff."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wireroom.accounts.rules import ANSWER_FOR_MUCH, Role


class User(AbstractUser):  # type: ignore[django-manager-missing]  # stories and photos stand in a room above
    """A member of staff; roles are Wagtail groups, so that the desk's own user pages manage them."""

    second_factor = models.TextField(_("second factor"), blank=True, default="", editable=False)
    """The secret that they share with their app, sealed; empty if they have no app."""
    second_factor_step = models.BigIntegerField(default=0, editable=False)
    """The step of the last code taken, so that none is taken twice."""
    second_factor_at = models.DateTimeField(null=True, blank=True, editable=False)
    passkey_handle = models.BinaryField(max_length=64, default=b"", editable=False)
    """What their devices call them, and nobody else: random, made with their first passkey, kept for ever."""
    passkey_mark = models.CharField(max_length=32, blank=True, default="", editable=False)
    """Empty if they have no passkey, and another one whenever one is removed: it ends what that one has opened."""

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles this person holds; a superuser is an administrator."""
        names = set(self.groups.values_list("name", flat=True))
        held = {role for role in Role if role.value in names}
        return frozenset(held | {Role.ADMINISTRATOR}) if self.is_superuser else frozenset(held)

    @property
    def has_second_factor(self) -> bool:
        return bool(self.second_factor or self.passkey_mark)

    @property
    def is_asked_for_second_factor(self) -> bool:
        """Whether the password alone does not let them in."""
        return self.has_second_factor and settings.SECOND_FACTOR != "off"

    @property
    def must_have_second_factor(self) -> bool:
        return settings.SECOND_FACTOR == "required" and not ANSWER_FOR_MUCH.isdisjoint(self.roles)

    def get_session_auth_hash(self) -> str:
        """As ever, but a second factor that comes, goes or becomes a must ends what a password alone has opened."""
        return self._with_factor(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return map(self._with_factor, super().get_session_auth_fallback_hash())

    def _with_factor(self, session_hash: str) -> str:
        factor = self.second_factor + self.passkey_mark or ("required" if self.must_have_second_factor else "")
        if not factor:
            return session_hash
        return salted_hmac("wireroom.accounts.second_factor", f"{session_hash}{factor}", algorithm="sha256").hexdigest()


class RecoveryCode(models.Model):
    """One of the codes that stand in for the app or passkey; deleted when it is used."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "digest"), name="one_recovery_code_a_digest"),)

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"


class Passkey(models.Model):
    """A key on somebody's device: a credential record (Web Authentication Level 3, section 4)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField(max_length=2048)
    """COSE, as the device sent it."""
    sign_count = models.BigIntegerField(default=0)
    may_be_backed_up = models.BooleanField()
    """Whether it can be on several devices: for ever the same."""
    transports = models.CharField(max_length=100, blank=True, default="")
    """How browsers reach it, with blanks between."""
    last_challenge = models.CharField(max_length=64, blank=True, default="")
    """The digest of what it answered last: of racing requests with one answer one is taken."""
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("added_at", "pk")

    def __str__(self) -> str:
        return self.name

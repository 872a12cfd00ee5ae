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
    """The secret that they share with their app, sealed; empty if they have none."""
    second_factor_step = models.BigIntegerField(default=0, editable=False)
    """The step of the last code taken, so that none is taken twice."""
    second_factor_at = models.DateTimeField(null=True, blank=True, editable=False)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles this person holds; a superuser is an administrator."""
        names = set(self.groups.values_list("name", flat=True))
        held = {role for role in Role if role.value in names}
        return frozenset(held | {Role.ADMINISTRATOR}) if self.is_superuser else frozenset(held)

    @property
    def is_asked_for_code(self) -> bool:
        """Whether the password alone does not let them in."""
        return bool(self.second_factor) and settings.SECOND_FACTOR != "off"

    @property
    def must_have_second_factor(self) -> bool:
        return settings.SECOND_FACTOR == "required" and not ANSWER_FOR_MUCH.isdisjoint(self.roles)

    def get_session_auth_hash(self) -> str:
        """As ever, but a second factor that comes, goes or becomes a must ends what a password alone has opened."""
        return self._with_factor(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return map(self._with_factor, super().get_session_auth_fallback_hash())

    def _with_factor(self, session_hash: str) -> str:
        factor = self.second_factor or ("required" if self.must_have_second_factor else "")
        if not factor:
            return session_hash
        return salted_hmac("wireroom.accounts.second_factor", f"{session_hash}{factor}", algorithm="sha256").hexdigest()


class RecoveryCode(models.Model):
    """One of the codes that stand in for the app; deleted when it is used."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "digest"), name="one_recovery_code_a_digest"),)

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"

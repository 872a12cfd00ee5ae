"""Staff."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.utils.functional import cached_property

from wireroom.accounts.rules import Role


class User(AbstractUser):  # type: ignore[django-manager-missing]  # stories and photos stand in a room above
    """A member of staff; roles are Wagtail groups, so that the desk's own user pages manage them."""

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles this person holds; a superuser is an administrator."""
        names = set(self.groups.values_list("name", flat=True))
        held = {role for role in Role if role.value in names}
        return frozenset(held | {Role.ADMINISTRATOR}) if self.is_superuser else frozenset(held)

"""Who may do what to subscribers and what they are sent."""

from __future__ import annotations

from django.utils.translation import gettext as _

from wireroom.accounts.models import User
from wireroom.wire_out.errors import NotAllowed
from wireroom.wire_out.rules.rights import Right, rights

__all__ = ["Right", "demand", "may"]


def may(user: User | None, right: Right) -> bool:
    return user is not None and user.is_active and right in rights(user.roles)


def demand(user: User | None, right: Right) -> None:
    """Raises NotAllowed unless `user` has the right; None is the house itself (shell, engine)."""
    if user is not None and not may(user, right):
        raise NotAllowed(_("You have no right to do this. Ask a chief."))

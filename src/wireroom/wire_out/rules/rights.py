"""Who may do what about subscribers."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from wireroom.accounts.rules import Role


class Right(StrEnum):
    VIEW = "view"
    """See subscribers, deliveries, dead letters, recalls."""
    SEND = "send"
    """Pause, resume, test, send again, settle an alarm."""
    TELEPHONE = "telephone"
    """Note that a recipient of a withdrawn story has been told by voice."""
    MANAGE = "manage"
    """Subscribers, products, endpoints, secrets, tokens, people."""


_EDITOR = frozenset({Right.VIEW, Right.TELEPHONE})


def rights(roles: Collection[Role]) -> frozenset[Right]:
    """Everything that somebody with `roles` may do."""
    if Role.ADMINISTRATOR in roles or Role.CHIEF in roles:
        return frozenset(Right)
    return _EDITOR if Role.EDITOR in roles else frozenset()

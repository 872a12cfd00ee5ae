"""Who in the newsroom may do what with comments."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from wireroom.accounts.rules import Role


class Right(StrEnum):
    SEE = "see"
    MODERATE = "moderate"
    """Approve, reject, remove, restore, pick, decide appeals, close a story's comments."""
    BLOCK = "block"
    """Refuse a reader."""
    SET = "set"
    """Say how an edition takes comments."""


def rights(roles: Collection[Role], *, assigned: bool = True) -> frozenset[Right]:
    """What somebody with `roles` may do; `assigned` says that they answer for the story's section and language."""
    held = set(roles)
    if held & {Role.CHIEF, Role.ADMINISTRATOR}:
        return frozenset(Right)
    if Role.MODERATOR in held:
        return frozenset({Right.SEE, Right.MODERATE, Right.BLOCK})
    if Role.EDITOR in held:
        return frozenset({Right.SEE, Right.MODERATE}) if assigned else frozenset({Right.SEE})
    return frozenset()

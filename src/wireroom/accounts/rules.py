"""The five roles of a newsroom."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may do; the value is the name of the Wagtail group that grants it."""

    REPORTER = "Reporters"
    EDITOR = "Editors"
    CHIEF = "Chiefs"
    MODERATOR = "Moderators"
    ADMINISTRATOR = "Administrators"


ANSWER_FOR_MUCH = frozenset({Role.CHIEF, Role.ADMINISTRATOR})
"""Who must have a second factor where the house requires one."""

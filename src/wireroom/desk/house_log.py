# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The way to Wagtail's log of all that was done at the desk, for those who answer for the house."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

from wireroom.accounts.rules import ANSWER_FOR_MUCH


class LogMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return not ANSWER_FOR_MUCH.isdisjoint(user.roles)

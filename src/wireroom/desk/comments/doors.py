# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Who may look at what readers wrote; what may be done to each comment is asked about its very story."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from wireroom.reactions.comments.decisions import may
from wireroom.reactions.comments.rules import Right


class ModeratorsOnly:
    """A view that opens to those who have `right` to the comments of any story."""

    request: HttpRequest
    right = Right.SEE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(self.user, self.right):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the view's
        return response

    @property
    def user(self) -> Any:
        return self.request.user

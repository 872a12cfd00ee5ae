"""Who has shown a moment ago that it is they who sit there: only they change their factors, for ten minutes."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from wireroom.accounts.errors import NotAllowed
from wireroom.accounts.models import User
from wireroom.core import clock

KEY = "second_factor_confirmed"
WITHIN = 600


def confirm(request: HttpRequest, user: User) -> None:
    request.session[KEY] = [user.pk, clock.now().timestamp()]


def is_confirmed(request: HttpRequest, user: User) -> bool:
    number, at = request.session.get(KEY, (None, 0.0))
    return bool(number == user.pk and clock.now().timestamp() - at <= WITHIN)


def require(request: HttpRequest, user: User) -> None:
    """Raises NotAllowed."""
    if not is_confirmed(request, user):
        raise NotAllowed(_("Show first that it is you. Then do it again."))

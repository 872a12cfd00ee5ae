"""Who has given the right password and not yet a code: signed in nowhere, and remembered for ten minutes."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.core.sealing import SealBroken, seal, unseal

KEY, SECRET = "second_factor_pending", "second_factor_secret"
WITHIN = 600


@dataclass(frozen=True, slots=True)
class Pending:
    """`state` is the hash of their session to be: another password or factor meanwhile, and they begin again."""

    user_id: int
    backend: str
    state: str
    leads_to: str
    is_remembered: bool
    began: float


def begin(request: HttpRequest, user: User, *, leads_to: str, is_remembered: bool) -> None:
    backend = getattr(user, "backend", settings.AUTHENTICATION_BACKENDS[0])
    state = user.get_session_auth_hash()
    pending = Pending(user.pk, backend, state, leads_to, is_remembered, clock.now().timestamp())
    request.session.cycle_key()
    request.session.set_expiry(WITHIN)
    request.session[KEY] = asdict(pending)


def who(request: HttpRequest) -> tuple[Pending, User] | None:
    """The person at the door, or None if there is none, or no longer."""
    kept = request.session.get(KEY)
    if kept is None:
        return None
    pending = Pending(**kept)
    user = User.objects.filter(pk=pending.user_id, is_active=True).first()
    is_late = clock.now().timestamp() - pending.began > WITHIN
    if user is None or is_late or not constant_time_compare(user.get_session_auth_hash(), pending.state):
        request.session.pop(KEY)
        return None
    return pending, user


def let_in(request: HttpRequest, pending: Pending, user: User) -> None:
    """Signs them in as the password alone would have."""
    for key in (KEY, SECRET):
        request.session.pop(key, None)
    open_desk(request, user, backend=pending.backend, is_remembered=pending.is_remembered)


def open_desk(request: HttpRequest, user: User, *, backend: str, is_remembered: bool) -> None:
    login(request, user, backend=backend)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if is_remembered else 0)


def secret_shown(request: HttpRequest) -> str:
    """The secret that the app is being shown, empty if none is; sealed in the session, as it is in the account."""
    try:
        return unseal(request.session.get(SECRET, ""), settings.SECRET_KEY)
    except SealBroken:
        return ""


def show_secret(request: HttpRequest, secret: str) -> str:
    request.session[SECRET] = seal(secret, settings.SECRET_KEY)
    return secret

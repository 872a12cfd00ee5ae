"""Who calls: a token in the Authorization header, looked up by its hash, with a scope for what it asks."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from wireroom.core import clock
from wireroom.core.addresses import client_address, neighbourhood
from wireroom.wire_out.api.allowances import GUESSES, Allowance, count, counted
from wireroom.wire_out.api.problems import NotInScope, TooMany, WrongToken
from wireroom.wire_out.models import ApiToken, Scope
from wireroom.wire_out.reading import Reader, reader_of
from wireroom.wire_out.rules.waiting import AGAIN

NOTED_EVERY = timedelta(minutes=1)
"""How exactly a token's last use is known."""


class Key(HttpBearer):
    """A usable token that has `scope`; any usable one where that is empty."""

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """Raises WrongToken, NotInScope, TooMany."""
        found = _usable(token)
        if found is None:
            guesses = count("guesses", network_of(request), GUESSES)
            if guesses.is_spent:
                raise TooMany(_("Too many wrong tokens from your network. Wait a minute."), guesses.headers)
            raise WrongToken(_("This token is unknown, revoked or expired."))
        _allow(request, found)
        if self.scope and not found.allows(self.scope):
            said = _("This token lacks the scope “%(scope)s”; it has: %(scopes)s.")
            raise NotInScope(said % {"scope": self.scope, "scopes": ", ".join(found.scopes) or "–"})
        return found


READS, FETCHES_PICTURES, SEARCHES, ACKNOWLEDGES = (
    Key(scope) for scope in (Scope.READ, Scope.PICTURES, Scope.SEARCH, Scope.ACKNOWLEDGE)
)
ANY = Key()


def _usable(token: str) -> ApiToken | None:
    now = clock.now()
    tokens = ApiToken.objects.usable(now).filter(digest=ApiToken.digest_of(token))
    found = tokens.select_related("subscriber", "endpoint", "person").first()
    if found is None or (found.person is not None and not found.person.is_active):
        return None
    if found.used_at is None or found.used_at < now - NOTED_EVERY:
        stale = Q(used_at__isnull=True) | Q(used_at__lt=now - NOTED_EVERY)
        ApiToken.objects.filter(stale, pk=found.pk).update(used_at=now)
    return found


def _allow(request: HttpRequest, token: ApiToken) -> None:
    is_repeated = getattr(request, "scope", {}).get(AGAIN)
    allowance = (counted if is_repeated else count)("token", str(token.pk), settings.WIRE_API_PER_MINUTE)
    request.wire_allowance = allowance  # type: ignore[attr-defined]  # for the headers of the answer
    if allowance.is_spent:
        said = _("This token may ask %(limit)d times a minute.") % {"limit": allowance.limit}
        raise TooMany(said, allowance.headers)


def allowance_of(request: HttpRequest) -> Allowance | None:
    return getattr(request, "wire_allowance", None)


def network_of(request: HttpRequest) -> str:
    """Where a request comes from, as far as one place counts."""
    peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
    return neighbourhood(client_address(peer, forwarded, settings.TRUSTED_PROXIES))


def token_of(request: HttpRequest) -> ApiToken:
    return cast(ApiToken, request.auth)  # type: ignore[attr-defined]  # set by django-ninja


def caller(request: HttpRequest) -> Reader:
    return reader_of(token_of(request), clock.now())

"""What a device is asked: kept in the session for one purpose, one person, one answer, and five minutes."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest

from wireroom.accounts.models import User
from wireroom.accounts.second_factor.passkeys.asking import new_challenge
from wireroom.accounts.second_factor.passkeys.errors import NO_PLACE, NoPlaceForPasskeys, PasskeyRefused
from wireroom.accounts.second_factor.passkeys.rules import WITHIN, Asked, Party, Refusal, Unusable, party_of
from wireroom.core import clock

KEY = "passkey_challenge"


class Purpose(StrEnum):
    ENTER = "enter"
    DOOR = "door"
    FIRST = "first"
    CONFIRM = "confirm"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Kept:
    """`handle` is what the device is told to call them, where it is to make a passkey."""

    challenge: str
    purpose: str
    user_id: int | None
    handle: str
    began: float


def party_here(request: HttpRequest) -> Party | Unusable:
    return party_of(settings.SITE_URL, f"{request.scheme}://{request.get_host()}")


def offer(request: HttpRequest, user: User) -> dict[str, object]:
    """For a page: whether it asks for a passkey of `user`; why it can have none at this address, and where it can."""
    party = party_here(request)
    if isinstance(party, Party):
        return {"offers_passkey": bool(user.passkey_mark), "no_place": "", "site": ""}
    site = settings.SITE_URL if party is Unusable.ELSEWHERE else ""
    return {"offers_passkey": False, "no_place": str(NO_PLACE[party]), "site": site}


def required_party(request: HttpRequest) -> Party:
    """Raises NoPlaceForPasskeys."""
    party = party_here(request)
    if isinstance(party, Unusable):
        raise NoPlaceForPasskeys(party)
    return party


def begin(request: HttpRequest, purpose: Purpose, *, user: User | None, handle: bytes = b"") -> Asked:
    """One that replaces any before it. A session that begins with it ends with it. Raises NoPlaceForPasskeys."""
    asked = new_challenge(required_party(request))
    challenge, number = b64encode(asked.challenge).decode(), user.pk if user else None
    kept = Kept(challenge, purpose, number, b64encode(handle).decode(), clock.now().timestamp())
    if request.session.is_empty():
        request.session.set_expiry(WITHIN)
    request.session[KEY] = asdict(kept)
    return asked


def take(request: HttpRequest, purpose: Purpose, *, user: User | None) -> tuple[Asked, bytes]:
    """What was asked, and the handle; whatever comes of it, it is asked no more. Raises PasskeyRefused."""
    found = request.session.pop(KEY, None)
    party = required_party(request)
    if found is None:
        raise PasskeyRefused(Refusal.EXPIRED)
    kept = Kept(**found)
    is_another = (kept.purpose, kept.user_id) != (purpose, user.pk if user else None)
    if is_another or clock.now().timestamp() - kept.began > WITHIN:
        raise PasskeyRefused(Refusal.EXPIRED)
    return Asked(party, b64decode(kept.challenge)), b64decode(kept.handle)

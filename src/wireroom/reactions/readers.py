"""What we know of a reader without knowing who they are."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from wireroom.core import clock
from wireroom.core.addresses import neighbourhood
from wireroom.reactions.models import DayKey

KEYS_KEPT = timedelta(days=1)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reacts: `key` from the reader's own cookie, `place` from the address, keyed anew every day.

    Neither leads back to the cookie or the address. `is_new` says that the cookie has not been given yet.
    """

    token: str
    place: str = ""
    is_new: bool = False

    @property
    def key(self) -> str:
        """The SHA-256 of the cookie's value, in hex: what is stored with a vote, a comment, a report."""
        return hashlib.sha256(self.token.encode()).hexdigest()


def known_token(text: str) -> str:
    """The cookie's value if we could have made it, else an empty string."""
    return text if _TOKEN.fullmatch(text) else ""


def new_token() -> str:
    return secrets.token_urlsafe(32)


def place_of(address: str) -> str:
    """A hash of the network address (of IPv6 its /64) that is good for today and cannot be undone tomorrow."""
    digest = hmac.new(_key_of_today(), neighbourhood(address).encode(), hashlib.sha256)
    return digest.hexdigest()[:32]


def _key_of_today() -> bytes:
    today = clock.now().date()
    found, _created = DayKey.objects.get_or_create(day=today, defaults={"key": secrets.token_bytes(32)})
    return bytes(found.key)


def forget_keys() -> int:
    """Deletes the keys of the days before yesterday; run by the schedule."""
    deleted, _by_model = DayKey.objects.filter(day__lt=clock.now().date() - KEYS_KEPT).delete()
    return int(deleted)

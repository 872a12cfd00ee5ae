# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Signing in at the desk: Wagtail's form, with guessing made slow."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext
from wagtail.admin.forms.auth import LoginForm

from wireroom.core.addresses import client_address, neighbourhood


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many attempts in so many seconds."""

    attempts: int
    seconds: int


# One person at one place, one place, one account from everywhere: the last is wide, so that nobody can lock out a
# colleague by guessing at their name, and narrow enough that a password outlives a botnet.
PERSON_AND_PLACE = Allowance(10, 600)
PLACE = Allowance(60, 600)
PERSON = Allowance(300, 3600)


class SignInForm(LoginForm):
    """Counts an attempt before the password is looked at, so that parallel guesses gain nothing."""

    def clean(self) -> dict[str, Any]:
        counters = self._counters()
        for key, allowance in counters.items():
            if _count(key, allowance) > allowance.attempts:
                raise _too_many(allowance)
        cleaned: dict[str, Any] = super().clean()
        cache.delete_many(list(counters))
        return cleaned

    def _counters(self) -> dict[str, Allowance]:
        meta = self.request.META
        place = neighbourhood(
            client_address(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""), settings.TRUSTED_PROXIES)
        )
        person = (self.cleaned_data.get("username") or "").casefold()
        return {
            _key(person, place): PERSON_AND_PLACE,
            _key("", place): PLACE,
            _key(person, ""): PERSON,
        }


def _key(person: str, place: str) -> str:
    digest = hashlib.sha256("\0".join((person, place)).encode())
    return f"sign-in:{digest.hexdigest()}"


def _count(key: str, allowance: Allowance) -> int:
    """The attempts counted under `key`, this one among them."""
    if cache.add(key, 1, timeout=allowance.seconds):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, timeout=allowance.seconds)
        return 1


def _too_many(allowance: Allowance) -> ValidationError:
    minutes = allowance.seconds // 60
    message = ngettext(
        "Too many attempts. Wait %(minutes)s minute, then try again.",
        "Too many attempts. Wait %(minutes)s minutes, then try again.",
        minutes,
    )
    return ValidationError(message % {"minutes": minutes}, code="too-many-attempts")

# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Signing in at the desk: Wagtail's form, with guessing made slow."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest
from wagtail.admin.forms.auth import LoginForm

from wireroom.accounts.counting import Allowance, count, forget, key_of
from wireroom.core.addresses import client_address, neighbourhood

# One person at one place, one place, one account from everywhere: the last is wide, so that nobody can lock out a
# colleague by guessing at their name, and narrow enough that a password outlives a botnet.
PERSON_AND_PLACE = Allowance(10, 600)
PLACE = Allowance(60, 600)
PERSON = Allowance(300, 3600)


class SignInForm(LoginForm):
    """Counts an attempt before the password is looked at, so that parallel guesses gain nothing."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        # Wagtail's field has no label, so that it would be called "Password" in every language.
        self.fields["password"].label = AuthenticationForm.base_fields["password"].label

    def clean(self) -> dict[str, Any]:
        counters = self._counters()
        count(counters)
        cleaned: dict[str, Any] = super().clean()
        forget(counters)
        return cleaned

    def _counters(self) -> dict[str, Allowance]:
        place = place_of(self.request)
        person = (self.cleaned_data.get("username") or "").casefold()
        return {
            key_of("sign-in", person, place): PERSON_AND_PLACE,
            key_of("sign-in", "", place): PLACE,
            key_of("sign-in", person, ""): PERSON,
        }


def place_of(request: HttpRequest) -> str:
    """The network that a request comes from."""
    sender, passed_on = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    return neighbourhood(client_address(sender, passed_on, settings.TRUSTED_PROXIES))

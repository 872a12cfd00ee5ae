"""Asking for a code, and for the password again where much hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wireroom.accounts.counting import Allowance, count, forget, key_of
from wireroom.accounts.errors import AccountError
from wireroom.accounts.models import User

# A guess of six digits is right three times in a million. Whoever knows the password has 720 of them a day.
PERSON_AND_PLACE = Allowance(5, 300)
PERSON = Allowance(30, 3600)


class CodeForm(forms.Form):
    """`use` is what is done with a right code; what it returns is `outcome`, its AccountError an error of the form."""

    code = forms.CharField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, user: User, place: str, use: Callable[[str], Any], **named: Any) -> None:
        super().__init__(*args, **named)
        self.user = user
        self.place = place
        self.use = use
        self.outcome: Any = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        counters = {
            key_of("code", str(self.user.pk), self.place): PERSON_AND_PLACE,
            key_of("code", str(self.user.pk), ""): PERSON,
        }
        count(counters)
        self.check_password(cleaned)
        try:
            self.outcome = self.use(cleaned["code"])
        except AccountError as error:
            raise ValidationError(error.message, code=error.code) from error
        forget(counters)
        return cleaned

    def check_password(self, cleaned: dict[str, Any]) -> None:
        """Nothing to check here: it was given a moment ago."""


class PasswordAndCodeForm(CodeForm):
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    field_order = ("password", "code")

    def check_password(self, cleaned: dict[str, Any]) -> None:
        if not self.user.check_password(cleaned["password"]):
            raise ValidationError(_("The password is wrong."), code="wrong-password")

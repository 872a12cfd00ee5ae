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


def counters_of(kind: str, user: User, place: str) -> dict[str, Allowance]:
    """How often `user` may try, from `place` and from everywhere."""
    return {key_of(kind, str(user.pk), place): PERSON_AND_PLACE, key_of(kind, str(user.pk), ""): PERSON}


class SlowForm(forms.Form):
    """Counts an attempt before anything is looked at; a right one was no guess."""

    def __init__(self, *args: Any, user: User, place: str, **named: Any) -> None:
        super().__init__(*args, **named)
        self.user = user
        self.place = place

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        counters = counters_of("code", self.user, self.place)
        count(counters)
        self.check(cleaned)
        forget(counters)
        return cleaned

    def check(self, cleaned: dict[str, Any]) -> None:
        """Raises ValidationError of what is wrong."""


class CodeForm(SlowForm):
    """`use` is what is done with a right code; what it returns is `outcome`, its AccountError an error of the form."""

    code = forms.CharField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, use: Callable[[str], Any], **named: Any) -> None:
        super().__init__(*args, **named)
        self.use = use
        self.outcome: Any = None

    def check(self, cleaned: dict[str, Any]) -> None:
        super().check(cleaned)
        try:
            self.outcome = self.use(cleaned["code"])
        except AccountError as error:
            raise ValidationError(error.message, code=error.code) from error


class PasswordForm(SlowForm):
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def check(self, cleaned: dict[str, Any]) -> None:
        if not self.user.check_password(cleaned["password"]):
            raise ValidationError(_("The password is wrong."), code="wrong-password")


class PasswordAndCodeForm(CodeForm, PasswordForm):
    """The password is looked at first: a code is used up only beside the right one."""

    field_order = ("password", "code")


class NameForm(forms.Form):
    """What somebody calls a passkey of theirs."""

    name = forms.CharField(
        label=_("Name of the new passkey"),
        help_text=_("So that you know it again: work laptop, phone, blue key."),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

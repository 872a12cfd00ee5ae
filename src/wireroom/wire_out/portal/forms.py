"""The portal's forms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from wireroom.core import clock
from wireroom.wire_out.models import Scope

LONGEST_PASSWORD = 200
"""Characters: hashing more is only work."""


def _mail(**more: Any) -> forms.EmailField:
    told = {"invalid": gettext_lazy("This is no e-mail address.")}
    return forms.EmailField(label=gettext_lazy("E-mail"), error_messages=told, **more)


class SignInForm(forms.Form):
    mail = _mail(widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("New password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        try:
            validate_password(password)
        except ValidationError as error:  # Django's own sentences are not there in all our languages
            raise ValidationError(_("Take at least 8 characters, not only digits, and no common password.")) from error
        return password


class MailForm(forms.Form):
    mail = _mail(widget=forms.EmailInput(attrs={"autocomplete": "username"}))


class InviteForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    mail = _mail()
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[(code, name) for code, (name, _zone, _direction) in settings.SHIPPED_EDITIONS.items()],
    )
    is_administrator = forms.BooleanField(label=gettext_lazy("Manages the team"), required=False)


class LanguageForm(forms.Form):
    language = InviteForm.base_fields["language"]


class TokenForm(forms.Form):
    LASTS = (
        ("90", gettext_lazy("90 days")),
        ("365", gettext_lazy("1 year")),
        ("", pgettext_lazy("token", "until it is revoked")),
    )
    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=120)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=Scope.choices,
        initial=list(Scope.values),
        widget=forms.CheckboxSelectMultiple,
    )
    lasts = forms.ChoiceField(label=gettext_lazy("Valid for"), choices=LASTS, initial="365", required=False)

    @property
    def wanted(self) -> dict[str, Any]:
        """What `issue_token` takes."""
        days = self.cleaned_data["lasts"]
        expires = clock.now() + timedelta(days=int(days)) if days else None
        return {"name": self.cleaned_data["name"], "scopes": self.cleaned_data["scopes"], "expires_at": expires}


class SearchForm(forms.Form):
    q = forms.CharField(max_length=200)
    language = forms.ChoiceField(choices=InviteForm.base_fields["language"].choices)  # type: ignore[attr-defined]
    alerts = forms.BooleanField(required=False)

    def clean_q(self) -> str:
        words = " ".join(str(self.cleaned_data["q"]).split())
        if not words:
            raise ValidationError(_("There is nothing to look for."))
        return words

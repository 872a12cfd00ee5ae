"""The page that sets up an agency, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from wireroom.accounts.models import User
from wireroom.desk.first_start import OpenAlready, holds_key, is_at_this_machine, is_open, open_with_chief
from wireroom.desk.logo_field import LogoField

LEADS_TO_SETUP = frozenset({"/", "/desk/", "/desk/login/"})


class SetupFirst:
    """Leads whoever comes first to the setup page; once there is an edition it asks nothing any more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.is_over = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self.is_over and request.path_info in LEADS_TO_SETUP:
            self.is_over = is_open()
            if not self.is_over:
                return redirect("setup")
        return self.get_response(request)


class SetupForm(forms.Form):
    agency = forms.CharField(label=_("Name of the agency"), max_length=120)
    editions = forms.MultipleChoiceField(
        label=_("Editions"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(code, name) for code, (name, _zone, _direction) in settings.SHIPPED_EDITIONS.items()],
        help_text=_("The languages it publishes in. More can be opened later."),
    )
    logo = LogoField(label=_("Logo"), required=False)
    name = forms.CharField(
        label=_("Your name for signing in"),
        max_length=150,
        validators=User._meta.get_field("username").validators,
        widget=forms.TextInput({"autocomplete": "username"}),
    )
    email = forms.EmailField(label=_("Your e-mail address"), widget=forms.EmailInput({"autocomplete": "email"}))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=password_validators_help_text_html,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The password again"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password and password != cleaned.get("again"):
            self.add_error("again", ValidationError(_("The two passwords differ.")))
        if password:
            try:
                validate_password(password, self.chief())
            except ValidationError as error:
                self.add_error("password", error)
        if User.objects.filter(username__iexact=cleaned.get("name", "")).exists():
            self.add_error("name", ValidationError(_("There is an account of this name already.")))
        return cleaned

    def chief(self) -> User:
        """The first chief, not yet saved."""
        user = User(username=self.cleaned_data.get("name", ""), email=self.cleaned_data.get("email", ""))
        user.set_password(self.cleaned_data.get("password"))
        return user


class SetupView(FormView[SetupForm]):
    """Open to who sits at this machine or holds the key, and only until the agency is set up."""

    template_name = "desk/setup.html"
    form_class = SetupForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_open():
            if request.method == "POST":
                raise Http404
            return redirect("wagtailadmin_home")
        with translation.override(translation.get_language_from_request(request)):
            if not self._may_set_up(request):
                return render(request, "desk/setup_key.html", {"tried": "key" in request.GET}, status=403)
            response = super().dispatch(request, *args, **kwargs)
            rendered: HttpResponseBase = response.render() if hasattr(response, "render") else response
        rendered["Cache-Control"] = "no-store"
        return rendered

    def _may_set_up(self, request: HttpRequest) -> bool:
        return is_at_this_machine(request.META, request.get_host()) or holds_key(request.GET.get("key", ""))

    def get_initial(self) -> dict[str, Any]:
        return {"agency": "" if settings.AGENCY_NAME == "Wireroom" else settings.AGENCY_NAME}

    def form_valid(self, form: SetupForm) -> HttpResponse:
        chief = form.chief()
        try:
            open_with_chief(
                name=form.cleaned_data["agency"],
                editions=form.cleaned_data["editions"],
                chief=chief,
                logo=form.cleaned_data["logo"],
            )
        except OpenAlready as error:
            raise Http404 from error
        login(self.request, chief, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect("wagtailadmin_home")

# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Signing in: the password, then a code or passkey, then the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from wagtail.admin.views.account import LoginView

from wireroom.accounts.models import User
from wireroom.accounts.second_factor import actions, rules
from wireroom.accounts.second_factor.forms import CodeForm, NameForm
from wireroom.accounts.second_factor.passkeys.rules import Party
from wireroom.accounts.sign_in import place_of
from wireroom.desk.second_factor import pending
from wireroom.desk.second_factor.challenges import offer, party_here
from wireroom.desk.second_factor.picture import Shown

FEW_LEFT = 3


@method_decorator(never_cache, name="dispatch")
class SignInView(LoginView):
    """Wagtail's, but a right password lets nobody in who has a second factor or must have one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        has_passkeys = settings.SECOND_FACTOR != "off" and isinstance(party_here(self.request), Party)
        return {**super().get_context_data(**kwargs), "has_passkeys": has_passkeys}

    def form_valid(self, form: forms.Form) -> HttpResponseBase:
        user: User = form.get_user()  # type: ignore[attr-defined]  # Django's own form of signing in
        if not (user.is_asked_for_second_factor or user.must_have_second_factor):
            return super().form_valid(form)  # type: ignore[no-any-return]  # of Wagtail
        if self.request.user.is_authenticated:
            logout(self.request)
        is_remembered = bool(form.cleaned_data.get("remember"))
        pending.begin(self.request, user, leads_to=self.get_success_url(), is_remembered=is_remembered)
        return redirect("desk_second_factor" if user.is_asked_for_second_factor else "desk_second_factor_first")


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class AtTheDoor(FormView[CodeForm]):
    """A page for who has given the password."""

    form_class = CodeForm
    has_factor: bool

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = pending.who(request)
        if found is None or found[1].is_asked_for_second_factor is not self.has_factor:
            return redirect("wagtailadmin_login")
        self.pending, self.user = found
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.user, "place": place_of(self.request), "use": self.use}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "user": self.user, **offer(self.request, self.user)}

    def use(self, code: str) -> Any:
        raise NotImplementedError


class CodeView(AtTheDoor):
    """Asks for the code, or a passkey."""

    template_name = "desk/second_factor/ask.html"
    has_factor = True

    def get_form(self, form_class: type[CodeForm] | None = None) -> CodeForm:
        form = super().get_form(form_class)
        form.fields["code"].widget.attrs["autofocus"] = not self.user.passkey_mark
        return form

    def use(self, code: str) -> None:
        actions.take_code(self.user, code)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        pending.let_in(self.request, self.pending, self.user)
        warn_of_few_codes(self.request, self.user)
        return redirect(self.pending.leads_to)


class FirstCodeView(AtTheDoor):
    """Where the house requires a second factor: sets it up before the desk opens."""

    template_name = "desk/second_factor/first.html"
    has_factor = False

    def use(self, code: str) -> list[str]:
        return actions.turn_on(self.user, secret=pending.secret_shown(self.request), code=code)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        secret = pending.secret_shown(self.request) or pending.show_secret(self.request, rules.new_secret())
        return {**super().get_context_data(**kwargs), "shown": Shown.of(secret, self.user), "name_form": NameForm()}

    def form_valid(self, form: CodeForm) -> HttpResponse:
        return let_in_with_codes(self.request, self.pending, self.user, form.outcome)


def let_in_with_codes(request: HttpRequest, waiting: pending.Pending, user: User, codes: list[str]) -> HttpResponse:
    """In, with a first look at the recovery codes."""
    pending.let_in(request, waiting, user)
    shown = {"codes": codes, "leads_to": waiting.leads_to}
    return render(request, "desk/second_factor/first_codes.html", shown)


def warn_of_few_codes(request: HttpRequest, user: User) -> None:
    left = user.recovery_codes.count()
    if left <= FEW_LEFT:
        said = ngettext("%(left)s recovery code is left.", "%(left)s recovery codes are left.", left)
        messages.warning(request, said % {"left": left})

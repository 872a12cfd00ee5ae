# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The second factor in one's account: how it stands, and what is changed once one has shown who one is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView, View
from wagtail.admin.views.account import BaseSettingsPanel
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from wireroom.accounts.errors import AccountError, NotAllowed
from wireroom.accounts.models import User
from wireroom.accounts.second_factor import actions, rules
from wireroom.accounts.second_factor.forms import CodeForm, NameForm, PasswordAndCodeForm, PasswordForm, SlowForm
from wireroom.accounts.sign_in import place_of
from wireroom.desk.second_factor import confirming, pending
from wireroom.desk.second_factor.challenges import offer
from wireroom.desk.second_factor.picture import Shown

PAGE = "desk_second_factor_keep"


class SecondFactorPanel(BaseSettingsPanel):
    """In the account: how it stands, and the way to the page that changes it."""

    name = "second_factor"
    title = _("Second factor")
    order = 550
    template_name = "desk/second_factor/panel.html"

    def is_active(self) -> bool:
        return bool(settings.SECOND_FACTOR != "off")

    def get_form(self) -> forms.Form:
        return forms.Form()  # nothing to save with the rest of the account

    def get_context_data(self) -> dict[str, Any]:
        return {"user": self.user}


class Own(View):
    """What one changes of one's own account, while the house has second factors."""

    user: User
    must_be_confirmed = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.SECOND_FACTOR == "off":
            raise Http404
        self.user = request.user  # type: ignore[assignment]  # the desk lets nobody else in
        if self.must_be_confirmed:
            try:
                confirming.require(request, self.user)
            except NotAllowed as error:
                messages.error(request, error.message)
                return redirect(PAGE)
        return super().dispatch(request, *args, **kwargs)


class OwnPage(Own, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]  # Wagtail's mixin is Any
    page_title = _("Second factor")
    header_icon = "key"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        account = {"url": reverse("wagtailadmin_account"), "label": gettext("Account")}
        return [*super().get_breadcrumbs_items(), account, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.user, "place": place_of(self.request)}


@method_decorator(sensitive_post_parameters(), name="dispatch")
class SecondFactorView(OwnPage):
    """How it stands. Its form asks who one is: the password, and a code if there is a factor."""

    template_name = "desk/second_factor/keep.html"
    must_be_confirmed = False

    def get_form_class(self) -> type[SlowForm]:
        return PasswordAndCodeForm if self.user.has_second_factor else PasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        named = super().get_form_kwargs()
        return {**named, "use": self.use} if self.user.has_second_factor else named

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "user": self.user,
            **offer(self.request, self.user),
            "name_form": NameForm(),
            "is_app_a_must": self.user.must_have_second_factor and not self.user.passkey_mark,
            "passkeys": list(self.user.passkeys.all()),
            "codes_left": self.user.recovery_codes.count(),
            "is_confirmed": confirming.is_confirmed(self.request, self.user),
        }

    def use(self, code: str) -> None:
        actions.take_code(self.user, code)

    def form_valid(self, form: SlowForm) -> HttpResponse:
        confirming.confirm(self.request, self.user)
        return redirect(PAGE)


@method_decorator(sensitive_post_parameters(), name="dispatch")
class AppView(OwnPage):
    """Sets up the app."""

    form_class = CodeForm
    template_name = "desk/second_factor/set_up.html"
    page_title = _("Authenticator app")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request.user, "second_factor", ""):
            return redirect(PAGE)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "use": self.use}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        secret = pending.secret_shown(self.request) or pending.show_secret(self.request, rules.new_secret())
        return {**super().get_context_data(**kwargs), "shown": Shown.of(secret, self.user)}

    def use(self, code: str) -> list[str]:
        return actions.turn_on(self.user, secret=pending.secret_shown(self.request), code=code)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        self.request.session.pop(pending.SECRET, None)
        return changed(self.request, self.user, form.outcome, gettext("The authenticator app is set up."))


class ChangeView(Own, View):
    """What a button does: new recovery codes, or no app any more."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(PAGE)

    def post(self, request: HttpRequest) -> HttpResponse:
        deeds: dict[str, Callable[[], HttpResponse]] = {"codes": self.renew_codes, "off": self.turn_off}
        if (deed := deeds.get(request.POST.get("do", ""))) is None:
            return redirect(PAGE)
        try:
            return deed()
        except AccountError as error:
            messages.error(request, error.message)
            return redirect(PAGE)

    def renew_codes(self) -> HttpResponse:
        return changed(self.request, self.user, actions.renew_recovery_codes(self.user), "")

    def turn_off(self) -> HttpResponse:
        actions.turn_off(self.user)
        return changed(self.request, self.user, [], gettext("The authenticator app is off."))


class CodesPage(WagtailAdminTemplateMixin, TemplateView):
    template_name = "desk/second_factor/codes.html"
    page_title = _("Your recovery codes")
    header_icon = "key"


def changed(request: HttpRequest, user: User, codes: list[str], said: str) -> HttpResponse:
    """This session goes on where others have ended; new recovery codes are shown once."""
    update_session_auth_hash(request, user)
    if codes:
        page = CodesPage(extra_context={"codes": codes})
        page.setup(request)
        shown: HttpResponse = page.get(request)
        return shown
    messages.success(request, said)
    return redirect(PAGE)

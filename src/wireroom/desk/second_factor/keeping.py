# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The second factor in one's account, and an administrator's way to take away a colleague's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.account import BaseSettingsPanel
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from wireroom.accounts.errors import NotAllowed
from wireroom.accounts.models import User
from wireroom.accounts.second_factor import actions, rules
from wireroom.accounts.second_factor.forms import PasswordAndCodeForm
from wireroom.accounts.sign_in import place_of
from wireroom.desk.second_factor import pending
from wireroom.desk.second_factor.picture import Shown


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


@method_decorator(sensitive_post_parameters(), name="dispatch")
class SecondFactorView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]  # Wagtail's mixin is Any
    """Turns it on; or makes new recovery codes, or turns it off. Each asks for the password and a code."""

    form_class = PasswordAndCodeForm
    page_title = _("Second factor")
    header_icon = "key"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.SECOND_FACTOR == "off":
            raise Http404
        self.user: User = request.user  # type: ignore[assignment]  # the desk lets nobody else in
        self.is_on = bool(self.user.second_factor)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_template_names(self) -> list[str]:
        return [f"desk/second_factor/{'on' if self.is_on else 'set_up'}.html"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        account = {"url": reverse("wagtailadmin_account"), "label": gettext("Account")}
        return [*super().get_breadcrumbs_items(), account, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.user, "place": place_of(self.request), "use": self.use}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {**super().get_context_data(**kwargs), "user": self.user}
        if not self.is_on:
            secret = pending.secret_shown(self.request) or pending.show_secret(self.request, rules.new_secret())
            context["shown"] = Shown.of(secret, self.user)
        return context

    def use(self, code: str) -> list[str]:
        """The recovery codes to be shown, none when it is turned off."""
        if not self.is_on:
            return actions.turn_on(self.user, secret=pending.secret_shown(self.request), code=code)
        actions.take_code(self.user, code)
        if self.request.POST.get("do") == "off":
            actions.turn_off(self.user)
            return []
        return actions.renew_recovery_codes(self.user)

    def form_valid(self, form: PasswordAndCodeForm) -> HttpResponse:
        self.request.session.pop(pending.SECRET, None)
        update_session_auth_hash(self.request, self.user)
        if not form.outcome:
            messages.success(self.request, gettext("The second factor is off."))
            return redirect("wagtailadmin_account")
        self.template_name = "desk/second_factor/codes.html"
        context = {**self.get_context_data(form=form), "codes": form.outcome}
        return self.response_class(self.request, self.template_name, context)


class ResetSecondFactorView(WagtailAdminTemplateMixin, TemplateView):
    """Takes it away from a colleague who has lost app and codes."""

    template_name = "desk/second_factor/reset.html"
    page_title = _("Take the second factor away")
    header_icon = "key"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.by: User = request.user  # type: ignore[assignment]  # the desk lets nobody else in
        self.colleague = get_object_or_404(User, pk=kwargs["pk"])
        if not actions.may_reset(self.colleague, by=self.by):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        people = {"url": reverse("wagtailusers_users:index"), "label": gettext("Users")}
        person = {"url": reverse("wagtailusers_users:edit", args=[self.colleague.pk]), "label": str(self.colleague)}
        return [*super().get_breadcrumbs_items(), people, person, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "colleague": self.colleague}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            actions.reset(self.colleague, by=self.by)
        except NotAllowed as error:
            messages.error(request, error.message)
        else:
            said = gettext("%(name)s signs in with the password alone, and can set up a new second factor.")
            messages.success(request, said % {"name": self.colleague})
        return redirect("wagtailusers_users:index")


def reset_button(user: User, request_user: User) -> list[Button]:
    """In the list of users, beside whoever has one."""
    if not user.second_factor or not actions.may_reset(user, by=request_user):
        return []
    address = reverse("desk_second_factor_reset", args=[user.pk])
    return [Button(gettext("Take the second factor away"), address, icon_name="key", priority=40)]

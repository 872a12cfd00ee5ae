# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""An administrator's way to take a colleague's second factor away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from wireroom.accounts.errors import NotAllowed
from wireroom.accounts.models import User
from wireroom.accounts.second_factor import actions


class ResetSecondFactorView(WagtailAdminTemplateMixin, TemplateView):
    """Takes it away from a colleague who has lost everything."""

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
    if not user.has_second_factor or not actions.may_reset(user, by=request_user):
        return []
    address = reverse("desk_second_factor_reset", args=[user.pk])
    return [Button(gettext("Take the second factor away"), address, icon_name="key", priority=40)]

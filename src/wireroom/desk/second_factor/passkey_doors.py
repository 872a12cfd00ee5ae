"""Signing in with a passkey: in place of the password, in place of a code, or with the first where one is a must."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from wireroom.desk.second_factor import pending
from wireroom.desk.second_factor.ceremonies import Adding, Ceremony, ForOne, asked_name
from wireroom.desk.second_factor.challenges import Purpose
from wireroom.desk.second_factor.signing_in import let_in_with_codes, warn_of_few_codes


class EnterWithPasskey(RedirectURLMixin, Ceremony):
    """In place of the password: the device has checked who they are, so that it is two factors in one."""

    purpose = Purpose.ENTER
    next_page = "wagtailadmin_home"

    def do(self, answer: str) -> HttpResponse:
        user = self.who_answers(answer)
        if self.request.user.is_authenticated:
            logout(self.request)
        is_remembered = bool(self.request.POST.get("remember"))
        backend = settings.AUTHENTICATION_BACKENDS[0]
        pending.open_desk(self.request, user, backend=backend, is_remembered=is_remembered)
        return redirect(self.get_success_url())

    def back(self) -> HttpResponse:
        going = self.get_redirect_url()
        return redirect(reverse("wagtailadmin_login") + (f"?{urlencode({'next': going})}" if going else ""))


class DoorCeremony(ForOne):
    """For who has given the password."""

    has_factor: bool

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = pending.who(request)
        if found is None or found[1].is_asked_for_second_factor is not self.has_factor:
            return redirect("wagtailadmin_login")
        self.pending, self.user = found
        return super().dispatch(request, *args, **kwargs)


class PasskeyAtTheDoor(DoorCeremony):
    purpose = Purpose.DOOR
    has_factor = True

    def do(self, answer: str) -> HttpResponse:
        user = self.who_answers(answer)
        pending.let_in(self.request, self.pending, user)
        warn_of_few_codes(self.request, user)
        return redirect(self.pending.leads_to)

    def back(self) -> HttpResponse:
        return redirect("desk_second_factor")


class FirstPasskey(DoorCeremony, Adding):
    """Where the house requires a second factor: adds one before the desk opens."""

    purpose = Purpose.FIRST
    has_factor = False

    def do(self, answer: str) -> HttpResponse:
        codes = self.added(answer, asked_name(self.request))
        return let_in_with_codes(self.request, self.pending, self.user, codes)

    def back(self) -> HttpResponse:
        return redirect("desk_second_factor_first")

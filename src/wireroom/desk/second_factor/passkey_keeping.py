"""One's own passkeys: shown to confirm who one is, added, renamed, removed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext

from wireroom.accounts.errors import AccountError
from wireroom.accounts.models import Passkey
from wireroom.accounts.second_factor.passkeys import actions
from wireroom.desk.second_factor import confirming
from wireroom.desk.second_factor.ceremonies import Adding, ForOne, asked_name
from wireroom.desk.second_factor.challenges import Purpose
from wireroom.desk.second_factor.keeping import PAGE, Own, changed


class ConfirmWithPasskey(Own, ForOne):
    """In place of password and code."""

    purpose = Purpose.CONFIRM
    must_be_confirmed = False

    def do(self, answer: str) -> HttpResponse:
        confirming.confirm(self.request, self.who_answers(answer))
        return redirect(PAGE)

    def back(self) -> HttpResponse:
        return redirect(PAGE)


class AddPasskey(Own, Adding):
    """For whoever has shown who they are: a thief at an open desk cannot."""

    purpose = Purpose.ADD
    must_be_confirmed = False

    def asked_of_device(self) -> dict[str, Any]:
        confirming.require(self.request, self.user)
        return super().asked_of_device()

    def do(self, answer: str) -> HttpResponse:
        confirming.require(self.request, self.user)
        codes = self.added(answer, asked_name(self.request))
        return changed(self.request, self.user, codes, gettext("The passkey is added."))

    def back(self) -> HttpResponse:
        return redirect(PAGE)


class PasskeyView(Own):
    """One of them is renamed or removed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect(PAGE)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        passkey = get_object_or_404(Passkey, pk=pk, user=self.user)
        passkey.user = self.user
        try:
            if request.POST.get("do") == "remove":
                actions.remove(passkey)
                return changed(request, self.user, [], gettext("The passkey is removed."))
            actions.rename(passkey, asked_name(request))
        except AccountError as error:
            messages.error(request, error.message)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, gettext("The passkey is renamed."))
        return redirect(PAGE)

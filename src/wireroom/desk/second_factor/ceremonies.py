"""One address for a passkey, asked twice: first it gives a challenge, then it does what the right answer allows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from wireroom.accounts.counting import Allowance, count, forget, key_of
from wireroom.accounts.errors import AccountError
from wireroom.accounts.models import User
from wireroom.accounts.second_factor.forms import NameForm, counters_of
from wireroom.accounts.second_factor.passkeys import actions
from wireroom.accounts.second_factor.passkeys.asking import options_to_add, options_to_use
from wireroom.accounts.sign_in import PLACE, place_of
from wireroom.desk.second_factor import challenges
from wireroom.desk.second_factor.challenges import Purpose
from wireroom.stories.models import Edition


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class Ceremony(View):
    """What is wrong is said in words: to the script that asks for a challenge, or on the page that one came from."""

    purpose: ClassVar[Purpose]

    @property
    def subject(self) -> User | None:
        """Whose passkey it must be; None if nobody has said who they are."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.SECOND_FACTOR == "off":
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.back()

    def post(self, request: HttpRequest) -> HttpResponse:
        if "answer" not in request.POST:
            return self.ask()
        try:
            return self.take_answer(request.POST["answer"])
        except (AccountError, ValidationError) as error:
            messages.error(request, _words_of(error))
            return self.back()

    def ask(self) -> HttpResponse:
        """Counted by place alone, and widely: a challenge is worth nothing, and a prompt may be cancelled."""
        try:
            count(self.asking)
            return JsonResponse(self.asked_of_device())
        except (AccountError, ValidationError) as error:
            return JsonResponse({"said": _words_of(error)}, status=422)

    def take_answer(self, answer: str) -> HttpResponse:
        counters: dict[str, Allowance] = {key_of("passkey", "", self.place): PLACE}
        if self.subject:
            counters = counters_of("passkey", self.subject, self.place)
        count(counters)
        response = self.do(answer)
        forget({**counters, **self.asking})
        return response

    @property
    def place(self) -> str:
        return place_of(self.request)

    @property
    def asking(self) -> dict[str, Allowance]:
        return {key_of("passkey-challenge", "", self.place): PLACE}

    def asked_of_device(self) -> dict[str, Any]:
        """What the device is asked: for one of their passkeys, unless said otherwise."""
        asked = challenges.begin(self.request, self.purpose, user=self.subject)
        return options_to_use(asked, user=self.subject)

    def do(self, answer: str) -> HttpResponse:
        raise NotImplementedError

    def back(self) -> HttpResponse:
        """To the page with the button."""
        raise NotImplementedError

    def who_answers(self, answer: str) -> User:
        """Raises PasskeyRefused."""
        asked, _handle = challenges.take(self.request, self.purpose, user=self.subject)
        return actions.use(answer, asked=asked, user=self.subject)


class ForOne(Ceremony):
    """Where it is known whose passkey it must be."""

    user: User

    @property
    def subject(self) -> User | None:
        return self.user


class Adding(ForOne):
    """Where a new passkey of `user` is made."""

    def asked_of_device(self) -> dict[str, Any]:
        handle, edition = actions.handle_of(self.user), Edition.objects.first()
        asked = challenges.begin(self.request, self.purpose, user=self.user, handle=handle)
        return options_to_add(
            asked, agency=edition.name if edition else settings.AGENCY_NAME, user=self.user, handle=handle
        )

    def added(self, answer: str, name: str) -> list[str]:
        """The recovery codes to be shown, if it is their first factor. Raises PasskeyRefused, NotAllowed."""
        asked, handle = challenges.take(self.request, self.purpose, user=self.user)
        return actions.add(self.user, answer, asked=asked, handle=handle, name=name)


def asked_name(request: HttpRequest) -> str:
    """Raises ValidationError."""
    form = NameForm(request.POST)
    if not form.is_valid():
        raise ValidationError(gettext("A passkey needs a name of at most 60 signs."))
    return str(form.cleaned_data["name"])


def _words_of(error: AccountError | ValidationError) -> str:
    return error.message if isinstance(error, AccountError) else str(error.messages[0])

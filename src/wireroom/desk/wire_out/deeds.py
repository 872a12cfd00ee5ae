# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""What can be done to an endpoint: pause, resume, disable, enable, change its secret, send again from a point on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from wireroom.desk.wire_out.asking import Asking, Deed, Once
from wireroom.desk.wire_out.endpoint import OneEndpoint
from wireroom.desk.wire_out.words import said
from wireroom.wire_out import actions
from wireroom.wire_out.errors import WireOutError
from wireroom.wire_out.models import Endpoint, Kind
from wireroom.wire_out.policy import Right
from wireroom.wire_out.resending import count_since, resend_since
from wireroom.wire_out.rules.retries import Answer
from wireroom.wire_out.testing import send_test

GIVE_SECRET = _(
    "Give it to the subscriber over a safe way: with it they check that a push is ours. It is shown only now; if it is "
    "lost, change it."
)
LARGEST_SEQ = 2**63 - 1

DEEDS: dict[str, tuple[Callable[..., None], Promise]] = {
    "pause": (actions.pause, _("“%(endpoint)s” is paused. Withdrawals are delivered all the same.")),
    "resume": (actions.resume, _("“%(endpoint)s” is delivered to again.")),
    "enable": (actions.enable, _("“%(endpoint)s” is in use again; what waits for it is tried now.")),
    "forget": (
        actions.forget_host_key,
        _("The key that the server of “%(endpoint)s” shows next is taken for its own."),
    ),
}


class EndpointDeedView(Deed):
    right = Right.SEND

    def post(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        if deed not in DEEDS:
            raise Http404(deed)
        act, done = DEEDS[deed]
        endpoint = get_object_or_404(Endpoint, pk=pk)
        self.attempt(lambda: act(endpoint, by=self.user), said=str(done) % {"endpoint": endpoint})
        return redirect(reverse("endpoints:endpoint", args=[pk]))


class TestView(Deed):
    """Sends a message that says it is a test, and shows how it was answered."""

    right = Right.SEND

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        endpoint = get_object_or_404(Endpoint.objects.select_related("subscriber"), pk=pk)
        try:
            outcome = send_test(endpoint, by=self.user)
        except WireOutError as error:
            self.refuse(error.message)
            return redirect(reverse("endpoints:endpoint", args=[pk]))
        answer = said(outcome.answer, outcome.code, outcome.text)
        words = (
            " ".join(str(part) for part in (answer.meaning, answer.code, answer.why, answer.text) if part)
            if answer
            else ""
        )
        text = gettext("Test of “%(endpoint)s”: %(answer)s") % {"endpoint": endpoint, "answer": words}
        good = outcome.answer is Answer.ACCEPTED
        (messages.success if good else messages.error)(request, text)
        return redirect(reverse("endpoints:endpoint", args=[pk]))


class Question(OneEndpoint, Asking):
    """What will happen to an endpoint."""

    right = Right.SEND

    @property
    def about(self) -> str:
        return f"{self.endpoint.subscriber}: {self.endpoint}"


class RotateView(Question, Once):
    """Shows the new secret in the answer to the POST, once."""

    right = Right.MANAGE
    page_title = _("Change the signing secret")
    explanation = _("A new secret is made and shown to you once.")
    consequence = _(
        "For 24 hours pushes are signed with the old one too. Until then the subscriber must have the new one."
    )
    yes = _("Make a new secret")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._demand_http()
        return super().get(request, pk)

    def carry_out(self, form: forms.Form) -> HttpResponse:
        self._demand_http()
        secret = actions.rotate_secret(self.endpoint, by=self.user)
        what = gettext("Signing secret of %(endpoint)s") % {"endpoint": self.endpoint}
        return self.show_once(secret, what=what, advice=str(GIVE_SECRET), back_url=self.home)

    def _demand_http(self) -> None:
        if self.endpoint.kind != Kind.HTTP:
            raise Http404


class DisableForm(forms.Form):
    reason = forms.CharField(label=_("Reason, for colleagues"), max_length=500)


class DisableView(Question):
    page_title = _("Disable the endpoint")
    form_class = DisableForm
    explanation = _("Nothing is delivered to it any more until somebody enables it again.")
    consequence = _("A withdrawal is still tried, and put on the list of those who must be telephoned.")
    yes = _("Disable it")
    is_serious = True

    def carry_out(self, form: forms.Form) -> HttpResponse:
        actions.disable(self.endpoint, by=self.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, gettext("“%(endpoint)s” is disabled.") % {"endpoint": self.endpoint})
        return redirect(self.home)


class ResendForm(forms.Form):
    seq = forms.IntegerField(
        label=_("After dispatch number"),
        min_value=0,
        max_value=LARGEST_SEQ,
        required=False,
        help_text=_("0 begins at the beginning."),
    )
    time = forms.DateTimeField(label=_("Or since"), required=False, widget=AdminDateTimeInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and (cleaned.get("seq") is None) == (cleaned.get("time") is None):
            raise forms.ValidationError(gettext("Say either a number or a time."))
        return cleaned

    @property
    def since(self) -> dict[str, int | datetime | None]:
        return {"seq": self.cleaned_data["seq"], "time": self.cleaned_data["time"]}

    @property
    def point(self) -> str:
        """What a count holds for; after another one it is counted again."""
        return " ".join(str(value) for value in self.since.values())


class ResendView(Question):
    """First counts, then asks again with the count, and only then sends."""

    page_title = _("Send again")
    form_class = ResendForm
    explanation = _(
        "Of each story that went out since, the newest version is sent once more, if this endpoint’s products take it "
        "or it was sent there before."
    )
    consequence = _("What comes twice bears the same message id, so that the subscriber can tell.")
    yes = _("Count first")

    def carry_out(self, form: forms.Form) -> HttpResponse:
        assert isinstance(form, ResendForm)  # noqa: S101 - tells the type only
        since: Any = form.since
        if self.request.POST.get("sure") == form.point:
            sent = resend_since(self.endpoint, by=self.user, **since)
            text = ngettext("%(count)d delivery is on its way.", "%(count)d deliveries are on their way.", sent)
            messages.success(self.request, text % {"count": sent})
            return redirect(self.home)
        count = count_since(self.endpoint, by=self.user, **since)
        return self.ask(form, counted=True, count=count, point=form.point)

# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Tokens of those who fetch: made and shown once, ended at once."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.widgets import AdminDateTimeInput

from wireroom.core import clock
from wireroom.desk.wire_out.asking import Deed, Once
from wireroom.desk.wire_out.deeds import Question
from wireroom.wire_out.actions import issue_token, revoke_token
from wireroom.wire_out.models import ApiToken, Scope
from wireroom.wire_out.policy import Right

USUAL_LIFE = timedelta(days=365)


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Of the machine or programme that uses it."))
    scopes = forms.MultipleChoiceField(
        label=_("May"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple, initial=list(Scope.values)
    )
    expires_at = forms.DateTimeField(
        label=_("Expires"),
        required=False,
        widget=AdminDateTimeInput,
        initial=lambda: timezone.localtime(clock.now() + USUAL_LIFE).replace(second=0, microsecond=0),
        help_text=_("Empty: never."),
    )

    def clean_expires_at(self) -> object:
        expires = self.cleaned_data["expires_at"]
        if expires and expires <= clock.now():
            raise forms.ValidationError(gettext("This time has passed."))
        return expires


class IssueTokenView(Question, Once):
    right = Right.MANAGE
    page_title = _("New token")
    form_class = TokenForm
    explanation = _("Whoever has the token fetches in the subscriber’s name. It is shown to you once.")
    yes = _("Make the token")

    def carry_out(self, form: forms.Form) -> HttpResponse:
        _token, text = issue_token(endpoint=self.endpoint, by=self.user, **form.cleaned_data)
        return self.show_once(
            text,
            what=gettext("Token of %(endpoint)s") % {"endpoint": self.endpoint},
            advice=gettext(
                "Give it to the subscriber over a safe way. It is shown only now and only its hash is kept; if it is "
                "lost, revoke it and make another."
            ),
            back_url=self.home,
        )


class RevokeTokenView(Deed):
    right = Right.MANAGE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        token = get_object_or_404(ApiToken.objects.select_related("endpoint", "person", "subscriber"), pk=pk)
        said = gettext("The token “%(name)s” opens nothing any more.") % {"name": token.name}
        self.attempt(lambda: revoke_token(token, by=self.user), said=said)
        home = reverse("subscribers:edit", args=[token.subscriber_id])
        if token.endpoint_id:
            home = reverse("endpoints:endpoint", args=[token.endpoint_id])
        return redirect(get_valid_next_url_from_request(request) or home)

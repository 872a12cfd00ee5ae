"""Signing in and out, and choosing a password."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wireroom.wire_out.api.allowances import count
from wireroom.wire_out.api.keys import network_of
from wireroom.wire_out.models import Person
from wireroom.wire_out.portal import people, session
from wireroom.wire_out.portal.forms import MailForm, PasswordForm, SignInForm
from wireroom.wire_out.portal.pages import Visit, for_anybody, for_people, private, see_other, show

FRONT = "/wire/"
FORMS = ("GET", "HEAD", "POST")
TRIES, TRIES_OF_A_PLACE = 10, 60
"""In ten minutes: of one address at one place, and of one place."""
MINUTES = 10


@require_http_methods(FORMS)
@for_anybody
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST if request.method == "POST" else None)
    goes_to = _inside(request.POST.get("next") or request.GET.get("next", ""), request)
    if form.is_valid():
        if _too_often(request, form.cleaned_data["mail"]):
            form.add_error(None, _("Too many attempts. Wait ten minutes, then try again."))
            return show(request, "sign_in", {"form": form, "next": goes_to}, status=429)
        person = people.signed_in(form.cleaned_data["mail"], form.cleaned_data["password"])
        if person is not None:
            response = see_other(goes_to)
            session.sign_in(response, person)
            return response
        form.add_error(None, _("The address and the password do not match."))
    return show(request, "sign_in", {"form": form, "next": goes_to}, status=422 if form.errors else 200)


def _too_often(request: HttpRequest, mail: str) -> bool:
    place = network_of(request)
    tries = [
        count("sign-in", f"{mail.casefold()} {place}", TRIES, minutes=MINUTES),
        count("sign-in-place", place, TRIES_OF_A_PLACE, minutes=MINUTES),
    ]
    return any(one.is_spent for one in tries)


def _inside(address: str, request: HttpRequest) -> str:
    """An address of the portal; anything else leads to its front."""
    is_ours = address.startswith(FRONT) and url_has_allowed_host_and_scheme(address, {request.get_host()})
    return address if is_ours and "\\" not in address else FRONT


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    response = see_other("/wire/sign-in/")
    session.sign_out(request, response)
    return private(response)


@require_http_methods(FORMS)
@for_anybody
def forgotten(request: HttpRequest) -> HttpResponse:
    """Says the same whether anybody has the address."""
    form = MailForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        mail = form.cleaned_data["mail"]
        person = Person.objects.active().filter(mail__iexact=mail).first()
        if not _too_often(request, f"forgotten {mail}") and person is not None:
            people.ask_for_link(person)
        return show(request, "said", {"title": _("Look into your mail"), "text": _sent()})
    return show(request, "forgotten", {"form": form}, status=422 if form.errors else 200)


def _sent() -> str:
    return _("If somebody signs in with this address, a link to choose a new password is on its way.")


@require_http_methods(FORMS)
@for_anybody
def choose_password(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link in a mail; whoever has chosen is signed in."""
    person = people.person_by_link(token)
    if person is None:
        text = _("It was used already, or is older than a week. Ask for a new one.")
        return show(request, "said", {"title": _("This link is no longer good"), "text": text}, status=410)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return show(request, "choose", {"form": form, "for": person}, status=422 if form.errors else 200)
    people.set_password(person, form.cleaned_data["password"])
    response = see_other(FRONT)
    session.sign_in(response, person)
    return response


@require_http_methods(FORMS)
@for_people
def change_password(visit: Visit) -> HttpResponse:
    if visit.request.method != "POST":
        return see_other("/wire/account/")
    form = PasswordForm(visit.request.POST)
    old = visit.request.POST.get("old", "")[:200]
    if _too_often(visit.request, visit.person.mail) or people.signed_in(visit.person.mail, old) is None:
        form.add_error(None, _("The present password is not right."))
    if not form.is_valid():
        return show(visit.request, "account", {"form": form}, person=visit.person, status=422)
    people.set_password(visit.person, form.cleaned_data["password"])
    response = see_other("/wire/account/?changed=1")
    session.sign_in(response, visit.person)
    return response

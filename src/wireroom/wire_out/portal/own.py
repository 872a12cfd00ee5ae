"""What people keep at the portal for themselves and their newsroom: searches, tokens, colleagues, the account."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wireroom.wire_out.actions import issue_token, revoke_token
from wireroom.wire_out.models import ApiToken, Person, SavedSearch
from wireroom.wire_out.models.product import newest_seq
from wireroom.wire_out.portal import people
from wireroom.wire_out.portal.forms import InviteForm, LanguageForm, PasswordForm, SearchForm, TokenForm
from wireroom.wire_out.portal.pages import Visit, for_people, see_other, show

FORMS = ("GET", "HEAD", "POST")
MOST_SEARCHES = 50


@require_POST
@for_people
def save_search(visit: Visit) -> HttpResponse:
    form = SearchForm(visit.request.POST)
    if form.is_valid() and SavedSearch.objects.of(visit.person).count() < MOST_SEARCHES:
        SavedSearch.objects.update_or_create(
            person=visit.person,
            words=form.cleaned_data["q"],
            language=form.cleaned_data["language"],
            defaults={"alerts": form.cleaned_data["alerts"], "cursor": newest_seq()},
        )
    return see_other("/wire/search/#saved")


@require_POST
@for_people
def forget_search(visit: Visit, pk: int) -> HttpResponse:
    SavedSearch.objects.of(visit.person).filter(pk=pk).delete()
    return see_other("/wire/search/#saved")


@require_http_methods(FORMS)
@for_people
def tokens(visit: Visit) -> HttpResponse:
    """One's own tokens; the text of a new one is on the page that answers, and nowhere else."""
    form, text = TokenForm(visit.request.POST if visit.request.method == "POST" else None), ""
    if form.is_valid():
        _token, text = issue_token(person=visit.person, by=None, **form.wanted)
        form = TokenForm()
    said = {"form": form, "text": text, "tokens": ApiToken.objects.filter(person=visit.person)}
    return show(visit.request, "tokens", said, person=visit.person, status=422 if form.errors else 200)


@require_POST
@for_people
def revoke(visit: Visit, pk: int) -> HttpResponse:
    revoke_token(get_object_or_404(ApiToken, pk=pk, person=visit.person), by=None)
    return see_other("/wire/tokens/")


@require_http_methods(FORMS)
@for_people
def team(visit: Visit) -> HttpResponse:
    """Colleagues, for whoever manages them."""
    if not visit.person.is_administrator:
        raise Http404("team")
    form = InviteForm(
        visit.request.POST if visit.request.method == "POST" else None, initial={"language": visit.language}
    )
    if form.is_valid():
        try:
            people.invite(visit.person.subscriber, by=visit.person, **form.cleaned_data)
            return see_other("/wire/team/")
        except people.Known as error:
            form.add_error("mail", error.message)
    colleagues = Person.objects.active().filter(subscriber=visit.person.subscriber)
    said = {"form": form, "colleagues": colleagues}
    return show(visit.request, "team", said, person=visit.person, status=422 if form.errors else 200)


def _colleague(visit: Visit, pk: int) -> Person:
    """Somebody of the same newsroom; for anybody but its administrator there is none."""
    if not visit.person.is_administrator:
        raise Http404("team")
    return get_object_or_404(Person.objects.active(), pk=pk, subscriber=visit.person.subscriber)


@require_POST
@for_people
def remove(visit: Visit, pk: int) -> HttpResponse:
    colleague = _colleague(visit, pk)
    if colleague.pk != visit.person.pk:
        people.remove(colleague, by=visit.person)
    return see_other("/wire/team/")


@require_POST
@for_people
def new_link(visit: Visit, pk: int) -> HttpResponse:
    people.send_new_link(_colleague(visit, pk), by=visit.person)
    return see_other("/wire/team/?sent=1")


@require_safe
@for_people
def account(visit: Visit) -> HttpResponse:
    return show(visit.request, "account", {"form": PasswordForm()}, person=visit.person)


@require_POST
@for_people
def change_language(visit: Visit) -> HttpResponse:
    form = LanguageForm(visit.request.POST)
    if form.is_valid():
        Person.objects.filter(pk=visit.person.pk).update(language=form.cleaned_data["language"])
    return see_other("/wire/account/")

# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""People of a subscriber at the portal: who is invited, who has come, who is shut out, and letting them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from wireroom.core import clock
from wireroom.desk.wire_out.asking import SUBSCRIBERS, Asking, Crumb, Deed
from wireroom.wire_out import access
from wireroom.wire_out.models import ApiToken, Person, Subscriber
from wireroom.wire_out.policy import Right
from wireroom.wire_out.portal.people import LINK_LASTS


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of a subscriber as its page shows them, with the tokens that still open the door."""

    person: Person
    tokens: Sequence[ApiToken]
    now: datetime

    @property
    def is_in(self) -> bool:
        return self.person.is_active and self.person.has_come

    @property
    def state(self) -> str:
        """In a word or two."""
        sent = self.person.link_sent_at
        if not self.person.is_active:
            return pgettext("person", "Shut out")
        if self.person.has_come:
            return pgettext("person", "Active")
        if self.person.link_trouble:
            is_tried = self.person.link_due_at is not None
            return pgettext("person", "Mail fails") if is_tried else pgettext("person", "Mail given up")
        if sent is None:
            return pgettext("person", "No mail sent yet")
        is_good = self.now < sent + LINK_LASTS
        return pgettext("person", "Invited") if is_good else pgettext("person", "Invitation lapsed")


def people_of(subscriber: Subscriber) -> list[Colleague]:
    """Whoever signs in at the portal, or may. Two queries."""
    now = clock.now()
    tokens: dict[int, list[ApiToken]] = {}
    for token in ApiToken.objects.usable(now).filter(person__subscriber=subscriber):
        tokens.setdefault(token.person_id or 0, []).append(token)
    return [
        Colleague(person, tokens.get(person.pk, ()), now) for person in Person.objects.filter(subscriber=subscriber)
    ]


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    mail = forms.EmailField(label=_("E-mail"), help_text=_("The invitation goes there; they sign in with it."))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of the invitation and of the portal; they can change it there."),
    )
    is_administrator = forms.BooleanField(
        label=_("Manages the team"),
        required=False,
        help_text=_("May invite and remove colleagues. A newsroom needs at least one."),
    )


class InviteView(Asking):
    header_icon = "group"
    right = Right.MANAGE
    page_title = _("Invite somebody")
    form_class = InviteForm
    explanation = _(
        "They get a mail with a link by which they choose a password. It is good once, within a week; you can send "
        "another."
    )
    yes = _("Send the invitation")

    @cached_property
    def subscriber(self) -> Subscriber:
        return get_object_or_404(Subscriber, pk=self.kwargs["pk"])

    @property
    def about(self) -> str:
        return self.subscriber.name

    @property
    def home(self) -> str:
        return home_of(self.subscriber.pk)

    def above(self) -> list[Crumb]:
        return [(reverse("subscribers:index"), SUBSCRIBERS), (self.home, self.subscriber.name)]

    def empty_form(self) -> forms.Form:
        managed = Person.objects.active().filter(subscriber=self.subscriber, is_administrator=True).exists()
        return InviteForm(initial={"language": self.subscriber.language, "is_administrator": not managed})

    def carry_out(self, form: forms.Form) -> HttpResponse:
        person = access.invite(self.subscriber, by=self.user, **form.cleaned_data)
        said = gettext("%(name)s is invited: the mail to %(mail)s is on its way.")
        messages.success(self.request, said % {"name": person.name, "mail": person.mail})
        return redirect(self.home)


def home_of(subscriber_id: int) -> str:
    return reverse("subscribers:edit", args=[subscriber_id]) + "#people"


DEEDS: Mapping[str, tuple[Callable[..., None], Promise]] = {
    "shut-out": (access.shut_out, _("%(name)s cannot sign in any more.")),
    "let-in": (access.let_in, _("%(name)s can sign in again.")),
    "link": (access.send_link_again, _("A new link is on its way to %(name)s.")),
}


class PersonDeedView(Deed):
    right = Right.MANAGE

    def post(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        if deed not in DEEDS:
            raise Http404(deed)
        act, done = DEEDS[deed]
        person = get_object_or_404(Person.objects.select_related("subscriber"), pk=pk)
        self.attempt(lambda: act(person, by=self.user), said=str(done) % {"name": person.name})
        return redirect(home_of(person.subscriber_id))

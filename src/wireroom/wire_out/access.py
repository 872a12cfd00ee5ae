"""Letting people of subscribers into the portal, and shutting them out of it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.wire_out.errors import AlreadyDone
from wireroom.wire_out.logs import note_in_log
from wireroom.wire_out.models import ApiToken, Person, Subscriber
from wireroom.wire_out.policy import Right, demand
from wireroom.wire_out.portal import people


def invite(
    subscriber: Subscriber, *, name: str, mail: str, language: str, is_administrator: bool, by: User | None
) -> Person:
    """A new person of the subscriber, and the mail that lets them in. Raises NotAllowed, Known."""
    demand(by, Right.MANAGE)
    with transaction.atomic():
        person = people.invite(
            subscriber, name=name, mail=mail, language=language, is_administrator=is_administrator, by=None
        )
        note_in_log(subscriber, "invite", by, {"name": name, "mail": mail})
    return person


def send_link_again(person: Person, *, by: User | None) -> None:
    """Mails them a fresh link to choose a password; the older one goes on until it is used or a week old."""
    demand(by, Right.MANAGE)
    if not person.is_active:
        raise AlreadyDone(_("%(name)s is shut out. Let them in again first.") % {"name": person.name})
    with transaction.atomic():
        people.send_new_link(person, by=None)
        note_in_log(person.subscriber, "link", by, {"name": person.name})


def shut_out(person: Person, *, by: User | None) -> None:
    """Lets a person sign in no more and ends their tokens; what they hold is still recalled from them by mail."""
    demand(by, Right.MANAGE)
    with transaction.atomic():
        _switch(person, is_active=False)
        Person.objects.filter(pk=person.pk).update(link_due_at=None)
        ApiToken.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=clock.now())
        note_in_log(person.subscriber, "shut_out", by, {"name": person.name})


def let_in(person: Person, *, by: User | None) -> None:
    """Lets them sign in again; tokens that were ended stay so."""
    demand(by, Right.MANAGE)
    with transaction.atomic():
        _switch(person, is_active=True)
        note_in_log(person.subscriber, "let_in", by, {"name": person.name})


def _switch(person: Person, *, is_active: bool) -> None:
    if not Person.objects.filter(pk=person.pk, is_active=not is_active).update(is_active=is_active):
        raise AlreadyDone(_("Somebody else has done this already."))

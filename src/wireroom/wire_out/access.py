"""Shutting people of subscribers out of the portal, and letting them in again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.wire_out.errors import AlreadyDone
from wireroom.wire_out.logs import note_in_log
from wireroom.wire_out.models import ApiToken, Person
from wireroom.wire_out.policy import Right, demand


def shut_out(person: Person, *, by: User | None) -> None:
    """Lets a person sign in no more and ends their tokens; what they hold is still recalled from them by mail."""
    demand(by, Right.MANAGE)
    with transaction.atomic():
        _switch(person, is_active=False)
        ApiToken.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=clock.now())
        note_in_log(person, "shut_out", by)


def let_in(person: Person, *, by: User | None) -> None:
    """Lets them sign in again; tokens that were ended stay so."""
    demand(by, Right.MANAGE)
    with transaction.atomic():
        _switch(person, is_active=True)
        note_in_log(person, "let_in", by)


def _switch(person: Person, *, is_active: bool) -> None:
    if not Person.objects.filter(pk=person.pk, is_active=not is_active).update(is_active=is_active):
        raise AlreadyDone(_("Somebody else has done this already."))

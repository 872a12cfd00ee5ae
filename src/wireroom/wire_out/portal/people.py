"""People at a client newsroom: how they get in, and what their own administrator does about them."""

from __future__ import annotations

import hashlib
import logging
import smtplib
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from wireroom.core import clock
from wireroom.stories.models import Edition
from wireroom.wire_out.errors import WireOutError
from wireroom.wire_out.models import ApiToken, Person, Subscriber
from wireroom.wire_out.outgoing import site
from wireroom.wire_out.rules.retries import MAIL_CLAIMED_FOR, gives_up, pause

logger = logging.getLogger(__name__)

_SALT = "wireroom.wire_out.password"
LINK_LASTS = timedelta(days=7)


class NotYours(WireOutError):
    """Only the administrator of a client manages its people, and nobody locks themselves out."""

    code = "not-yours"


class Known(WireOutError):
    """Somebody signs in with this address already."""

    code = "known"


def signed_in(mail: str, password: str) -> Person | None:
    """The person, if that is their password; takes as long for an address that nobody has."""
    person = Person.objects.active().filter(mail__iexact=mail).select_related("subscriber").first()
    if person is None or not person.password:
        make_password(password)
        return None
    if not check_password(password, person.password):
        return None
    Person.objects.filter(pk=person.pk).update(signed_in_at=clock.now())
    return person


def link_token(person: Person) -> str:
    """Stands in the link by which a password is set: good once, and for a week."""
    return signing.dumps([person.pk, _trace(person)], salt=_SALT)


def person_by_link(token: str) -> Person | None:
    try:
        pk, trace = signing.loads(token, salt=_SALT, max_age=LINK_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = Person.objects.active().filter(pk=pk).select_related("subscriber").first()
    return person if person is not None and trace == _trace(person) else None


def _trace(person: Person) -> str:
    """Changes with the password, so that a link is good for one."""
    return hashlib.sha256(person.password.encode()).hexdigest()[:16]


def trace_of(person: Person) -> str:
    """What a session remembers of the password: a new one ends all sessions."""
    return _trace(person)


def set_password(person: Person, password: str) -> None:
    """Whoever has chosen one waits for no link any more."""
    person.password, person.link_due_at = make_password(password), None
    person.save(update_fields=["password", "link_due_at"])


def invite(
    subscriber: Subscriber, *, name: str, mail: str, language: str, is_administrator: bool, by: Person | None
) -> Person:
    """A new person, and the mail that lets them in. Raises NotYours, Known."""
    _demand(by, subscriber)
    try:
        with transaction.atomic():
            if Person.objects.filter(mail__iexact=mail).exists():
                raise IntegrityError(mail)
            person = Person.objects.create(
                subscriber=subscriber, name=name, mail=mail, language=language, is_administrator=is_administrator
            )
            ask_for_link(person)
    except IntegrityError as error:
        raise Known(_("Somebody signs in with this address already.")) from error
    return person


def send_new_link(person: Person, *, by: Person | None) -> None:
    """Mails a link by which they choose a new password; the old one goes on until then. Raises NotYours."""
    _demand(by, person.subscriber)
    ask_for_link(person)


def remove(person: Person, *, by: Person) -> None:
    """Lets them in no more, and ends their tokens; what they hold is recalled from them by mail. Raises NotYours."""
    _demand(by, person.subscriber)
    if person.pk == by.pk:
        raise NotYours(_("You cannot remove yourself."))
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(is_active=False, link_due_at=None)
        ApiToken.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=clock.now())


def _demand(by: Person | None, subscriber: Subscriber) -> None:
    """None is the house itself."""
    if by is not None and not (by.is_active and by.is_administrator and by.subscriber_id == subscriber.pk):
        raise NotYours(_("Only an administrator of your newsroom can do this."))


def ask_for_link(person: Person) -> None:
    """Has a link mailed, until one has gone out; asking again while it is tried begins anew."""
    now = clock.now()
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(link_asked_at=now, link_due_at=now, links_tried=0, link_trouble="")
        send_link.enqueue(person.pk)


def mail_links() -> None:
    """Tries whatever is due; one address that fails is tried again later and stops no other."""
    for person in Person.objects.to_link(clock.now()).order_by("pk"):
        _mail_link(person)


@task()
def send_link(person_id: int) -> None:
    """At once, for somebody who waits before a screen; what fails is tried again by the clock."""
    person = Person.objects.to_link(clock.now()).filter(pk=person_id).first()
    if person is not None:
        _mail_link(person)


def _mail_link(person: Person) -> None:
    """Tries once, unless somebody else does."""
    claim = clock.now() + MAIL_CLAIMED_FOR
    mine = Person.objects.active().filter(pk=person.pk, link_due_at=person.link_due_at)
    if not mine.update(link_due_at=claim, links_tried=F("links_tried") + 1):
        return
    claimed = Person.objects.filter(pk=person.pk, link_due_at=claim)
    try:
        _link_mail(person).send()
    except (smtplib.SMTPException, OSError) as error:
        logger.error("A link could not be mailed to person %s: %s", person.pk, error)
        now = clock.now()
        is_over = gives_up(first_tried=person.link_asked_at or now, now=now, is_withdrawal=False)
        again = None if is_over else now + pause(person.links_tried + 1, 0.5)
        claimed.update(link_due_at=again, link_trouble=(str(error) or type(error).__name__)[:200])
    else:
        Person.objects.filter(pk=person.pk).update(link_sent_at=clock.now())
        claimed.update(link_due_at=None, link_trouble="")


def _link_mail(person: Person) -> EmailMessage:
    edition = Edition.objects.select_related("locale").first()
    with translation.override(person.language):
        context = {
            "agency": edition.name if edition else "",
            "name": person.name,
            "is_new": not person.password,
            "url": f"{site()}/wire/password/{link_token(person)}/",
        }
        subject, _blank, text = render_to_string("wire_out/mails/password.txt", context).partition("\n")
    return EmailMessage(" ".join(subject.split()), f"{text.strip()}\n", to=[person.mail])

"""Mails to people at subscribers: a withdrawal of what they hold, a correction that no product brings them, a link."""

from __future__ import annotations

import logging
import smtplib

from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from wireroom.core import clock
from wireroom.stories.models import Dispatch
from wireroom.wire_out.handing import hand, pieces_of
from wireroom.wire_out.models import FollowUp, How, Person, Recall, Told, Trouble
from wireroom.wire_out.outgoing import RECEIPTS, site
from wireroom.wire_out.portal.pages import calendar_of
from wireroom.wire_out.portal.people import mail_links
from wireroom.wire_out.reading import among, reader_of
from wireroom.wire_out.receipts import receipt_token
from wireroom.wire_out.rules.retries import MAIL_CLAIMED_FOR, gives_up, pause

logger = logging.getLogger(__name__)


def is_somebody_to_tell() -> bool:
    now = clock.now()
    return (
        Recall.objects.untold().filter(next_mail_at__lte=now).exists()
        or FollowUp.objects.to_mail(now).exists()
        or Person.objects.to_link(now).exists()
    )


@task()
def tell_people() -> None:
    """Mails everybody whose time has come; one address that fails is tried again later and stops no other."""
    for recall in Recall.objects.untold().filter(next_mail_at__lte=clock.now()).order_by("pk"):
        now = clock.now()
        mine = Recall.objects.untold().filter(pk=recall.pk, next_mail_at=recall.next_mail_at)
        if mine.update(next_mail_at=now + MAIL_CLAIMED_FOR, mails_tried=F("mails_tried") + 1):
            _tell(recall.pk)
    for follow_up in FollowUp.objects.to_mail(clock.now()).order_by("pk"):
        mine_too = FollowUp.objects.filter(pk=follow_up.pk, next_mail_at=follow_up.next_mail_at)
        if mine_too.update(next_mail_at=clock.now() + MAIL_CLAIMED_FOR, mails_tried=F("mails_tried") + 1):
            _follow(follow_up.pk)
    mail_links()


def _tell(recall_id: int) -> None:
    recall = Recall.objects.select_related("person", "dispatch__story__locale__edition").get(pk=recall_id)
    if recall.person is None:
        return
    url = f"{site()}{RECEIPTS}{receipt_token(recall.dispatch_id, recall.who)}/" if site() else ""
    try:
        _mail("withdrawal", recall.dispatch, url, recall.person.mail, recall.person.language).send()
    except (smtplib.SMTPException, OSError) as error:
        logger.error("The withdrawal %s could not be mailed to person %s: %s", recall.dispatch_id, recall.who, error)
        again = clock.now() + pause(recall.mails_tried, 0.5)
        Recall.objects.untold().filter(pk=recall.pk).update(next_mail_at=again, trouble=Trouble.FAILING)
    else:
        told = Recall.objects.untold().filter(pk=recall.pk)
        told.update(told_at=clock.now(), told_how=Told.MAILED, next_mail_at=None, trouble="")


def _follow(follow_up_id: int) -> None:
    """Mails a correction, if it may still be had. The receipt comes first: what may have been read can be recalled."""
    row = FollowUp.objects.select_related("person__subscriber", "dispatch__story__locale__edition").get(pk=follow_up_id)
    mine = FollowUp.objects.filter(pk=row.pk)
    if row.person is None:
        return
    reader, [piece] = reader_of(row.person, clock.now()), pieces_of([row.dispatch])
    if not piece.has_text or not among(reader, [row.dispatch_id]):
        mine.update(next_mail_at=None)
        return
    hand(reader, [piece], How.MAILED)
    url = f"{site()}/wire/stories/{row.dispatch_id}/" if site() else ""
    try:
        _mail("late" if row.is_late else "follow_up", row.dispatch, url, row.person.mail, row.person.language).send()
    except (smtplib.SMTPException, OSError) as error:
        logger.error("Dispatch %s could not be mailed to person %s: %s", row.dispatch_id, row.who, error)
        now = clock.now()
        is_over = gives_up(first_tried=row.created_at, now=now, is_withdrawal=False)
        mine.update(next_mail_at=None if is_over else now + pause(row.mails_tried, 0.5))
    else:
        mine.update(next_mail_at=None)


def _mail(template: str, dispatch: Dispatch, url: str, address: str, language: str) -> EmailMessage:
    """The template's first line is the subject, folded to one line whatever a headline holds."""
    held_until = dispatch.embargo_until if dispatch.audience == "advance" else None
    with translation.override(language):
        context = {
            "agency": dispatch.story.locale.edition.name,
            "headline": dispatch.item.headline,
            "kind": dispatch.kind,
            "embargo": calendar_of(language).long(held_until) if held_until else "",
            "note": dispatch.note,
            "url": url,
        }
        subject, _blank, text = render_to_string(f"wire_out/mails/{template}.txt", context).partition("\n")
    return EmailMessage(" ".join(subject.split())[:200], f"{text.strip()}\n", to=[address])

"""Mails to people at subscribers about a withdrawal: whoever viewed or was mailed a story learns that it is gone."""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from wireroom.core import clock
from wireroom.wire_out.models import Recall, Told, Trouble
from wireroom.wire_out.outgoing import RECEIPTS, site
from wireroom.wire_out.receipts import receipt_token
from wireroom.wire_out.rules.retries import pause

logger = logging.getLogger(__name__)

CLAIMED_FOR = timedelta(minutes=5)
"""A mail whose sender died is sent again after that."""


def is_somebody_to_tell() -> bool:
    return Recall.objects.untold().filter(next_mail_at__lte=clock.now()).exists()


@task()
def tell_people() -> None:
    """Mails everybody whose time has come; one address that fails is tried again later and stops no other."""
    for recall in Recall.objects.untold().filter(next_mail_at__lte=clock.now()).order_by("pk"):
        now = clock.now()
        mine = Recall.objects.untold().filter(pk=recall.pk, next_mail_at=recall.next_mail_at)
        if mine.update(next_mail_at=now + CLAIMED_FOR, mails_tried=F("mails_tried") + 1):
            _tell(recall.pk)


def _tell(recall_id: int) -> None:
    recall = Recall.objects.select_related("person", "dispatch__story__locale__edition").get(pk=recall_id)
    if recall.person is None:
        return
    try:
        _mail(recall, recall.person.mail, recall.person.language).send()
    except (smtplib.SMTPException, OSError) as error:
        logger.error("The withdrawal %s could not be mailed to person %s: %s", recall.dispatch_id, recall.who, error)
        again = clock.now() + pause(recall.mails_tried, 0.5)
        Recall.objects.untold().filter(pk=recall.pk).update(next_mail_at=again, trouble=Trouble.FAILING)
    else:
        told = Recall.objects.untold().filter(pk=recall.pk)
        told.update(told_at=clock.now(), told_how=Told.MAILED, next_mail_at=None, trouble="")


def _mail(recall: Recall, address: str, language: str) -> EmailMessage:
    """The template's first line is the subject, folded to one line whatever a headline holds."""
    dispatch = recall.dispatch
    with translation.override(language):
        context = {
            "agency": dispatch.story.locale.edition.name,
            "headline": dispatch.item.headline,
            "note": dispatch.note,
            "url": f"{site()}{RECEIPTS}{receipt_token(dispatch.seq, recall.who)}/" if site() else "",
        }
        subject, _blank, text = render_to_string("wire_out/mails/withdrawal.txt", context).partition("\n")
    return EmailMessage(" ".join(subject.split()), f"{text.strip()}\n", to=[address])

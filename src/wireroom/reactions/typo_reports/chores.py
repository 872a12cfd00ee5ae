"""What happens to reports by the clock: thanks are sent, and what is no longer needed is forgotten."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from wireroom.core import clock
from wireroom.press.sites import own_site
from wireroom.reactions.typo_reports.models import MENDED, TypoReport

logger = logging.getLogger(__name__)

ADDRESS_KEPT = timedelta(days=30)
NETWORK_KEPT = timedelta(days=1)


def wait_for_thanks() -> QuerySet[TypoReport]:
    """Reports of readers who were right and left an address."""
    return TypoReport.objects.exclude(email="").filter(slip__state__in=MENDED)


def thank_reporters() -> int:
    """Mails whoever left an address and was right, and deletes the address; one that bounces stops no other."""
    sent = 0
    for report in wait_for_thanks().select_related("slip__story", "slip__mended_by").order_by("pk")[:100]:
        try:
            _thanks(report).send()
        except (OSError, SMTPException) as error:
            logger.warning("Thanks for report %s could not be mailed: %s", report.pk, error)
            continue
        TypoReport.objects.filter(pk=report.pk).update(email="")
        sent += 1
    return sent


def _thanks(report: TypoReport) -> EmailMessage:
    """Subject on the first line of the template, the text below it."""
    site = own_site() or settings.WAGTAILADMIN_BASE_URL
    with translation.override(report.language):
        subject, _blank, text = render_to_string(
            "typo_reports/thanks.txt",
            {
                "report": report,
                "headline": report.slip.story.headline,
                "agency": report.slip.story.edition.name,
                "story_url": f"{site}/{report.language}/s/{report.slip.story_id}/",
                "status_url": f"{site}/{report.language}/reports/{report.token}/",
            },
        ).partition("\n")
    return EmailMessage(" ".join(subject.split()), text.strip() + "\n", to=[report.email])


def forget_old_traces() -> int:
    """Clears hashes of networks after a day, and addresses of reports that nobody decided for a month."""
    now = clock.now()
    networks = TypoReport.objects.exclude(network="").filter(reported_at__lt=now - NETWORK_KEPT)
    addresses = TypoReport.objects.exclude(email="").filter(reported_at__lt=now - ADDRESS_KEPT)
    return networks.update(network="") + addresses.update(email="")

"""Mails about what saved searches find, as it goes out."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from wireroom.core import clock
from wireroom.stories.facts import Released
from wireroom.stories.models import Dispatch
from wireroom.stories.newsitems import summary_of
from wireroom.wire_out import matching, reading
from wireroom.wire_out.handing import Piece, hand, pieces_of
from wireroom.wire_out.models import How, SavedSearch
from wireroom.wire_out.outgoing import site
from wireroom.wire_out.portal.lines import Line
from wireroom.wire_out.portal.pages import calendar_of
from wireroom.wire_out.reading import reader_of
from wireroom.wire_out.rules.products import Candidate

logger = logging.getLogger(__name__)

MOST = 100
"""Dispatches that one search looks at in one go."""


def alert_people(facts: Sequence[Released]) -> None:
    """Has the worker look, if anybody wants to be written to; runs after the commit."""
    newest = max((fact.dispatch.seq for fact in facts if fact.dispatch.audience != "archive"), default=0)
    if newest and SavedSearch.objects.behind(newest).exists():
        look.enqueue()


@task()
def look() -> None:
    """Mails what each search finds after its cursor; a mail that fails is tried again within minutes."""
    newest = matching.catch_up()
    for search in SavedSearch.objects.behind(newest).order_by("pk"):
        while search.cursor < newest and _look(search, newest):
            pass


def _look(search: SavedSearch, newest: int) -> bool:
    """One step; False if it has to be tried again later, or somebody else takes it."""
    reader = reader_of(search.person, clock.now())
    seqs = reading.next_seqs(reader, after=search.cursor, limit=MOST)
    cursor = seqs[-1] if len(seqs) == MOST else newest
    rows = Dispatch.objects.in_bulk(seqs)
    found = [rows[seq] for seq in seqs if finds(search, rows[seq])]
    mine = SavedSearch.objects.filter(pk=search.pk, cursor=search.cursor)
    before = search.cursor
    if not mine.update(cursor=cursor):
        return False
    search.cursor = cursor
    for piece in pieces_of(found):
        if piece.goes_out and not _mail(search, piece):
            SavedSearch.objects.filter(pk=search.pk, cursor=cursor).update(cursor=max(before, piece.dispatch.seq - 1))
            return False
    return True


def finds(search: SavedSearch, dispatch: Dispatch) -> bool:
    return dispatch.language.lower() == search.language and Candidate(dispatch.item).says(search.words)


def _mail(search: SavedSearch, piece: Piece) -> bool:
    """Whether it was sent. Its receipt is written first: what may have been read can be recalled."""
    person = search.person
    line = Line(piece, calendar_of(person.language))
    hand(reader_of(person, clock.now()), [piece], How.MAILED)
    with translation.override(person.language):
        about = {
            "line": line,
            "search": search,
            "summary": summary_of(piece.dispatch.item) if piece.has_text else "",
            "url": f"{site()}/wire/stories/{piece.dispatch.seq}/",
        }
        subject, _blank, text = render_to_string("wire_out/mails/alert.txt", about).partition("\n")
    try:
        EmailMessage(" ".join(subject.split())[:200], f"{text.strip()}\n", to=[person.mail]).send()
    except (smtplib.SMTPException, OSError) as error:
        logger.error("An alert could not be mailed to person %s: %s", person.pk, error)
        return False
    return True

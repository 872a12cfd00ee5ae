"""Taking a reader's report: checked, found in the release it is about, and joined to what others said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wireroom.core import clock
from wireroom.formats.newsitem import NewsItem
from wireroom.formats.text import clean, few_lines, one_line
from wireroom.reactions.typo_reports import rules
from wireroom.reactions.typo_reports.errors import FragmentTooLong, ReportInvalid, StoryNotThere, TooManyReports
from wireroom.reactions.typo_reports.models import MENDED, Slip, SlipState, Standing, TypoReport
from wireroom.reactions.typo_reports.types import Sent
from wireroom.stories.anchors import Fragment, Outcome, Span, find, follow
from wireroom.stories.models import Dispatch, Story

MOST_OF_A_NETWORK = 60
A_WHILE = timedelta(minutes=10)
"""More than so many reports from one network in this time are asked to wait."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a report comes to today: open and standing somewhere or nowhere, or settled by a later version."""

    state: SlipState
    standing: Standing
    span: Span | None = None


def report(story: Story, sent: Sent) -> TypoReport:
    """Stores a reader's report of a slip in `story`.

    Raises ReportInvalid, StoryNotThere, TooManyReports; nothing is stored then.
    """
    sent = _checked(sent)
    read, now = _releases(story, sent.version)
    settled = _settled(read.item, now.item, sent)
    _refuse_floods(sent.network)
    with transaction.atomic():
        Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
        slip = _known(story, now, settled, sent) or _new(story, now, settled, sent)
        return _stored(slip, settled, sent)


def _checked(sent: Sent) -> Sent:
    """`sent` with its texts clean and within their limits."""
    limit: int = settings.TYPO_REPORT_LIMIT
    if len(sent.quote) > rules.FRAGMENT_LARGEST or rules.length(sent.quote.strip()) > limit:
        count = rules.length(sent.quote[: rules.FRAGMENT_LARGEST * 30].strip())
        raise FragmentTooLong(too_long(count, limit), count=count, limit=limit)
    if not one_line(sent.quote):
        raise ReportInvalid(_("Copy the words with the mistake here, or select them in the story."), "quote")
    for field, text, most in (
        ("suggestion", sent.suggestion, rules.SUGGESTION_LIMIT),
        ("comment", sent.comment, rules.COMMENT_LIMIT),
    ):
        if len(text) > most * 4 or rules.length(text) > most:
            raise ReportInvalid(_text_too_long(rules.length(text[: most * 30]), most), field)
    if any(_is_broken(text) for text in (sent.quote, sent.before, sent.after, sent.suggestion, sent.comment)):
        raise ReportInvalid(_("The text holds characters that are no text. Type it again."), "quote")
    return Sent(
        version=sent.version,
        quote=clean(sent.quote).strip(),
        block=sent.block[:40],
        before=clean(sent.before)[-rules.CONTEXT :],
        after=clean(sent.after)[: rules.CONTEXT],
        start=sent.start,
        suggestion=one_line(sent.suggestion),
        comment=few_lines(sent.comment),
        email=_checked_address(sent.email),
        language=sent.language,
        network=sent.network,
    )


def too_long(count: int | str, limit: int | str) -> str:
    """The message that a selection is too long; numbers come as text in an edition's figures."""
    return _(
        "The selected text is too long: %(count)s characters, at most %(limit)s. "
        "Select only the words with the mistake."
    ) % {"count": count, "limit": limit}


def _text_too_long(count: int, limit: int) -> str:
    return ngettext(
        "This is too long: %(count)s character, at most %(limit)s.",
        "This is too long: %(count)s characters, at most %(limit)s.",
        count,
    ) % {"count": count, "limit": limit}


def _is_broken(text: str) -> bool:
    """NUL and lone surrogates come from no keyboard."""
    return "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text)


def _checked_address(address: str) -> str:
    address = address.strip()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError as error:
        raise ReportInvalid(_("This is no e-mail address. Mend it, or leave it out."), "email") from error
    return address


def _releases(story: Story, version: int) -> tuple[Dispatch, Dispatch]:
    """The release the reader had before them, and the one that is out now."""
    now = story.dispatch
    if not story.live or now is None:
        raise StoryNotThere(_("This story has been withdrawn, so nothing in it can be reported any more."))
    if version == now.version:
        return now, now
    versions = Dispatch.objects.public().filter(story=story, version=version) if 0 < version < now.version else None
    read = versions.order_by("-seq").first() if versions is not None else None
    if read is None or read.kind == "withdrawal":
        raise ReportInvalid(_("Reload the story and select the words again: it has changed."), "version")
    return (now if read.is_expunged or read.is_withheld else read), now


def _settled(read: NewsItem, now: NewsItem, sent: Sent) -> Settled:
    """Looks for the words in the version that was read, then for their place in the one that is out now."""
    found = find(read, Fragment(sent.block, sent.quote, sent.before, sent.after, sent.start))
    if found.outcome is Outcome.GONE:
        return Settled(SlipState.OPEN, Standing.UNVERIFIED)
    if read != now and found.outcome is Outcome.LOCATED:
        found = follow(read, found.spans, now, suggestion=sent.suggestion)
    if found.outcome is Outcome.ALREADY_FIXED:
        return Settled(SlipState.FIXED, Standing.UNVERIFIED)
    if found.outcome is Outcome.GONE:
        return Settled(SlipState.GONE, Standing.UNVERIFIED)
    if found.outcome is Outcome.LOCATED and len(found.spans) == 1:
        return Settled(SlipState.OPEN, Standing.LOCATED, found.spans[0])
    return Settled(SlipState.OPEN, Standing.AMBIGUOUS)


def _refuse_floods(network: str) -> None:
    if not network:
        return
    recent = TypoReport.objects.filter(network=network, reported_at__gt=clock.now() - A_WHILE)
    if recent.count() >= MOST_OF_A_NETWORK:
        raise TooManyReports(_("Too many reports have come from your network. Wait ten minutes, then send it again."))


def _known(story: Story, now: Dispatch, settled: Settled, sent: Sent) -> Slip | None:
    """The slip that others have reported already: an open one before one that was decided."""
    slips = Slip.objects.in_story(story).about_text_of(now)
    if settled.span is not None:
        slips = slips.overlapping(settled.span)
    elif settled.state in MENDED:
        slips = slips.filter(state__in=MENDED, quote=one_line(sent.quote))
    elif settled.state == SlipState.GONE:
        slips = slips.filter(state=SlipState.GONE, quote=one_line(sent.quote))
    else:
        slips = slips.unmended().filter(standing=settled.standing, quote=one_line(sent.quote))
    return min(slips, key=lambda slip: (not slip.is_open, -slip.pk), default=None)


def _new(story: Story, now: Dispatch, settled: Settled, sent: Sent) -> Slip:
    time = clock.now()
    slip = Slip(
        story=story,
        dispatch=now,
        standing=settled.standing,
        state=settled.state,
        quote=one_line(sent.quote),
        first_reported_at=time,
        decided_at=None if settled.state == SlipState.OPEN else time,
    )
    if settled.span is not None:
        slip.stands_at(settled.span, now)
    return slip


def _stored(slip: Slip, settled: Settled, sent: Sent) -> TypoReport:
    slip.reports_count += 1
    slip.last_reported_at = clock.now()
    slip.save()
    may_be_thanked = slip.state in (SlipState.OPEN, *MENDED)
    span, quote = settled.span, one_line(sent.quote)
    return TypoReport.objects.create(
        slip=slip,
        version=sent.version,
        part=span.key if span else "",
        start=span.start if span else 0,
        end=span.end if span else 0,
        quote=quote,
        before=sent.before,
        after=sent.after,
        suggestion="" if sent.suggestion == quote else sent.suggestion,
        comment=sent.comment,
        email=sent.email if may_be_thanked else "",
        language=sent.language,
        network=sent.network,
        reporter=_pseudonym(sent.email),
        reported_at=slip.last_reported_at,
    )


def _pseudonym(address: str) -> str:
    """The same 16 characters whenever one address reports; without the house's secret nobody can try addresses."""
    return salted_hmac("typo-reporter", address.casefold()).hexdigest()[:16] if address else ""

"""Reports of errors as readers meet them: what the widget below a story needs, the form, what became of a report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from wireroom.formats.text import one_line
from wireroom.reactions.typo_reports import rules
from wireroom.reactions.typo_reports.intake import too_long
from wireroom.reactions.typo_reports.models import Slip, SlipState, TypoReport
from wireroom.reactions.typo_reports.types import Sent
from wireroom.stories.anchors import Part
from wireroom.stories.models import Dispatch, Story
from wireroom.website import addresses
from wireroom.website.labels import Text
from wireroom.website.layout import Layout
from wireroom.website.story_page import newest_dispatch

AROUND = 90
"""Characters shown on either side of the words that were reported."""
_NUMBER = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class ReportBox:
    """What the form and the script know of the story and of what is too long.

    `too_long` is the message that a selection is too long, with `#` for the number of characters.
    """

    path: str
    version: int
    limit: int
    too_long: str
    suggestion_limit: int = rules.SUGGESTION_LIMIT
    comment_limit: int = rules.COMMENT_LIMIT


def report_box(layout: Layout, story_path: str, version: int) -> ReportBox:
    limit: int = settings.TYPO_REPORT_LIMIT
    pattern = too_long("#", layout.calendar.number(limit))
    return ReportBox(addresses.report(story_path), version, limit, pattern)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a reader has filled in so far; `bait` is a field that people do not see."""

    version: int = 0
    quote: str = ""
    part: str = ""
    before: str = ""
    after: str = ""
    start: int | None = None
    suggestion: str = ""
    comment: str = ""
    email: str = ""
    bait: str = ""


def typed_in(form: Mapping[str, str]) -> Typed:
    texts = {
        name: form.get(name, "") for name in ("quote", "part", "before", "after", "suggestion", "comment", "email")
    }
    return Typed(
        **texts, version=_number(form.get("version")) or 0, start=_number(form.get("start")), bait=form.get("link", "")
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and _NUMBER.fullmatch(text) else None


def sent_from(typed: Typed, parts: tuple[Part, ...], *, language: str, network: str) -> Sent:
    """The report that is meant: where only a paragraph was picked, its words are the fragment."""
    picked = next((part.text for part in parts if part.key == typed.part), "")
    return Sent(
        version=typed.version,
        quote=typed.quote if one_line(typed.quote) else picked or typed.quote,
        block=typed.part.partition(".")[0],
        before=typed.before,
        after=typed.after,
        start=typed.start,
        suggestion=typed.suggestion,
        comment=typed.comment,
        email=typed.email,
        language=language,
        network=network,
    )


def release_read(story: Story, version: int) -> Dispatch | None:
    """The version that the reader had before them, if its words may be shown again."""
    now = newest_dispatch(story)
    if version in (0, now.version):
        return now if version else None
    read = Dispatch.objects.public().of(story).filter(version=version).exclude(kind="withdrawal").first()
    return read if read is not None and wording_is_public(story, version) else None


def wording_is_public(story: Story, version: int) -> bool:
    """Whether words of that version may still be shown: not once withdrawn, expunged or withheld by a correction."""
    if not story.live:
        return False
    since = Dispatch.objects.public().of(story).filter(version__gte=version)
    return not any(
        (number == version and expunged_at is not None) or (number > version and withholds)
        for number, expunged_at, withholds in since.values_list("version", "expunged_at", "withholds")
    )


STATES: dict[str, tuple[Text, Text]] = {
    SlipState.OPEN: (
        _("Thank you. Your report is with the newsroom"),
        _("An editor will look at it. What comes of it will be shown here: keep the address of this page."),
    ),
    SlipState.ACCEPTED: (_("It is mended. Thank you"), _("You were right. We have mended the story.")),
    SlipState.FIXED: (
        _("It was mended already. Thank you"),
        _("The newest version of the story no longer has this mistake."),
    ),
    SlipState.REJECTED: (_("We have left the words as they are"), _("An editor has looked at it and says why:")),
    SlipState.IRREPRODUCIBLE: (
        _("We could not find the mistake"),
        _("An editor has read the passage and sees nothing wrong. If it is still there, report it again and say more."),
    ),
    SlipState.GONE: (
        _("The passage is no longer in the story"),
        _("The story has changed since you read it, and these words are gone. Thank you all the same."),
    ),
}
WITHDRAWN: tuple[Text, Text] = (
    _("The story has been withdrawn"),
    _("Nothing in it is mended any more. Thank you all the same."),
)


@dataclass(frozen=True, slots=True)
class Passage:
    """The reported words between what stands around them, and what they should be: (mark, text) pieces."""

    before: str
    quote: str
    after: str
    difference: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fate:
    """What has become of a report. `passage` is None if the words must not be shown."""

    code: str
    title: Text
    text: Text
    reason: str
    passage: Passage | None
    comment: str = ""


def fate_of(report: TypoReport) -> Fate:
    slip, story = report.slip, report.slip.story
    is_over = not story.live and slip.state in (SlipState.OPEN, SlipState.GONE)
    title, text = WITHDRAWN if is_over else STATES[slip.state]
    may_show = wording_is_public(story, report.version)
    return Fate(
        code="withdrawn" if is_over else slip.state,
        title=title,
        text=text,
        reason=slip.reason if slip.state == SlipState.REJECTED else "",
        passage=_passage(report, slip) if may_show else None,
        comment=report.comment if may_show else "",
    )


def _passage(report: TypoReport, slip: Slip) -> Passage:
    difference = rules.difference(report.quote, report.suggestion) if report.suggestion else ()
    text = slip.text if report.part and report.part == slip.part and not slip.dispatch.is_expunged else ""
    if one_line(text[report.start : report.end]) != report.quote:
        return Passage(_cut_before(report.before), report.quote, _cut_after(report.after), difference)
    before, after = text[: report.start], text[report.end :]
    return Passage(_cut_before(before, AROUND), report.quote, _cut_after(after, AROUND), difference)


def _cut_before(text: str, most: int = rules.CONTEXT - 1) -> str:
    """The end of what stands before; a text that goes on further back shows that it does."""
    return text if len(text) <= most else f"…{text[-most:]}"


def _cut_after(text: str, most: int = rules.CONTEXT - 1) -> str:
    return text if len(text) <= most else f"{text[:most]}…"

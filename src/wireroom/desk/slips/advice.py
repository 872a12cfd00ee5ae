"""What the desk says about a wording before an editor decides: how it differs, what kind of change it is, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wireroom.reactions.typo_reports.actions import preset_of
from wireroom.reactions.typo_reports.models import Slip
from wireroom.reactions.typo_reports.rules import ChangeName, Piece, difference
from wireroom.reactions.typo_reports.types import Decision

REASONS: dict[str, Promise] = {
    "figure": _("A figure changes."),
    "negation": _("A negation comes or goes."),
    "quotation": _("Letters change inside somebody’s words."),
    "name": _("A name may change: check how it is spelled."),
}
KINDS: dict[ChangeName, Promise] = {
    "refile": _("This looks like a refile: a slip, the meaning stays."),
    "correction": _("This looks like a correction."),
}
REJECTIONS: tuple[Promise, ...] = (
    _("This is spelled correctly."),
    _("This is how we spell it in all our stories."),
    _("These are the speaker’s own words."),
)
"""Reasons that an editor may take over; they are put in the language of the story's readers."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What changes in the sentence, the kind of change that it looks like and why, and words for a public note."""

    pieces: tuple[Piece, ...]
    kind: ChangeName
    summary: str
    reasons: tuple[str, ...]
    note: str


def advise(slip: Slip, decision: Decision) -> Advice:
    """What the desk says about `decision`; the editor decides otherwise with one key."""
    text = slip.text
    after = text[: decision.start] + decision.replacement + text[decision.end :]
    pieces, preset = difference(text, after), preset_of(slip, decision)
    return Advice(
        pieces=pieces,
        kind=preset.kind,
        summary=str(KINDS[preset.kind]),
        reasons=tuple(str(REASONS[reason]) for reason in preset.reasons),
        note=note_about(slip, pieces),
    )


def note_about(slip: Slip, pieces: tuple[Piece, ...]) -> str:
    """A public note in the story's language that quotes what was wrong; empty where the change is no mere exchange."""
    words = {mark: [text.strip() for kind, text in pieces if kind == mark] for mark in ("removed", "added")}
    if any(len(texts) != 1 or not texts[0] for texts in words.values()):
        return ""
    [old], [new] = words["removed"], words["added"]
    with translation.override(slip.story.edition.code):
        return gettext("An earlier version of this story said “%(old)s”. It should have said “%(new)s”.") % {
            "old": old,
            "new": new,
        }


def rejections(slip: Slip) -> list[str]:
    """Reasons for a rejection, in the language of the story's readers."""
    with translation.override(slip.story.edition.code):
        return [str(reason) for reason in REJECTIONS]

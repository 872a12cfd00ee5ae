"""How it was sent: traps, hurry, repeats, floods, and what the reader wrote before."""

from __future__ import annotations

from wireroom.reactions.comments.rules.submission import Submission

FASTEST = 3.0
"""Seconds in which nobody finds the form, thinks and writes."""
CHARACTERS_A_SECOND = 25
"""Faster than any typist; pasting is no sin, so this alone decides nothing."""


def trapped(sent: Submission) -> int:
    """A field that people do not see is filled in. A browser's autofill may do that: flagged, never dropped."""
    return 80 if sent.signs.trap.strip() else 0


def hurried(sent: Submission) -> int:
    """Sent sooner than it can be written; nothing is known where no script measured."""
    seconds = sent.signs.seconds
    if seconds is None or seconds < 0:
        return 0
    if seconds < FASTEST:
        return 45
    return 10 if len(sent.text) > 200 and seconds * CHARACTERS_A_SECOND < len(sent.text) else 0


def repeated(sent: Submission) -> int:
    """The same words stand elsewhere already; short ones ("Thank you!") may."""
    if not sent.repeats or len(sent.text) < 30:
        return 0
    return min(40 * sent.repeats, 80)


def in_a_row(sent: Submission) -> int:
    """Many comments within minutes."""
    if sent.lately < 5:
        return 0
    return 40 if sent.lately < 10 else 60


def reputed(sent: Submission) -> int:
    """What moderators made of the reader's earlier comments."""
    past = sent.past
    if past.refused > past.kept:
        return min(25 * past.refused, 75)
    return -20 if past.kept >= 3 and past.refused * 10 <= past.kept else 0

"""When to try again, and when to stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=6)
GIVES_UP_AFTER = timedelta(days=3)
LONGEST_RETRY_AFTER = timedelta(days=1)
"""An endpoint that asks us to stay away for longer is asked again after this."""

MAIL_CLAIMED_FOR = timedelta(minutes=5)
"""A mail whose sender died is sent again after that."""

TRIPS_AFTER = 5
FIRST_REST = timedelta(seconds=10)
LONGEST_REST = timedelta(minutes=10)


class Answer(StrEnum):
    """How an attempt ended."""

    ACCEPTED = "accepted"
    BUSY = "busy"
    """It asks us to come back later."""
    FAILED = "failed"
    """No answer, or one of a fault of its own: the same may succeed later."""
    REFUSED = "refused"
    """It does not want this very message: the same would be refused again."""
    GONE = "gone"
    """There is nobody at this address any more."""
    UNANSWERED = "unanswered"
    """We ended before its answer could be written down."""
    UNREADABLE = "unreadable"
    """The formatter failed: nothing was sent."""
    WITHHELD = "withheld"
    """It may not go out any more: nothing was sent."""


UNSENT = frozenset({Answer.UNREADABLE, Answer.WITHHELD})


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer, in the endpoint's own words where it has some; `code` is its status, 0 where there is none."""

    answer: Answer
    text: str = ""
    code: int = 0
    retry_after: timedelta | None = None


def of_status(code: int, *, text: str = "", retry_after: str = "", now: datetime) -> Outcome:
    """What an HTTP status means for the message that it answers."""
    wait = parse_retry_after(retry_after, now)
    if 200 <= code < 300:
        return Outcome(Answer.ACCEPTED, text, code)
    if code == 410:
        return Outcome(Answer.GONE, text, code)
    if code == 429 or (code == 503 and wait is not None):
        return Outcome(Answer.BUSY, text, code, wait)
    if code in (408, 421, 425) or not 400 <= code < 500:
        return Outcome(Answer.FAILED, text, code, wait)
    return Outcome(Answer.REFUSED, text, code)


def parse_retry_after(text: str, now: datetime) -> timedelta | None:
    """Either form of RFC 9110, 10.2.3: seconds or a date; None where it is neither, never negative nor endless."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        wait = timedelta(seconds=min(int(text[:12]), LONGEST_RETRY_AFTER.total_seconds()))
    else:
        try:
            then = parsedate_to_datetime(text)
        except (ValueError, TypeError):
            return None
        wait = (then if then.tzinfo else then.replace(tzinfo=UTC)) - now
    return max(timedelta(0), min(wait, LONGEST_RETRY_AFTER))


def pause(attempts: int, chance: float) -> timedelta:
    """How long to wait after so many attempts: doubling, of which `chance` (0 to 1) shakes the upper half."""
    whole = min(FIRST_PAUSE * 2.0 ** min(attempts - 1, 20), LONGEST_PAUSE)
    return whole * (0.5 + chance / 2)


def rest(failures: int) -> timedelta | None:
    """How long an endpoint is left alone after so many failures in a row; None while it is not."""
    if failures < TRIPS_AFTER:
        return None
    return min(FIRST_REST * 2.0 ** min(failures - TRIPS_AFTER, 20), LONGEST_REST)


def gives_up(*, first_tried: datetime, now: datetime, is_withdrawal: bool) -> bool:
    """Whether a delivery has been tried for long enough; a withdrawal never has."""
    return not is_withdrawal and now - first_tried >= GIVES_UP_AFTER

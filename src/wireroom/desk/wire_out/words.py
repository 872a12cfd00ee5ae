"""What machines answered, and how endpoints are doing, in words that an editor understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from wireroom.desk.wire_out.reasons import reason
from wireroom.wire_out.models import Delivery
from wireroom.wire_out.rules.conditions import Condition
from wireroom.wire_out.rules.retries import Answer

ANSWERS: Mapping[str, Promise] = {
    Answer.ACCEPTED: _("It took it."),
    Answer.BUSY: _("It asks us to come back later."),
    Answer.FAILED: _("It could not be reached."),
    Answer.REFUSED: _("It does not want this."),
    Answer.GONE: _("Nobody is at this address any more."),
    Answer.UNANSWERED: _("We stopped before it answered; it may have it."),
    Answer.UNREADABLE: _("Our formatter failed, so nothing was sent."),
    Answer.WITHHELD: _("It may not go out any more, so nothing was sent."),
}

STATUSES: Mapping[int, Promise] = {
    401: _("It wants a user name and password, or ours are wrong."),
    403: _("It knows us, but does not let us in."),
    404: _("It knows no such address."),
    405: _("This address takes no deliveries."),
    408: _("It took too long to listen."),
    413: _("This is too large for it."),
    415: _("It does not want this format."),
    422: _("It cannot make sense of this."),
    429: _("We send too fast for it."),
    500: _("Something broke at its end."),
    502: _("The machine behind it does not answer."),
    503: _("It is closed for a while."),
    504: _("The machine behind it is too slow."),
}
"""What the commonest answers of HTTP mean to us; said in place of the plain words above."""

CONDITIONS: Mapping[Condition, Promise] = {
    Condition.FINE: pgettext_lazy("endpoint", "In order"),
    Condition.BEHIND: pgettext_lazy("endpoint", "Behind"),
    Condition.FAILING: pgettext_lazy("endpoint", "Failing, tried again"),
    Condition.RESTING: pgettext_lazy("endpoint", "Left alone for a while"),
    Condition.PAUSED: pgettext_lazy("endpoint", "Paused"),
    Condition.DISABLED: pgettext_lazy("endpoint", "Disabled"),
    Condition.ENDED: pgettext_lazy("endpoint", "Contract not running"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: what it means, its status if it has one, why as far as we know, and the machine's own words."""

    meaning: str
    code: int
    why: str
    text: str


def said(answer: str, code: int, text: str) -> Said | None:
    """None where nothing has been tried yet."""
    if not answer:
        return None
    if answer == Answer.ACCEPTED:
        return Said(str(ANSWERS[answer]), code, "", text)
    why = reason(text)
    return Said(str(STATUSES.get(code, ANSWERS[answer])), code, why.meaning, why.words)


def last_said(delivery: Delivery | None) -> Said | None:
    return said(delivery.last_answer, delivery.last_code, delivery.last_text) if delivery else None


def duration(length: timedelta) -> str:
    """In the largest unit that it fills."""
    seconds = int(length.total_seconds())
    if seconds < 120:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    if seconds < 2 * 3600:
        return ngettext("%(count)d minute", "%(count)d minutes", seconds // 60) % {"count": seconds // 60}
    if seconds < 2 * 86400:
        return ngettext("%(count)d hour", "%(count)d hours", seconds // 3600) % {"count": seconds // 3600}
    return ngettext("%(count)d day", "%(count)d days", seconds // 86400) % {"count": seconds // 86400}

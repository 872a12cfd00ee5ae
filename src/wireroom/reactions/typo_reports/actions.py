"""What an editor does with a slip. Each starts from an open one, so that of two editors the second is told."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.reactions.typo_reports.errors import SlipDecided, SlipUnmendable
from wireroom.reactions.typo_reports.models import Slip, SlipState, TypoReport
from wireroom.reactions.typo_reports.rules import ChangeName, Preset, is_quoted, preset
from wireroom.reactions.typo_reports.types import Decision
from wireroom.stories import chain
from wireroom.stories.anchors import Span
from wireroom.stories.errors import WrongState
from wireroom.stories.mending import Fix, mend
from wireroom.stories.models import Dispatch
from wireroom.stories.policy import demand
from wireroom.stories.releasing import Change, locked
from wireroom.stories.rules import Action


def claim(slip: Slip, *, by: User) -> None:
    """Says that `by` is looking into it. Raises SlipDecided if a colleague is already."""
    demand(by, Action.PUBLISH, slip.story)
    if not slip.is_open:
        raise _has_changed()
    free = Slip.objects.open().filter(pk=slip.pk).unclaimed_but_by(by)
    if not free.update(claimed_by=by, claimed_at=clock.now()):
        raise SlipDecided(_("A colleague has taken this one already."))


def let_go(slip: Slip, *, by: User) -> None:
    """Gives a claimed slip back to everybody."""
    demand(by, Action.PUBLISH, slip.story)
    Slip.objects.filter(pk=slip.pk).update(claimed_by=None, claimed_at=None)


def accept(slip: Slip, decision: Decision, *, by: User | None) -> Dispatch:
    """Mends the words in public and in every draft, as a refile or a correction; reporters will be thanked.

    Raises SlipDecided if the slip or the story has changed since the editor looked, SlipUnmendable if there is no
    one place to mend, and whatever `stories` refuses a correction for.
    """
    demand(by, Action.PUBLISH, slip.story)
    if not slip.is_located:
        raise SlipUnmendable(_("The words do not stand at one certain place. Open the story and mend it by hand."))
    with transaction.atomic():
        chain.hold()
        locked(slip.story_id)  # before the slip: whoever reports one takes them in this order
        _decide(slip, SlipState.ACCEPTED, by=by, dispatch_id=decision.seen)
        kind: ChangeName = "correction" if decision.kind == "correction" else "refile"
        fix = Fix(Span(slip.part, decision.start, decision.end), decision.replacement)
        try:
            dispatch = mend(slip.story, fix, by=by, change=Change(kind, decision.note), seen=decision.seen)
        except WrongState as error:
            raise SlipDecided(error.message) from error
        Slip.objects.filter(pk=slip.pk).update(mended_by=dispatch)
        advised = preset_of(slip, decision)
        _log(slip, "accept", by, {"kind": kind, "advised": advised.kind, "reasons": list(advised.reasons)})
    slip.refresh_from_db()
    return dispatch


def preset_of(slip: Slip, decision: Decision) -> Preset:
    """The kind of change that a decision looks like."""
    text = slip.text
    after = text[: decision.start] + decision.replacement + text[decision.end :]
    return preset(
        text,
        after,
        start=decision.start,
        end=decision.end,
        in_quotation=is_quoted(slip.part, slip.dispatch.item),
        language=slip.dispatch.language,
    )


def reject(slip: Slip, *, by: User | None, reason: str) -> None:
    """Says that nothing is wrong, and why: whoever reported it can read the reason."""
    _refuse(slip, SlipState.REJECTED, by, reason)


def set_aside(slip: Slip, *, by: User | None) -> None:
    """Says that nobody here can see what is meant."""
    _refuse(slip, SlipState.IRREPRODUCIBLE, by, "")


def _refuse(slip: Slip, state: SlipState, by: User | None, reason: str) -> None:
    demand(by, Action.PUBLISH, slip.story)
    with transaction.atomic():
        _decide(slip, state, by=by, reason=reason)
        # There is nothing to thank for, so there is no use for the addresses.
        TypoReport.objects.filter(slip=slip).exclude(email="").update(email="")
        _log(slip, state.value, by, {"reason": reason})
    slip.refresh_from_db()


def demand_unchanged(slip: Slip, *, seen: int | None) -> None:
    """Raises SlipDecided unless `slip` is open and stands in the dispatch that the editor had before them."""
    if not slip.is_open or slip.dispatch_id != seen:
        raise _has_changed()


def _has_changed() -> SlipDecided:
    return SlipDecided(_("This one has changed since you looked: a colleague has decided it, or the story moved on."))


def _decide(slip: Slip, state: SlipState, *, by: User | None, reason: str = "", **seen: Any) -> None:
    """Closes an open slip, once; `seen` is what must still hold of it."""
    changed = Slip.objects.open().filter(pk=slip.pk, **seen)
    if not changed.update(state=state, decided_by=by, decided_at=clock.now(), reason=reason):
        raise _has_changed()


def reopen(slip: Slip, *, by: User | None) -> None:
    """Puts a rejected slip back into the queue."""
    demand(by, Action.PUBLISH, slip.story)
    closed = Slip.objects.filter(pk=slip.pk, state__in=(SlipState.REJECTED, SlipState.IRREPRODUCIBLE))
    with transaction.atomic():
        if not closed.update(state=SlipState.OPEN, decided_by=None, decided_at=None, reason=""):
            raise SlipDecided(_("Only what was rejected can be taken up again."))
        _log(slip, "reopen", by, {})
    slip.refresh_from_db()


def _log(slip: Slip, what: str, by: User | None, facts: dict[str, Any]) -> None:
    log(
        instance=slip.story,
        action=f"wireroom.slip.{what}",
        user=by,
        data={"quote": slip.quote, **facts},
        timestamp=clock.now(),
    )

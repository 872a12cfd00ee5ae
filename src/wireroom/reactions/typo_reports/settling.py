"""What follows for reports when a story is released again: each slip is found anew, or is settled by it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from wireroom.core import clock
from wireroom.formats.newsitem import NewsItem
from wireroom.reactions.typo_reports.models import Slip, SlipState, Standing
from wireroom.stories.anchors import Outcome, follow
from wireroom.stories.facts import Released
from wireroom.stories.models import Dispatch


def settle_slips(facts: Sequence[Released]) -> None:
    """Runs inside the releasing transaction."""
    for fact in facts:
        if fact.before is None or fact.dispatch.kind == "advisory" or fact.dispatch.audience == "advance":
            continue
        for slip in Slip.objects.in_story(fact.story).unmended().select_related("dispatch"):
            _settle(slip, fact.dispatch)


def _settle(slip: Slip, released: Dispatch) -> None:
    if released.kind == "withdrawal":
        _close(slip, SlipState.GONE)
    elif slip.is_located and not slip.dispatch.is_expunged:
        _find_again(slip, released, released.item)


def _find_again(slip: Slip, released: Dispatch, item: NewsItem) -> None:
    suggestion = slip.readings[0].suggestion if slip.readings else ""
    found = follow(slip.dispatch.item, (slip.span,), item, suggestion=suggestion)
    if found.outcome is Outcome.LOCATED:
        _move(slip, released, found.spans[0].start - slip.start, found.spans[0].key)
    elif found.outcome is Outcome.ALREADY_FIXED:
        _close(slip, SlipState.FIXED)
    elif found.outcome is Outcome.GONE:
        _close(slip, SlipState.GONE)
    else:
        Slip.objects.filter(pk=slip.pk).update(standing=Standing.AMBIGUOUS, part="", dispatch=released)


def _move(slip: Slip, released: Dispatch, by: int, part: str) -> None:
    """The same words at their new place; what readers pointed at in them has moved along."""
    slip.reports.filter(part=slip.part).update(start=F("start") + by, end=F("end") + by, part=part)
    Slip.objects.filter(pk=slip.pk).update(start=F("start") + by, end=F("end") + by, part=part, dispatch=released)


def _close(slip: Slip, state: SlipState) -> None:
    if slip.is_open:
        Slip.objects.open().filter(pk=slip.pk).update(state=state, decided_at=clock.now())
        if state == SlipState.GONE:
            slip.reports.exclude(email="").update(email="")

"""What follows for reports when a story is released again: each slip is found anew, or is settled by it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from wireroom.core import clock
from wireroom.formats.newsitem import NewsItem
from wireroom.reactions.typo_reports.models import Slip, SlipState, Standing, TypoReport
from wireroom.stories.anchors import Outcome, follow
from wireroom.stories.facts import Released
from wireroom.stories.models import Dispatch

AT_ONCE = 50
"""Slips of one story that are settled before the editor's screen redraws; the schedule settles what is left."""


def settle_slips(facts: Sequence[Released]) -> None:
    """Runs after the commit, and may be run again."""
    for fact in facts:
        is_changed = fact.before is not None and fact.dispatch.kind != "advisory"
        if is_changed and Slip.objects.filter(story_id=fact.story.pk).exists():
            _settle_story(fact.story.pk)


def settle_the_rest() -> int:
    """Settles slips that a release has left behind, because there were many or the house was stopped between."""
    behind = Slip.objects.behind_their_story().order_by("pk").values_list("story_id", flat=True)[:AT_ONCE]
    orphans = Slip.objects.open().filter(story__live=False).values_list("story_id", flat=True)[:AT_ONCE]
    stories = dict.fromkeys([*behind, *orphans])
    for story_id in stories:
        _settle_story(story_id)
    return len(stories)


@transaction.atomic
def _settle_story(story_id: int) -> None:
    now = Dispatch.objects.filter(current_of=story_id).first()
    if now is None:
        return
    if now.kind == "withdrawal":
        _close_all(story_id)
        return
    for slip in Slip.objects.filter(story_id=story_id).behind_their_story().most_pressing()[:AT_ONCE]:
        _find_again(slip, now, now.item)


def _close_all(story_id: int) -> None:
    """The story is withdrawn: there is nothing to mend, nobody to thank, and no address to keep."""
    of_story = Slip.objects.filter(story_id=story_id)
    of_story.open().update(state=SlipState.GONE, decided_at=clock.now())
    TypoReport.objects.filter(slip__in=of_story, slip__state=SlipState.GONE).exclude(email="").update(email="")


def _find_again(slip: Slip, released: Dispatch, item: NewsItem) -> None:
    if slip.dispatch.is_expunged:
        _lose(slip, released)
        return
    suggestion = slip.readings[0].suggestion if slip.readings else ""
    found = follow(slip.dispatch.item, (slip.span,), item, suggestion=suggestion)
    if found.outcome is Outcome.LOCATED:
        _move(slip, released, found.spans[0].start - slip.start, found.spans[0].key)
    elif found.outcome is Outcome.AMBIGUOUS:
        _lose(slip, released)
    else:
        _close(slip, released, SlipState.FIXED if found.outcome is Outcome.ALREADY_FIXED else SlipState.GONE)


def _move(slip: Slip, released: Dispatch, by: int, part: str) -> None:
    """The same words at their new place; what readers pointed at in them has moved along."""
    slip.reports.filter(part=slip.part).update(start=F("start") + by, end=F("end") + by, part=part)
    Slip.objects.filter(pk=slip.pk).update(start=F("start") + by, end=F("end") + by, part=part, dispatch=released)


def _lose(slip: Slip, released: Dispatch) -> None:
    """Nobody can tell where the words are now: an editor must look."""
    Slip.objects.filter(pk=slip.pk).update(standing=Standing.AMBIGUOUS, part="", dispatch=released)


def _close(slip: Slip, released: Dispatch, state: SlipState) -> None:
    """An open slip is settled; one that was rejected stays so, and nobody need look for it again."""
    if slip.is_open:
        Slip.objects.open().filter(pk=slip.pk).update(state=state, decided_at=clock.now())
        if state == SlipState.GONE:
            slip.reports.exclude(email="").update(email="")
    else:
        _lose(slip, released)

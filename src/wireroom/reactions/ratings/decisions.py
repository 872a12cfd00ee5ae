"""What the newsroom decides about ratings: each action asks for the right, changes, and leaves one line in the log."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.reactions.facts import announce_edition, announce_story
from wireroom.reactions.ratings.actions import recount_tally
from wireroom.reactions.ratings.errors import AlreadyDecided, NotAllowed
from wireroom.reactions.ratings.models import Burst, Decision, Switch, Tally
from wireroom.reactions.ratings.rules import LASTS, Right, rights
from wireroom.stories.models import Story
from wireroom.stories.policy import relation


def may(user: User, right: Right, story: Story | None = None) -> bool:
    """Whether `user` has the right for this story's ratings; without a story, for those of any."""
    if not user.is_active:
        return False
    assigned = relation(user, story).assigned if story else True
    return right in rights(user.roles, assigned=assigned)


def close(story: Story, *, by: User) -> None:
    """Takes no more ratings of the story; what was given stays."""
    _set_closed(story, True, by=by)


def reopen(story: Story, *, by: User) -> None:
    _set_closed(story, False, by=by)


def recount(story: Story, *, by: User) -> None:
    """Adds the stored ratings up anew."""
    _demand(by, Right.DECIDE, story)
    with transaction.atomic():
        tally = Tally.objects.locked(story.pk)
        before = tally.figures
        recount_tally(tally)
        _note(story, "recount", by, before=list(before.counts), after=list(tally.figures.counts))


def count_burst(burst: Burst, *, by: User) -> None:
    """The votes of the burst are as good as any; more of the same are not held for an hour."""
    _decide(burst, Decision.COUNT, by=by)


def drop_burst(burst: Burst, *, by: User) -> None:
    """The votes of the burst are never shown, nor are those that still come."""
    _decide(burst, Decision.DROP, by=by)


def switch(*, is_on: bool, by: User) -> None:
    """Opens or closes the ratings of the whole agency."""
    _demand(by, Right.SWITCH)
    with transaction.atomic():
        row, _made = Switch.objects.select_for_update().get_or_create(pk=1)
        if row.is_on == is_on:
            raise AlreadyDecided(_("This has been done already."))
        row.is_on = is_on
        row.save()
        log(instance=row, action=f"wireroom.ratings_{'reopen' if is_on else 'close'}", user=by, timestamp=clock.now())
        announce_edition("", "rating")


def is_on() -> bool:
    """Whether readers may rate at all."""
    return not Switch.objects.closed().exists()


def _demand(by: User, right: Right, story: Story | None = None) -> None:
    if not may(by, right, story):
        raise NotAllowed(_("You have no right to do this. Ask a moderator or an editor of the section."))


def _note(story: Story, action: str, by: User, **facts: Any) -> None:
    log(instance=story, action=f"wireroom.ratings_{action}", user=by, timestamp=clock.now(), data=facts or None)


def _set_closed(story: Story, is_closed: bool, *, by: User) -> None:
    _demand(by, Right.DECIDE, story)
    with transaction.atomic():
        tally = Tally.objects.locked(story.pk)
        if tally.is_closed == is_closed:
            raise AlreadyDecided(_("This has been done already."))
        tally.is_closed = is_closed
        tally.save(update_fields=("is_closed",))
        _note(story, "close" if is_closed else "reopen", by)
        announce_story(story, "rating", is_removal=is_closed)


def _decide(burst: Burst, decision: Decision, *, by: User) -> None:
    _demand(by, Right.DECIDE, burst.story)
    now = clock.now()
    with transaction.atomic():
        tally = Tally.objects.locked(burst.story_id)
        undecided = Burst.objects.undecided().filter(pk=burst.pk)
        if not undecided.update(decision=decision, decided_at=now, decided_by=by):
            raise AlreadyDecided(_("Somebody has decided about these votes already."))
        votes = burst.ratings.count()
        if decision == Decision.COUNT:
            burst.ratings.update(burst=None)
            Burst.objects.filter(pk=burst.pk).update(until=now + LASTS)
        recount_tally(tally)
        _note(burst.story, decision, by, stars=burst.stars, votes=votes)

"""Mending a released story word by word: the text that is out and every draft of it, and nobody's work is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.formats.newsitem import NewsItem
from wireroom.stories import chain
from wireroom.stories.anchors import Outcome, Span, follow
from wireroom.stories.errors import CannotPatch, WrongState
from wireroom.stories.facts import Released, announce_draft, announce_released
from wireroom.stories.models import Dispatch, Mend, MissedMend, Story
from wireroom.stories.newsitems import item_of
from wireroom.stories.patching import COLUMNS, patch
from wireroom.stories.policy import demand
from wireroom.stories.releasing import (
    Change,
    append_public,
    locked,
    note_in_log,
    require_note,
    require_state,
    save_released,
)
from wireroom.stories.rules import Action

MENDABLE = (*COLUMNS.values(), "body")
"""Columns that a fix may change."""


@dataclass(frozen=True, slots=True)
class Fix:
    """What stands at `span` in the story's newest release shall read `replacement`."""

    span: Span
    replacement: str


def mend(story: Story, fix: Fix, *, by: User | None, change: Change, seen: int) -> Dispatch:
    """Releases `story` as it is out now with `fix`, and puts the fix into every draft that waits.

    `seen` is the number of the dispatch that `fix` was made for: raises WrongState if it is no longer the newest,
    CannotPatch if the fix would change more than it says. Drafts keep their time, their review and their lock.
    """
    require_note(change)
    with transaction.atomic():
        chain.hold()
        row = locked(story.pk)
        demand(by, Action.PUBLISH, row)
        require_state(row, change.kind)
        before, now = row.dispatch, clock.now()
        if before is None or before.seq != seen:
            raise WrongState(_("The story has changed since you looked at it. Look at it again, then mend it."))
        patch(row, item_of(row, kind=change.kind, version=1, at=now, before=before.item), fix.span, fix.replacement)
        dispatch = append_public(row, change, now=now)
        save_released(row)
        done = Mend.objects.create(
            dispatch=dispatch,
            before=before,
            story=row,
            part=fix.span.key,
            start=fix.span.start,
            end=fix.span.end,
            replacement=fix.replacement,
        )
        for revision in _kept_revisions(row):
            _mend_revision(row, revision, done, now)
        note_in_log(row, action=f"wireroom.{change.kind}", user=by, data={"note": change.note}, content_changed=True)
        announce_released([Released(row, dispatch, before)])
        return dispatch


def _kept_revisions(row: Story) -> Iterator[Revision]:
    """The drafts that somebody may go on with: the newest, the one that waits for its time, the one that is out."""
    waiting = row.revisions.filter(approved_go_live_at__isnull=False).values_list("pk", flat=True)
    wanted = {row.latest_revision_id, row.live_revision_id, *waiting} - {None}
    yield from Revision.objects.select_for_update(of=("self",)).select_related("user").filter(pk__in=wanted)


def _mend_revision(row: Story, revision: Revision, done: Mend, now: datetime) -> None:
    """Puts a fix into a saved draft where it stands, so that whoever has it open goes on with the same revision."""
    draft: Story = row.with_content_json(revision.content)
    if not _put_right(draft, done, now):
        if revision.pk != row.live_revision_id:
            _tell(done, revision.user, now)
        return
    mended = draft.serializable_data()
    revision.content.update({name: mended[name] for name in MENDABLE})
    Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    if revision.pk == row.latest_revision_id:
        announce_draft(draft)


def _put_right(draft: Story, done: Mend, now: datetime) -> bool:
    """Puts a fix into `draft` in memory; False if the passage is not there, or not for certain."""
    before: NewsItem = done.before.item
    item = item_of(draft, kind="update", version=1, at=now, before=before)
    found = follow(before, (done.span,), item, suggestion=done.replacement)
    if found.outcome is not Outcome.LOCATED:
        return found.outcome is Outcome.ALREADY_FIXED
    try:
        patch(draft, item, found.spans[0], done.replacement)
    except CannotPatch:
        return False
    return True


def _tell(done: Mend, user: User | None, now: datetime) -> None:
    if user is not None:
        MissedMend.objects.get_or_create(mend=done, user=user, defaults={"noticed_at": now})


def catch_up(draft: Story, mends: Iterable[Mend], *, by: User | None) -> None:
    """Puts fixes into a draft that was being typed while they were made; called before it is saved."""
    now = clock.now()
    for done in mends:
        if not _put_right(draft, done, now):
            _tell(done, by, now)

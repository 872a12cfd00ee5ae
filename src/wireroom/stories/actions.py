"""Everything that can happen to a story in public. There is no other way to publish, and no silent edit.

Each action checks the right of `by` (None = the house itself: import, schedule, shell), starts from a known state,
runs in one transaction, appends exactly one Dispatch when content becomes public, and announces it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.formats.newsitem import Kind
from wireroom.formats.release import UNSENT, outgoing
from wireroom.stories import chain
from wireroom.stories.errors import ClosedDoor, KindMissing, NoteMissing, NotReady, WrongState
from wireroom.stories.facts import Released, announce_draft, announce_expunged, announce_released
from wireroom.stories.models import ChangeKind, Dispatch, Story
from wireroom.stories.pictures import prepare_public_pictures
from wireroom.stories.policy import demand
from wireroom.stories.releasing import (
    Change,
    finish_review,
    go_public,
    locked,
    newest_of,
    next_item,
    note_in_log,
    require_note,
    require_ready,
    require_state,
)
from wireroom.stories.rules import Action, State


def publish(story: Story, *, by: User | None) -> Dispatch | None:
    """Publishes an unreleased story as it stands in memory; None if it is held for its time (schedule)."""
    return _save_and_release(story, by=by, change=Change("new"))


def update(story: Story, *, by: User | None, note: str = "") -> Dispatch | None:
    """Releases `story` as it stands in memory: it has moved on."""
    return _save_and_release(story, by=by, change=Change("update", note))


def correct(story: Story, *, by: User | None, note: str, withhold: bool = False) -> Dispatch | None:
    """Releases `story` as it stands in memory: we were wrong. `withhold` keeps the old wording out of the history."""
    return _save_and_release(story, by=by, change=Change("correction", note, withhold))


def refile(story: Story, *, by: User | None, note: str = "") -> Dispatch | None:
    """Releases `story` as it stands in memory: a slip is mended."""
    return _save_and_release(story, by=by, change=Change("refile", note))


def schedule(story: Story, *, by: User | None, at: datetime) -> None:
    """Lets `story` as it stands in memory go public at `at`; nothing is dispatched before."""
    if at <= clock.now():
        raise NotReady(_("The time to publish at has passed already."))
    story.go_live_at = at
    _save_and_release(story, by=by)


def _save_and_release(story: Story, *, by: User | None, change: Change | None = None) -> Dispatch | None:
    """Releases `story` as it stands in memory; where that is refused, no draft of it is left behind either.

    Raises ValidationError for a column that cannot hold what it is given; relations are the database's to check.
    """
    story.clean_fields(exclude={field.name for field in Story._meta.fields if field.is_relation})
    prepare_public_pictures(story)
    newest, is_ahead = story.latest_revision, story.has_unpublished_changes
    try:
        with transaction.atomic():
            chain.hold()
            revision = _saved(story, by)
            dispatch = _release(locked(story.pk), revision, by=by, change=change)
            if dispatch is None or dispatch.audience == "advance":
                announce_draft(story)
            return dispatch
    except BaseException:
        story.latest_revision, story.has_unpublished_changes = newest, is_ahead
        raise


def _saved(story: Story, by: User | None) -> Revision:
    """The revision to release; nobody is told of a draft that is none any more in a moment."""
    story.releasing = True
    try:
        revision: Revision = story.save_revision(user=by, clean=False)
    finally:
        story.releasing = False
    return revision


def release_revision(revision: Revision, *, by: User | None, change: Change | None = None) -> Dispatch | None:
    """Releases exactly `revision` as it was when it was loaded, or refuses.

    Without `change` the draft itself says what kind of change it is. Returns None if the draft was put on the schedule.
    Raises NotAllowed, WrongState, KindMissing, NoteMissing, NotReady.
    """
    seen_at = revision.created_at
    prepare_public_pictures(revision.as_object())
    with transaction.atomic():
        chain.hold()
        story = locked(revision.object_id)
        revision = Revision.objects.get(pk=revision.pk)
        if revision.created_at != seen_at:
            raise WrongState(_("The text was changed after you looked at it. Look at it again, then publish."))
        return _release(story, revision, by=by, change=change)


def _release(story: Story, revision: Revision, *, by: User | None, change: Change | None) -> Dispatch | None:
    """The step itself; with the log and the story's row held."""
    draft: Story = story.with_content_json(revision.content)
    change = change or _change_of(story, draft)
    for version in (story, draft):
        demand(by, Action.WITHDRAW if change.kind == "reinstatement" else Action.PUBLISH, version)
    require_state(story, change.kind)
    require_note(change)
    require_ready(draft)
    now = clock.now()
    if draft.go_live_at and draft.go_live_at > now:
        _put_on_schedule(draft, revision, change, at=draft.go_live_at, by=by)
        return None
    if draft.embargo_until and draft.embargo_until > now and not story.live:
        return _send_in_advance(draft, revision, change, now=now, by=by)
    return go_public(draft, revision, change, now=now, by=by)


def _change_of(story: Story, draft: Story) -> Change:
    """What the draft says of itself; publishing a changed version of a withdrawn story brings it back."""
    if not story.live:
        return Change("reinstatement", draft.change_note) if story.dispatch_id else Change("new")
    if draft.change_kind not in ChangeKind.values:
        raise KindMissing(_("This story is out already. Say what the change is: an update, a correction or a refile."))
    kinds: dict[str, Kind] = {"update": "update", "correction": "correction", "refile": "refile"}
    return Change(kinds[draft.change_kind], draft.change_note, draft.change_withholds)


def _put_on_schedule(draft: Story, revision: Revision, change: Change, *, at: datetime, by: User | None) -> None:
    revision.content["change_kind"] = change.kind if change.kind != "new" else ""
    revision.content["change_note"] = change.note
    revision.content["change_withholds"] = change.withholds
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=at, content=revision.content)
    draft.revisions.exclude(pk=revision.pk).update(approved_go_live_at=None)
    Story.objects.filter(pk=draft.pk).update(has_unpublished_changes=True)
    finish_review(draft, by)
    note_in_log(draft, action="wagtail.publish.schedule", user=by, revision=revision, content_changed=True)


def _send_in_advance(draft: Story, revision: Revision, change: Change, *, now: datetime, by: User | None) -> Dispatch:
    """The advance Dispatch of an embargoed story, and the schedule entry that will make it public."""
    item = next_item(draft, change, newest_of(draft), now)
    [dispatch] = chain.append([chain.entry(draft, item, audience="advance", note=change.note)], now=now)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=draft.embargo_until)
    draft.revisions.exclude(pk=revision.pk).update(approved_go_live_at=None)
    note_in_log(draft, action="wireroom.advance", user=by, revision=revision, content_changed=True)
    finish_review(draft, by)
    announce_released([Released(draft, dispatch, None)])
    return dispatch


def withdraw(story: Story, *, by: User | None, note: str) -> Dispatch:
    """Takes the story back: readers find only the public note, everyone who received it is told."""
    change = Change("withdrawal", note)
    require_note(change)
    with transaction.atomic():
        chain.hold()
        row = locked(story.pk)
        demand(by, Action.WITHDRAW, row)
        require_state(row, "withdrawal")
        newest, before, now = newest_of(row), row.dispatch, clock.now()
        if newest is None:
            raise WrongState(_("Nothing of this story has gone out yet."))
        audience = "public" if row.live else "advance"
        item = replace(
            newest.item, kind="withdrawal", version=newest.version + 1, version_created=now, public_note=change.note
        )
        [dispatch] = chain.append([chain.entry(row, item, audience=audience, note=change.note)], now=now)
        row.revisions.update(approved_go_live_at=None)
        if row.live:
            row.live, row.dispatch, row.live_revision = False, dispatch, None
            row.last_published_at, row.has_unpublished_changes, row.behind_dispatch = now, True, None
            row.releasing = True
            row.save()
            row.releasing = False
        finish_review(row, by)
        note_in_log(row, action="wireroom.withdrawal", user=by, data={"note": note})
        announce_released([Released(row, dispatch, before)])
        return dispatch


def reinstate(story: Story, *, by: User | None, note: str = "") -> Dispatch:
    """Brings a withdrawn story back at its old address with the words it was withdrawn with.

    To bring it back changed, publish the changed draft.
    """
    prepare_public_pictures(story)
    with transaction.atomic():
        chain.hold()
        row = locked(story.pk)
        demand(by, Action.WITHDRAW, row)
        require_state(row, "reinstatement")
        require_ready(row)
        return go_public(row, None, Change("reinstatement", note), now=clock.now(), by=by)


def advise(story: Story, *, by: User | None, note: str) -> Dispatch:
    """Sends editors of subscribing newsrooms a note about a story; readers see nothing of it.

    About a withdrawn story it carries none of the text that was taken back.
    """
    change = Change("advisory", note)
    require_note(change)
    with transaction.atomic():
        chain.hold()
        row = locked(story.pk)
        demand(by, Action.ADVISE, row)
        require_state(row, "advisory")
        newest, now = newest_of(row), clock.now()
        if newest is None:
            raise WrongState(_("Nothing of this story has gone out yet."))
        item = replace(outgoing(newest.item, UNSENT), kind="advisory", version_created=now, ed_note=change.note)
        [dispatch] = chain.append([chain.entry(row, item, audience=newest.audience, note=change.note)], now=now)
        note_in_log(row, action="wireroom.advisory", user=by, data={"note": note})
        announce_released([Released(row, dispatch, row.dispatch)])
        return dispatch


def unschedule(story: Story, *, by: User | None) -> None:
    """Takes a scheduled version off the schedule. What went out under embargo is not unscheduled but withdrawn."""
    with transaction.atomic():
        row = locked(story.pk)
        demand(by, Action.PUBLISH, row)
        if row.state == State.EMBARGOED:
            raise WrongState(_("Subscribers hold this story under embargo: withdraw it, with a note."))
        if not row.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None):
            raise WrongState(_("Nothing of this story is scheduled."))
        note_in_log(row, action="wagtail.schedule.cancel", user=by)


def expunge(dispatch: Dispatch, *, by: User | None, reason: str) -> None:
    """Empties the payload of an old dispatch, by court order or the like; the chain still verifies."""
    if not reason.strip():
        raise NoteMissing(_("Expunging needs a reason that stays on the record."))
    with transaction.atomic():
        story = locked(dispatch.story_id)
        demand(by, Action.EXPUNGE, story)
        if story.live and story.dispatch_id == dispatch.seq:
            raise ClosedDoor(_("Readers see this version now: correct or withdraw the story first."))
        changed = Dispatch.objects.filter(pk=dispatch.pk, expunged_at__isnull=True).update(
            payload="", expunged_at=clock.now(), expunge_reason=reason
        )
        if not changed:
            raise WrongState(_("This dispatch is expunged already."))
        note_in_log(story, action="wireroom.expunge", user=by, data={"seq": dispatch.seq, "reason": reason})
        announce_expunged(dispatch)

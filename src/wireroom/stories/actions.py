"""Everything that can happen to a story in public. There is no other way to publish, and no silent edit.

Each action checks the right of `by` (None = the house itself: import, schedule, shell), starts from a known state,
runs in one transaction, appends exactly one Dispatch when content becomes public, and announces it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import Revision

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.core.text import ascii_slug
from wireroom.formats.newsitem import Kind, NewsItem
from wireroom.formats.text import few_lines
from wireroom.stories import chain
from wireroom.stories.errors import ClosedDoor, KindMissing, NoteMissing, NotReady, WrongState
from wireroom.stories.facts import Released, announce_released
from wireroom.stories.models import ChangeKind, Dispatch, Story
from wireroom.stories.newsitems import item_of, says_the_same
from wireroom.stories.pictures import prepare_public_pictures
from wireroom.stories.policy import demand
from wireroom.stories.rules import NEEDS_NOTE, STARTS_FROM, Action, State

REFUSALS: dict[Kind, Promise] = {
    "new": gettext_lazy("it is out already, so it cannot be published for the first time."),
    "update": gettext_lazy("it is not out now, so there is nothing to update."),
    "correction": gettext_lazy("it is not out now, so there is nothing to correct."),
    "refile": gettext_lazy("it is not out now, so there is nothing to refile."),
    "withdrawal": gettext_lazy("nothing of it is out now, so there is nothing to withdraw."),
    "reinstatement": gettext_lazy("it is not withdrawn, so there is nothing to bring back."),
    "advisory": gettext_lazy("nothing of it has gone out, so there is nothing to advise about."),
}
"""Why a story in another state than an action starts from is left alone."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a release says about itself."""

    kind: Kind
    note: str = ""
    withholds: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "note", few_lines(self.note))


def publish(story: Story, *, by: User | None) -> Dispatch | None:
    """Publishes an unreleased story as it stands in memory; None if it is held for its time (schedule)."""
    return release_revision(_saved(story, by), by=by, change=Change("new"))


def update(story: Story, *, by: User | None, note: str = "") -> Dispatch | None:
    """Releases `story` as it stands in memory: it has moved on."""
    return release_revision(_saved(story, by), by=by, change=Change("update", note))


def correct(story: Story, *, by: User | None, note: str, withhold: bool = False) -> Dispatch | None:
    """Releases `story` as it stands in memory: we were wrong. `withhold` keeps the old wording out of the history."""
    return release_revision(_saved(story, by), by=by, change=Change("correction", note, withhold))


def refile(story: Story, *, by: User | None, note: str = "") -> Dispatch | None:
    """Releases `story` as it stands in memory: a slip is mended."""
    return release_revision(_saved(story, by), by=by, change=Change("refile", note))


def schedule(story: Story, *, by: User | None, at: datetime) -> None:
    """Lets `story` as it stands in memory go public at `at`; nothing is dispatched before."""
    if at <= clock.now():
        raise NotReady(_("The time to publish at has passed already."))
    story.go_live_at = at
    release_revision(_saved(story, by), by=by)


def _note(story: Story, **entry: Any) -> None:
    """One line in the newsroom's own log of who did what."""
    log(instance=story, timestamp=clock.now(), **entry)


def _saved(story: Story, by: User | None) -> Revision:
    revision: Revision = story.save_revision(user=by)
    return revision


def _locked(pk: object) -> Story:
    return (
        Story.objects.select_for_update(of=("self",))
        .select_related("locale__edition", "section", "dispatch")
        .get(pk=pk)
    )


def _require(story: Story, kind: Kind) -> None:
    state = story.state
    if state not in STARTS_FROM[kind]:
        raise WrongState(_("“%(headline)s”: %(refusal)s") % {"headline": story.headline, "refusal": REFUSALS[kind]})


def _require_note(change: Change) -> None:
    if change.kind in NEEDS_NOTE and not change.note.strip():
        raise NoteMissing(_("Write the note: it says what was wrong, or what others must know."))


def _require_ready(draft: Story) -> None:
    if not draft.headline.strip():
        raise NotReady(_("The headline is missing."))
    if draft.untranslated:
        raise NotReady(_("This is still the original’s text: translate it, then untick that it is."))
    if draft.sources.filter(may_publish=False).exists():
        raise NotReady(_("One of the credited sources does not let us publish its material."))


def release_revision(revision: Revision, *, by: User | None, change: Change | None = None) -> Dispatch | None:
    """Releases exactly `revision` as it was when it was loaded, or refuses.

    Without `change` the draft itself says what kind of change it is. Returns None if the draft was put on the schedule.
    Raises NotAllowed, WrongState, KindMissing, NoteMissing, NotReady.
    """
    seen_at = revision.created_at
    prepare_public_pictures(revision.as_object())
    with transaction.atomic():
        chain.hold()
        story = _locked(revision.object_id)
        revision = Revision.objects.get(pk=revision.pk)
        if revision.created_at != seen_at:
            raise WrongState(_("The text was changed after you looked at it. Look at it again, then publish."))
        draft: Story = story.with_content_json(revision.content)
        change = change or _change_of(story, draft)
        for version in (story, draft):
            demand(by, Action.WITHDRAW if change.kind == "reinstatement" else Action.PUBLISH, version)
        _require(story, change.kind)
        _require_note(change)
        _require_ready(draft)
        now = clock.now()
        if draft.go_live_at and draft.go_live_at > now:
            _put_on_schedule(draft, revision, change, at=draft.go_live_at, by=by)
            return None
        if draft.embargo_until and draft.embargo_until > now and not story.live:
            return _send_in_advance(draft, revision, change, now=now, by=by)
        return _go_public(draft, revision, change, now=now, by=by)


def _change_of(story: Story, draft: Story) -> Change:
    """What the draft says of itself; publishing a changed version of a withdrawn story brings it back."""
    if not story.live:
        return Change("reinstatement", draft.change_note) if story.dispatch_id else Change("new")
    if draft.change_kind not in ChangeKind.values:
        raise KindMissing(_("This story is out already. Say what the change is: an update, a correction or a refile."))
    kinds: dict[str, Kind] = {"update": "update", "correction": "correction", "refile": "refile"}
    return Change(kinds[draft.change_kind], draft.change_note, draft.change_withholds)


def _newest(story: Story) -> Dispatch | None:
    newest: Dispatch | None = story.dispatches.exclude(kind="advisory").order_by("seq").last()
    return newest


def _next_item(draft: Story, change: Change, newest: Dispatch | None, now: datetime) -> NewsItem:
    """The item to release: its version rises by one, except that the release of an advance keeps the advance's."""
    before = newest.item if newest else None
    version = newest.version + 1 if newest else 1
    item = item_of(draft, kind=change.kind, version=version, at=now, note=change.note, before=before)
    if newest and newest.audience == "advance" and before and says_the_same(before, item):
        item = replace(item, version=newest.version)
    return item


def _put_on_schedule(draft: Story, revision: Revision, change: Change, *, at: datetime, by: User | None) -> None:
    revision.content["change_kind"] = change.kind if change.kind != "new" else ""
    revision.content["change_note"] = change.note
    revision.content["change_withholds"] = change.withholds
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=at, content=revision.content)
    draft.revisions.exclude(pk=revision.pk).update(approved_go_live_at=None)
    Story.objects.filter(pk=draft.pk).update(has_unpublished_changes=True)
    _finish_review(draft, by)
    _note(draft, action="wagtail.publish.schedule", user=by, revision=revision, content_changed=True)


def _send_in_advance(draft: Story, revision: Revision, change: Change, *, now: datetime, by: User | None) -> Dispatch:
    """The advance Dispatch of an embargoed story, and the schedule entry that will make it public."""
    item = _next_item(draft, change, _newest(draft), now)
    [dispatch] = chain.append([chain.entry(draft, item, audience="advance", note=change.note)], now=now)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=draft.embargo_until)
    draft.revisions.exclude(pk=revision.pk).update(approved_go_live_at=None)
    _note(draft, action="wireroom.advance", user=by, revision=revision, content_changed=True)
    _finish_review(draft, by)
    announce_released([Released(draft, dispatch, None)])
    return dispatch


def _go_public(draft: Story, revision: Revision | None, change: Change, *, now: datetime, by: User | None) -> Dispatch:
    newest, before = _newest(draft), draft.dispatch
    draft.embargo_until = None
    item = _next_item(draft, change, newest, now)
    if change.kind in ("update", "refile") and before and says_the_same(before.item, item):
        raise NotReady(_("Nothing differs from what readers see now."))
    if draft.first_published_at is None:
        draft.first_published_at = now
        draft.url_date = now.astimezone(draft.edition.zone).date()
        draft.slug = free_slug(draft)
    [dispatch] = chain.append(
        [chain.entry(draft, item, audience="public", note=change.note, withholds=change.withholds)], now=now
    )
    for name in ("headline", "slugline", "summary", "dateline", "located"):
        setattr(draft, name, getattr(item, name))
    draft.dispatch = dispatch
    draft.live, draft.expired, draft.go_live_at = True, False, None
    draft.last_published_at = now
    draft.change_kind, draft.change_note, draft.change_withholds = "", "", False
    draft.behind_dispatch = None
    draft.live_revision = revision
    draft.has_unpublished_changes = _has_newer_work(draft, revision, before)
    draft.latest_revision = draft.latest_revision or revision
    draft.releasing = True
    draft.save()
    draft.releasing = False
    _leave_schedule(draft, revision)
    _finish_review(draft, by)
    _note(draft, action=f"wireroom.{change.kind}", user=by, revision=revision, content_changed=True)
    announce_released([Released(draft, dispatch, before)])
    return dispatch


def _has_newer_work(draft: Story, revision: Revision | None, before: Dispatch | None) -> bool:
    """Whether somebody has written on since the released revision, or since the withdrawal that is now undone."""
    if revision is not None:
        return not revision.is_latest_revision()
    newest = draft.latest_revision
    return newest is not None and before is not None and newest.created_at > before.released_at


def _leave_schedule(draft: Story, revision: Revision | None) -> None:
    """Neither the released revision nor an older one waits any more; a later one keeps the time it was given."""
    if revision is not None:
        draft.revisions.filter(created_at__lte=revision.created_at).update(approved_go_live_at=None)


def _finish_review(draft: Story, by: User | None) -> None:
    if state := draft.current_workflow_state:
        state.cancel(user=by)


def free_slug(story: Story) -> str:
    """An ASCII slug from the headline that no other story of this edition and day has."""
    stem = ascii_slug(story.headline)
    same_day = Story.objects.filter(locale_id=story.locale_id, url_date=story.url_date).exclude(pk=story.pk)
    taken = set(same_day.filter(slug__startswith=stem).values_list("slug", flat=True))
    return first_free(stem, taken)


def first_free(stem: str, taken: set[str]) -> str:
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def withdraw(story: Story, *, by: User | None, note: str) -> Dispatch:
    """Takes the story back: readers find only the public note, everyone who received it is told."""
    change = Change("withdrawal", note)
    _require_note(change)
    with transaction.atomic():
        chain.hold()
        row = _locked(story.pk)
        demand(by, Action.WITHDRAW, row)
        _require(row, "withdrawal")
        newest, before, now = _newest(row), row.dispatch, clock.now()
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
        _finish_review(row, by)
        _note(row, action="wireroom.withdrawal", user=by, data={"note": note})
        announce_released([Released(row, dispatch, before)])
        return dispatch


def reinstate(story: Story, *, by: User | None, note: str = "") -> Dispatch:
    """Brings a withdrawn story back at its old address with the words it was withdrawn with.

    To bring it back changed, publish the changed draft.
    """
    prepare_public_pictures(story)
    with transaction.atomic():
        chain.hold()
        row = _locked(story.pk)
        demand(by, Action.WITHDRAW, row)
        _require(row, "reinstatement")
        _require_ready(row)
        return _go_public(row, None, Change("reinstatement", note), now=clock.now(), by=by)


def advise(story: Story, *, by: User | None, note: str) -> Dispatch:
    """Sends editors of subscribing newsrooms a note about a story; readers see nothing of it."""
    change = Change("advisory", note)
    _require_note(change)
    with transaction.atomic():
        chain.hold()
        row = _locked(story.pk)
        demand(by, Action.ADVISE, row)
        _require(row, "advisory")
        newest, now = _newest(row), clock.now()
        if newest is None:
            raise WrongState(_("Nothing of this story has gone out yet."))
        item = replace(newest.item, kind="advisory", version_created=now, ed_note=change.note)
        [dispatch] = chain.append([chain.entry(row, item, audience=newest.audience, note=change.note)], now=now)
        _note(row, action="wireroom.advisory", user=by, data={"note": note})
        announce_released([Released(row, dispatch, row.dispatch)])
        return dispatch


def unschedule(story: Story, *, by: User | None) -> None:
    """Takes a scheduled version off the schedule. What went out under embargo is not unscheduled but withdrawn."""
    with transaction.atomic():
        row = _locked(story.pk)
        demand(by, Action.PUBLISH, row)
        if row.state == State.EMBARGOED:
            raise WrongState(_("Subscribers hold this story under embargo: withdraw it, with a note."))
        if not row.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None):
            raise WrongState(_("Nothing of this story is scheduled."))
        _note(row, action="wagtail.schedule.cancel", user=by)


def expunge(dispatch: Dispatch, *, by: User | None, reason: str) -> None:
    """Empties the payload of an old dispatch, by court order or the like; the chain still verifies."""
    if not reason.strip():
        raise NoteMissing(_("Expunging needs a reason that stays on the record."))
    with transaction.atomic():
        story = _locked(dispatch.story_id)
        demand(by, Action.EXPUNGE, story)
        if story.live and story.dispatch_id == dispatch.seq:
            raise ClosedDoor(_("Readers see this version now: correct or withdraw the story first."))
        changed = Dispatch.objects.filter(pk=dispatch.pk, expunged_at__isnull=True).update(
            payload="", expunged_at=clock.now(), expunge_reason=reason
        )
        if not changed:
            raise WrongState(_("This dispatch is expunged already."))
        _note(story, action="wireroom.expunge", user=by, data={"seq": dispatch.seq, "reason": reason})

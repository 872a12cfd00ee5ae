"""What the actions on stories share: what a change says of itself, what it demands, and the step into public."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

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
from wireroom.stories.errors import NoteMissing, NotReady, WrongState
from wireroom.stories.facts import Released, announce_released
from wireroom.stories.models import Dispatch, Story
from wireroom.stories.newsitems import item_of, says_the_same
from wireroom.stories.rules import NEEDS_NOTE, STARTS_FROM

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


def note_in_log(story: Story, **entry: Any) -> None:
    """One line in the newsroom's own log of who did what."""
    log(instance=story, timestamp=clock.now(), **entry)


def locked(pk: object) -> Story:
    return (
        Story.objects.select_for_update(of=("self",))
        .select_related("locale__edition", "section", "dispatch")
        .get(pk=pk)
    )


def require_state(story: Story, kind: Kind) -> None:
    state = story.state
    if state not in STARTS_FROM[kind]:
        raise WrongState(_("“%(headline)s”: %(refusal)s") % {"headline": story.headline, "refusal": REFUSALS[kind]})


def require_note(change: Change) -> None:
    if change.kind in NEEDS_NOTE and not change.note.strip():
        raise NoteMissing(_("Write the note: it says what was wrong, or what others must know."))


def require_ready(draft: Story) -> None:
    if not draft.headline.strip():
        raise NotReady(_("The headline is missing."))
    if draft.untranslated:
        raise NotReady(_("This is still the original’s text: translate it, then untick that it is."))
    if draft.sources.filter(may_publish=False).exists():
        raise NotReady(_("One of the credited sources does not let us publish its material."))


def newest_of(story: Story) -> Dispatch | None:
    newest: Dispatch | None = story.dispatches.exclude(kind="advisory").order_by("seq").last()
    return newest


def next_item(draft: Story, change: Change, newest: Dispatch | None, now: datetime) -> NewsItem:
    """The item to release: its version rises by one, except that the release of an advance keeps the advance's."""
    before = newest.item if newest else None
    version = newest.version + 1 if newest else 1
    item = item_of(draft, kind=change.kind, version=version, at=now, note=change.note, before=before)
    if newest and newest.audience == "advance" and before and says_the_same(before, item):
        item = replace(item, version=newest.version)
    return item


def append_public(draft: Story, change: Change, *, now: datetime) -> Dispatch:
    """Appends the public Dispatch of what `draft` says and lets its columns say the same; the caller saves them."""
    before = draft.dispatch
    draft.embargo_until = None
    item = next_item(draft, change, newest_of(draft), now)
    if change.kind in ("update", "refile") and before and says_the_same(before.item, item):
        raise NotReady(_("Nothing differs from what readers see now."))
    if draft.url_date is None:
        draft.first_published_at = draft.first_published_at or now  # a draft has one if it was public elsewhere before
        draft.url_date = draft.first_published_at.astimezone(draft.edition.zone).date()
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
    return dispatch


def save_released(draft: Story) -> None:
    """Writes the row of a story that an action has just released."""
    draft.releasing = True
    draft.save()
    draft.releasing = False


def go_public(draft: Story, revision: Revision | None, change: Change, *, now: datetime, by: User | None) -> Dispatch:
    """Makes `draft` public; with that its review, its place on the schedule and its being behind are settled."""
    before = draft.dispatch
    dispatch = append_public(draft, change, now=now)
    draft.behind_dispatch = None
    draft.live_revision = revision
    draft.has_unpublished_changes = _has_newer_work(draft, revision, before)
    draft.latest_revision = draft.latest_revision or revision
    save_released(draft)
    _leave_schedule(draft, revision)
    finish_review(draft, by)
    note_in_log(draft, action=f"wireroom.{change.kind}", user=by, revision=revision, content_changed=True)
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


def finish_review(draft: Story, by: User | None) -> None:
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

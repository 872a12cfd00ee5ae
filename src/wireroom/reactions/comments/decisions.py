"""What the newsroom decides about comments: each asks for the right, changes, and leaves one line in the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.formats.text import one_line
from wireroom.reactions.comments.changes import change, lock
from wireroom.reactions.comments.errors import AlreadyDecided, NotAllowed
from wireroom.reactions.comments.models import Appeal, BlockedReader, Comment, Discussion, State
from wireroom.reactions.comments.rules import Mode, Right, rights
from wireroom.reactions.facts import announce_story
from wireroom.stories.models import Story
from wireroom.stories.policy import relation


def may(user: User, right: Right, story: Story | None = None) -> bool:
    """Whether `user` has the right for this story's comments; without a story, for those of any."""
    if not user.is_active:
        return False
    assigned = relation(user, story).assigned if story else True
    return right in rights(user.roles, assigned=assigned)


def approve(comment: Comment, *, by: User) -> None:
    """Shows a waiting comment."""
    _decide(comment, "approve", by, expected={State.WAITING}, state=State.PUBLISHED, public_reason="")


def reject(comment: Comment, *, by: User, reason: str = "") -> None:
    """Never shows a waiting comment; `reason` is for its author."""
    _decide(comment, "reject", by, expected={State.WAITING}, state=State.REJECTED, public_reason=one_line(reason)[:300])


def remove(comment: Comment, *, by: User, reason: str) -> None:
    """Takes a published comment down; a line with the `reason` stands in its place, its replies survive."""
    _decide(
        comment,
        "remove",
        by,
        expected={State.PUBLISHED},
        state=State.REMOVED,
        public_reason=one_line(reason)[:300],
        is_pick=False,
        reports=0,
    )


def restore(comment: Comment, *, by: User) -> None:
    """Shows a comment that was rejected or removed after all."""
    _decide(comment, "restore", by, expected={State.REJECTED, State.REMOVED}, state=State.PUBLISHED, public_reason="")


def pick(comment: Comment, *, by: User, picked: bool = True) -> None:
    """Makes a published comment an editors' pick, or no longer one."""
    _demand(by, Right.MODERATE, comment.story)
    with transaction.atomic():
        change(comment, expected={State.PUBLISHED}, is_pick=picked)
        _note(comment.story, "pick" if picked else "unpick", by, comment=comment.pk)


def keep(comment: Comment, *, by: User) -> None:
    """Leaves a comment as it is that readers have complained of."""
    _decide(comment, "keep", by, expected={State.PUBLISHED}, reports=0)


def block_reader(comment: Comment, *, by: User, reason: str, until: datetime | None = None) -> BlockedReader:
    """Takes nothing more from the author of `comment`, for good or until a time; what they wrote stays as it is."""
    _demand(by, Right.BLOCK, comment.story)
    with transaction.atomic():
        fields = {
            "name": comment.name,
            "reason": one_line(reason)[:300],
            "blocked_at": clock.now(),
            "blocked_by": by,
            "until": until,
        }
        blocked, _made = BlockedReader.objects.update_or_create(reader=comment.reader, defaults=fields)
        _note(comment.story, "block", by, comment=comment.pk, reason=blocked.reason)
    return blocked


def unblock_reader(blocked: BlockedReader, *, by: User) -> None:
    _demand(by, Right.BLOCK)
    with transaction.atomic():
        log(instance=blocked, action="wireroom.comment_unblock", user=by, timestamp=clock.now())
        if not BlockedReader.objects.filter(pk=blocked.pk).delete()[0]:
            raise AlreadyDecided(_("This has been done already."))


def decide_appeal(appeal: Appeal, *, by: User, uphold: bool, answer: str = "") -> None:
    """Puts the comment back, or lets the decision stand; the `answer` is for the author."""
    comment = appeal.comment
    _demand(by, Right.MODERATE, comment.story)
    with transaction.atomic():
        decided = Appeal.objects.filter(pk=appeal.pk, is_upheld=None).update(
            is_upheld=uphold, answer=one_line(answer)[:500], decided_at=clock.now(), decided_by=by
        )
        if not decided:
            raise AlreadyDecided(_("Somebody has decided about this appeal already."))
        if uphold:
            restore(comment, by=by)
        _note(comment.story, "appeal_upheld" if uphold else "appeal_denied", by, comment=comment.pk)


def close(story: Story, *, by: User) -> None:
    """Takes no more comments below the story; what was said stays."""
    _set(story, "close", by, is_closed=True)


def reopen(story: Story, *, by: User) -> None:
    """Takes comments again, as long as the edition's own time has not passed."""
    _set(story, "reopen", by, is_closed=False)


def set_mode(story: Story, *, mode: Mode | None, by: User) -> None:
    """Moderates this story's comments otherwise than the edition's; None as the edition's. Readers do not see it."""
    _set(story, "mode", by, mode=mode.value if mode else "")


def _demand(by: User, right: Right, story: Story | None = None) -> None:
    if not may(by, right, story):
        raise NotAllowed(_("You have no right to do this. Ask a moderator or an editor of the section."))


def _note(story: Story, action: str, by: User, **facts: Any) -> None:
    log(instance=story, action=f"wireroom.comment_{action}", user=by, timestamp=clock.now(), data=facts or None)


def _decide(comment: Comment, action: str, by: User, *, expected: set[State], **fields: Any) -> None:
    _demand(by, Right.MODERATE, comment.story)
    with transaction.atomic():
        change(comment, expected=expected, decided_at=clock.now(), decided_by=by, **fields)
        reason = {"reason": comment.public_reason} if comment.public_reason else {}
        _note(comment.story, action, by, comment=comment.pk, **reason)


def _set(story: Story, action: str, by: User, **fields: Any) -> None:
    _demand(by, Right.MODERATE, story)
    with transaction.atomic():
        discussion = lock(story.pk)
        if all(getattr(discussion, name) == value for name, value in fields.items()):
            raise AlreadyDecided(_("This has been done already."))
        Discussion.objects.filter(pk=story.pk).update(**fields)
        _note(story, action, by, **fields)
        if "is_closed" in fields:
            announce_story(story, "comments", is_removal=fields["is_closed"])

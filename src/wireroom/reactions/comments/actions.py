"""What readers do with comments once they are written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wireroom.core import clock
from wireroom.formats.text import few_lines, is_blank, one_line
from wireroom.reactions.comments.changes import change
from wireroom.reactions.comments.errors import AlreadyDecided, CommentInvalid, NotYours, ReaderBlocked, TooLate
from wireroom.reactions.comments.intake import blocked, checked, digest_of, post, verdict_on
from wireroom.reactions.comments.models import Appeal, Comment, CommentReport, Complaint, ReplyNotice, State
from wireroom.reactions.comments.rules import waits
from wireroom.reactions.comments.standing import standing_of
from wireroom.reactions.comments.types import Sent
from wireroom.reactions.readers import Reader

__all__ = ["EDITABLE_FOR", "appeal", "confirm", "delete_own", "edit", "erase", "post", "report", "stop_notices"]

EDITABLE_FOR = timedelta(minutes=10)
HIDDEN_AFTER = 5
"""So many complaints of different readers take a comment out of sight until a moderator has looked."""
APPEALABLE_FOR = timedelta(days=30)


def edit(comment: Comment, *, reader: Reader, text: str) -> Comment:
    """Other words in one's own comment, within minutes; it is judged again, and may have to wait now.

    Raises NotYours, TooLate, ReaderBlocked, CommentInvalid, AlreadyDecided.
    """
    _demand_own(comment, reader)
    if blocked(reader.key):
        raise ReaderBlocked(_("The newsroom takes no more comments from you."))
    if clock.now() >= comment.created_at + EDITABLE_FOR:
        raise TooLate(_("A comment can be changed for ten minutes only."))
    sent = checked(Sent(comment.name, text))
    if sent.text == comment.text:
        return comment
    standing = standing_of(comment.story_id)
    verdict = verdict_on(comment.story, sent, reader, standing)
    suspicious = waits(verdict, standing.mode)
    with transaction.atomic():
        comment.refresh_from_db()
        stays = comment.state == State.PUBLISHED and not suspicious
        return change(
            comment,
            expected={State.PUBLISHED, State.WAITING},
            text=sent.text,
            digest=digest_of(sent.text),
            edited_at=clock.now(),
            score=verdict.score,
            reasons=list(verdict.reasons),
            state=State.PUBLISHED if stays else State.WAITING,
        )


def delete_own(comment: Comment, *, reader: Reader) -> None:
    """Takes one's own comment down, at any time; replies survive. Raises NotYours, AlreadyDecided."""
    _demand_own(comment, reader)
    with transaction.atomic():
        change(
            comment, expected={State.PUBLISHED, State.WAITING}, state=State.DELETED, is_pick=False, text="", reports=0
        )
        ReplyNotice.objects.filter(comment=comment).delete()


def report(comment: Comment, *, reader: Reader, reason: str, note: str = "") -> None:
    """A reader's complaint; a second one of theirs changes nothing. Raises CommentInvalid, AlreadyDecided."""
    if reason not in Complaint.values:
        raise CommentInvalid({"reason": _("Say what is wrong with the comment.")})
    with transaction.atomic():
        if comment.state != State.PUBLISHED:
            raise AlreadyDecided(_("This comment is no longer shown."))
        complaint = CommentReport(
            comment=comment, reader=reader.key, reason=reason, note=one_line(note)[:500], reported_at=clock.now()
        )
        if CommentReport.objects.filter(comment=comment, reader=reader.key).exists():
            return
        complaint.save()
        Comment.objects.filter(pk=comment.pk).update(reports=F("reports") + 1)
        comment.refresh_from_db(fields=("reports", "state"))
        if comment.reports >= HIDDEN_AFTER and comment.decided_at is None:
            change(comment, expected={State.PUBLISHED}, state=State.WAITING)


def appeal(comment: Comment, *, reader: Reader, text: str) -> Appeal:
    """Asks the newsroom to look again, once. Raises NotYours, TooLate, CommentInvalid, AlreadyDecided."""
    _demand_own(comment, reader)
    if comment.state not in (State.REJECTED, State.REMOVED):
        raise AlreadyDecided(_("Nobody has taken this comment down."))
    if comment.decided_at is None or clock.now() > comment.decided_at + APPEALABLE_FOR:
        raise TooLate(_("A decision can be appealed for thirty days."))
    if is_blank(text) or len(few_lines(text)) > 1000:
        raise CommentInvalid({"text": _("Say in at most 1000 characters why the decision is wrong.")})
    made, is_new = Appeal.objects.get_or_create(
        comment=comment, defaults={"text": few_lines(text), "made_at": clock.now()}
    )
    if not is_new:
        raise AlreadyDecided(_("You have appealed already."))
    return made


def confirm(token: str) -> ReplyNotice | None:
    """The owner of an address wants its notices; None if the link is no longer good."""
    ReplyNotice.objects.filter(token=token, confirmed_at=None).update(confirmed_at=clock.now())
    return ReplyNotice.objects.filter(token=token).select_related("comment__story").first()


def stop_notices(token: str) -> int:
    """No more mails about any comment to the address that the token was sent to; the address is deleted."""
    known = ReplyNotice.objects.filter(token=token).first()
    return ReplyNotice.objects.filter(email__iexact=known.email).delete()[0] if known else 0


def erase(comments: Iterable[Comment]) -> int:
    """Forgets who wrote the comments and what; where somebody answered, an empty line stays. Returns how many."""
    erased = 0
    for comment in comments:
        with transaction.atomic():
            Appeal.objects.filter(comment=comment).delete()
            ReplyNotice.objects.filter(comment=comment).delete()
            blank = {
                "name": "",
                "text": "",
                "reader": "",
                "place": "",
                "address": "",
                "digest": "",
                "public_reason": "",
            }
            change(comment, expected=set(State), state=State.DELETED, is_pick=False, reports=0, **blank)
            comment.complaints.update(note="")
        erased += 1
    return erased


def _demand_own(comment: Comment, reader: Reader) -> None:
    if reader.is_new or not comment.reader or comment.reader != reader.key:
        raise NotYours(_("This comment was not written in this browser."))

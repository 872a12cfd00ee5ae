"""A comment that points at a mistake in the story becomes a report of that mistake."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from wireroom.accounts.models import User
from wireroom.desk.comments.words import thanks_for_report
from wireroom.formats.text import few_lines
from wireroom.reactions.comments.decisions import reject, remove
from wireroom.reactions.comments.models import Comment, State
from wireroom.reactions.typo_reports.errors import StoryNotThere
from wireroom.reactions.typo_reports.intake import report
from wireroom.reactions.typo_reports.rules import COMMENT_LIMIT
from wireroom.reactions.typo_reports.types import Sent


def take_as_report(comment: Comment, *, by: User, quote: str, suggestion: str = "") -> None:
    """Reports `quote` in the story as it is out now, with the comment's words, and takes the comment down with thanks.

    Raises what reporting raises and what deciding about a comment raises; then neither has happened.
    """
    story = comment.story
    if story.dispatch is None:
        raise StoryNotThere(_("Readers cannot see this story."))
    sent = Sent(
        version=story.dispatch.version,
        quote=quote,
        suggestion=suggestion,
        comment=few_lines(comment.text)[:COMMENT_LIMIT],
        language=story.locale.language_code,
    )
    take_down = remove if comment.state == State.PUBLISHED else reject
    with transaction.atomic():
        take_down(comment, by=by, reason=thanks_for_report(sent.language))
        report(story, sent)

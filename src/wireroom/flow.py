"""Read this page first: what follows when a story goes out.

Whoever releases a story (desk button, approval, schedule, import, shell) ends in `stories.actions`, which appends one
Dispatch and announces it. What happens then is said here and nowhere else.
"""

from __future__ import annotations

from wireroom.reactions import facts as reaction_facts
from wireroom.reactions.comments import facts as comment_facts
from wireroom.reactions.typo_reports.settling import settle_slips
from wireroom.search.index import index_draft, index_released
from wireroom.stories import facts
from wireroom.stories.pictures import forget_pictures, note_pictures
from wireroom.stories.translations import flag_behind
from wireroom.website.mails import ask_address, tell_of_reply
from wireroom.website.purging import (
    follow_names,
    purge_edition,
    purge_expunged,
    purge_reaction,
    purge_released,
)
from wireroom.wire_out.alerts import alert_people
from wireroom.wire_out.engine.waking import wake_deliveries

INSIDE_THE_TRANSACTION: tuple[facts.ReleasedListener, ...] = (
    flag_behind,
    note_pictures,
    index_released,
    purge_released,
)
"""There if and only if the Dispatch is."""

AFTER_THE_COMMIT: tuple[facts.ReleasedListener, ...] = (
    wake_deliveries,
    forget_pictures,
    settle_slips,
    alert_people,
)
"""Repeatable work that may come a moment later."""

WHEN_A_DISPATCH_IS_EXPUNGED: tuple[facts.ExpungedListener, ...] = (purge_expunged,)
WHEN_A_DRAFT_IS_SAVED: tuple[facts.DraftListener, ...] = (index_draft,)

WHEN_A_COMMENT_IS_PUBLISHED: tuple[comment_facts.CommentListener, ...] = (tell_of_reply,)
WHEN_AN_ADDRESS_IS_GIVEN: tuple[comment_facts.NoticeListener, ...] = (ask_address,)
"""Both queue their mails in the transaction of the comment."""

WHEN_REACTIONS_TO_A_STORY_CHANGE: tuple[reaction_facts.StoryListener, ...] = (purge_reaction,)
WHEN_REACTIONS_TO_ALL_STORIES_CHANGE: tuple[reaction_facts.EditionListener, ...] = (purge_edition,)
"""A comment, a score, a form below stories is there or is not: what a page store must know. In the same transaction."""


def connect() -> None:
    """Wires the lists above to the facts; called once all apps are loaded."""
    facts.inside_release[:] = INSIDE_THE_TRANSACTION
    facts.after_release[:] = AFTER_THE_COMMIT
    facts.on_expunge[:] = WHEN_A_DISPATCH_IS_EXPUNGED
    facts.on_draft[:] = WHEN_A_DRAFT_IS_SAVED
    comment_facts.on_publication[:] = WHEN_A_COMMENT_IS_PUBLISHED
    comment_facts.on_address[:] = WHEN_AN_ADDRESS_IS_GIVEN
    reaction_facts.on_story[:] = WHEN_REACTIONS_TO_A_STORY_CHANGE
    reaction_facts.on_edition[:] = WHEN_REACTIONS_TO_ALL_STORIES_CHANGE
    follow_names()

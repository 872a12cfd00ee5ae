"""Reports as readers send them about one story."""

from __future__ import annotations

from typing import Any

from tests.factories import Newsroom
from wireroom.reactions.typo_reports.intake import report
from wireroom.reactions.typo_reports.models import Slip, TypoReport
from wireroom.reactions.typo_reports.types import Decision, Sent
from wireroom.stories.models import Story

BODY = (
    "<p>Teh harbour was calm on Monday.</p>"
    "<p>Some 12 ships left, and <strong>nobdy</strong> was hurt &amp; all was well.</p>"
    "<blockquote><p>We sial at dawn.</p><footer><cite>Ada Stone</cite>, captain</footer></blockquote>"
)


def story_with_slips(newsroom: Newsroom, **fields: Any) -> Story:
    return newsroom.published("Harbour calm", body=fields.pop("body", BODY), **fields)


def send(story: Story, quote: str, suggestion: str = "", **sent: Any) -> TypoReport:
    """A report of `quote` in the version that is out."""
    story = Story.objects.get(pk=story.pk)
    assert story.dispatch is not None
    version = sent.pop("version", story.dispatch.version)
    return report(story, Sent(version=version, quote=quote, suggestion=suggestion, **sent))


def decision(slip: Slip, replacement: str, kind: str = "refile", note: str = "") -> Decision:
    """What accepting the whole of a slip amounts to."""
    slip.refresh_from_db()
    return Decision(slip.start, slip.end, replacement, kind, note, seen=slip.dispatch_id)

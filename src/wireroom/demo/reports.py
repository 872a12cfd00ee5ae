"""What invented readers report, and what the newsroom has made of it: through the same doors as in life."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.demo import script
from wireroom.demo.agency import key_of
from wireroom.reactions.typo_reports import actions
from wireroom.reactions.typo_reports.intake import report
from wireroom.reactions.typo_reports.models import Slip
from wireroom.reactions.typo_reports.types import Decision, Sent
from wireroom.stories.models import Story

GROUP = "ansel-regatta"
FILE = "reports.toml"
AGO = timedelta(minutes=20)
"""When readers begin to write, and by how much each is later than the one before."""
APART = timedelta(seconds=50)


def report_errors(*, by: User | None) -> None:
    """Lets readers report errors in the demo's story about a regatta, unless somebody has already."""
    stories = Story.objects.published().filter(translation_key=key_of(GROUP)).select_related("locale")
    by_language = {story.locale.language_code: story for story in stories}
    if Slip.objects.filter(story__in=by_language.values()).exists():
        return
    began, decided = clock.now() - AGO, clock.now()
    sent = []
    for number, one in enumerate(script.read(script.FOLDER / FILE)["report"]):
        if one["language"] not in by_language:
            continue
        with clock.at(began + number * APART):
            sent.append((one, _send(by_language[one["language"]], one)))
    with clock.at(decided):
        for one, slip in sent:
            _decide(slip, one, by)


def _send(story: Story, one: dict[str, Any]) -> Slip:
    version = story.dispatch.version if story.dispatch else 1
    for number in range(one.get("readers", 1)):
        sent = report(
            story,
            Sent(
                version=version,
                quote=one["quote"],
                before=one.get("before", ""),
                suggestion=one["suggestion"],
                comment="" if number else one.get("comment", ""),
                language=one["language"],
            ),
        )
    return sent.slip


def _decide(slip: Slip, one: dict[str, Any], by: User | None) -> None:
    outcome, note = one.get("outcome"), one.get("note", "")
    if outcome == "rejected":
        actions.reject(slip, by=by, reason=note)
    elif outcome:
        slip.refresh_from_db()
        decision = Decision(slip.start, slip.end, one["suggestion"], outcome, note, slip.dispatch_id)
        actions.accept(slip, decision, by=by)

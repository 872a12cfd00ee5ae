# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The desk's first page: what waits for me, what comes next, what went out.

Each panel costs a fixed number of cheap queries, however large the archive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Revision, TaskState, WorkflowState

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.desk.comments.panel import CommentsPanel
from wireroom.desk.labels import state_label
from wireroom.desk.slips.panels import MissedPanel, SlipsPanel
from wireroom.desk.states import states_of
from wireroom.desk.wire_out.panels import calm_panels, urgent_panels
from wireroom.reactions.comments.decisions import may as moderates
from wireroom.reactions.comments.rules import Right
from wireroom.stories.models import Dispatch, DispatchKind, Story
from wireroom.stories.policy import may
from wireroom.stories.rules import Action

SHOWN = 8
"""Lines in a panel; the list of stories has the rest."""

LOOKED_AT = 5_000
"""How far back the chart looks in the log: more than any agency sends in a day."""

LATE = timedelta(seconds=60)
"""A version this long past its time was refused by the schedule."""


@dataclass(frozen=True, slots=True)
class Line:
    """One story in a panel: where it leads, what it says, and when something happened."""

    story: Story
    url: str
    note: str
    when: datetime | None

    @property
    def language(self) -> str:
        return str(self.story.locale.language_code)

    @property
    def section(self) -> str:
        return str(self.story.section.name_in(get_language() or "en"))

    @property
    def is_ahead(self) -> bool:
        return self.when is not None and self.when > timezone.now()


class LinesPanel(Component):
    """A panel of stories, with a sentence for when there are none."""

    template_name = "desk/dashboard/lines.html"
    name: str
    heading: Promise
    icon = "doc-full"
    empty: Promise
    order: int
    is_urgent = False
    more_url_query = ""

    def __init__(self, user: User) -> None:
        self.user = user

    def lines(self) -> Sequence[Line]:
        raise NotImplementedError

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        more = f"{reverse('stories:list')}?{self.more_url_query}" if self.more_url_query else ""
        return {"panel": self, "lines": self.lines(), "more_url": more}

    def line(self, story: Story, note: str, when: datetime | None) -> Line:
        page = "edit" if may(self.user, Action.CHANGE, story) else "inspect"
        return Line(story, reverse(f"stories:{page}", args=[story.pk]), note, when)


def stories_by_id(pks: Sequence[int]) -> dict[int, Story]:
    """Stories with what a line says of them and what rights to them depend on."""
    found = Story.objects.select_related("section", "locale").defer("body").prefetch_related("authors")
    return found.in_bulk(list(pks))


class ReviewPanel(LinesPanel):
    name = "review"
    heading = _("Waiting for your decision")
    icon = "tasks"
    empty = _("Nothing waits for your decision.")
    order = 100
    more_url_query = "state=in+review"

    def lines(self) -> Sequence[Line]:
        waiting = (
            TaskState.objects.reviewable_by(self.user)
            .select_related("workflow_state__requested_by")
            .order_by("started_at")[:SHOWN]
        )
        rows = [(int(state.workflow_state.object_id), state) for state in waiting]
        stories = stories_by_id([pk for pk, _state in rows])
        return [
            self.line(stories[pk], _by(state.workflow_state.requested_by), state.started_at)
            for pk, state in rows
            if pk in stories
        ]


def _by(user: Any) -> str:
    return gettext("from %(name)s") % {"name": user.get_full_name() or user.get_username()} if user else ""


class MinePanel(LinesPanel):
    name = "mine"
    heading = _("Your drafts")
    icon = "edit"
    empty = _("You have no draft. Begin a story from the list of stories.")
    order = 110

    def lines(self) -> Sequence[Line]:
        sent_back = dict(
            WorkflowState.objects.filter(
                requested_by=self.user,
                status=WorkflowState.STATUS_NEEDS_CHANGES,
                base_content_type=Story.get_base_content_type(),
            ).values_list("object_id", "current_task_state__comment")
        )
        own = Story.objects.unreleased().filter(created_by=self.user).order_by("-pk")
        pks = [int(pk) for pk in sent_back] + list(own.values_list("pk", flat=True)[:SHOWN])
        stories = stories_by_id(list(dict.fromkeys(pks))[:SHOWN])
        states = states_of(stories.values())
        return [
            self.line(
                stories[pk],
                _sent_back(sent_back[str(pk)]) if str(pk) in sent_back else str(state_label(states[pk])),
                stories[pk].created_at,
            )
            for pk in dict.fromkeys(pks)
            if pk in stories
        ]


def _sent_back(comment: str | None) -> str:
    return gettext("sent back: %(comment)s") % {"comment": comment} if comment else gettext("sent back")


class ComingPanel(LinesPanel):
    name = "coming"
    heading = _("Next on the schedule")
    icon = "calendar"
    empty = _("Nothing is scheduled or under embargo.")
    order = 120

    def lines(self) -> Sequence[Line]:
        return self._waiting(Q(approved_go_live_at__gt=clock.now() - LATE))

    def _waiting(self, when: Q) -> Sequence[Line]:
        revisions = (
            Revision.objects.filter(when, base_content_type=Story.get_base_content_type())
            .order_by("approved_go_live_at", "pk")
            .values_list("object_id", "approved_go_live_at")[:SHOWN]
        )
        rows = [(int(pk), time) for pk, time in revisions]
        stories = stories_by_id([pk for pk, _time in rows])
        states = states_of(stories.values())
        return [self.line(stories[pk], str(state_label(states[pk])), time) for pk, time in rows if pk in stories]


class HeldBackPanel(ComingPanel):
    name = "held-back"
    heading = _("Held back: these are past their time")
    icon = "warning"
    empty = _("Nothing is held back.")
    is_urgent = True
    order = 90

    def lines(self) -> Sequence[Line]:
        return self._waiting(Q(approved_go_live_at__lte=clock.now() - LATE))


class LatestPanel(LinesPanel):
    name = "latest"
    heading = _("Latest out")
    icon = "upload"
    empty = _("Nothing has gone out yet.")
    order = 130

    def lines(self) -> Sequence[Line]:
        newest = Dispatch.objects.order_by("-seq").values_list("story_id", "kind", "audience", "released_at")[
            : SHOWN * 25
        ]
        rows = [row for row in newest if row[2] == "public" and row[1] != "advisory"][:SHOWN]
        stories = stories_by_id([row[0] for row in rows])
        kinds = dict(DispatchKind.choices)
        return [self.line(stories[pk], str(kinds[kind]), when) for pk, kind, _audience, when in rows if pk in stories]


class BehindPanel(LinesPanel):
    name = "behind"
    heading = _("Translations behind their original")
    icon = "globe"
    empty = _("No translation is behind its original.")
    order = 140

    def lines(self) -> Sequence[Line]:
        behind = (
            Story.objects.behind()
            .order_by("-behind_dispatch")
            .values_list("pk", "behind_dispatch__kind", "behind_dispatch__released_at")
        )
        assignment = getattr(self.user, "assignment", None)
        languages = list(assignment.locales.all()) if assignment else []
        if languages:
            behind = behind.filter(locale__in=languages)
        rows = list(behind[:SHOWN])
        stories = stories_by_id([row[0] for row in rows])
        kinds = dict(DispatchKind.choices)
        return [
            self.line(stories[pk], _original_was(str(kinds[kind])), when) for pk, kind, when in rows if pk in stories
        ]


def _original_was(kind: str) -> str:
    return gettext("original: %(kind)s") % {"kind": kind.lower()}


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour of the chart, in the units of its drawing."""

    hour: int
    count: int
    x: int
    y: int
    height: int


CHART_HEIGHT = 80
BAR_STEP = 26


class OutputPanel(Component):
    """How much went out in each hour of today, in the reader's own time zone."""

    template_name = "desk/dashboard/output.html"
    name = "output"
    order = 150

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        counts = output_by_hour(timezone.localtime(clock.now()))
        return {"panel": self, "bars": bars(counts), "total": sum(counts), "width": BAR_STEP * 24}


def output_by_hour(now: datetime) -> list[int]:
    """Public dispatches of the day of `now`, in its time zone, by hour."""
    counts = [0] * 24
    newest = Dispatch.objects.order_by("-seq").values_list("released_at", "audience", "kind")[:LOOKED_AT]
    for released_at, audience, kind in newest:
        then = released_at.astimezone(now.tzinfo)
        if audience == "public" and kind != "advisory" and then.date() == now.date():
            counts[then.hour] += 1
    return counts


def bars(counts: Sequence[int]) -> list[Bar]:
    top = max([*counts, 1])
    drawn = []
    for hour, count in enumerate(counts):
        height = max(round(count / top * CHART_HEIGHT), 2 if count else 0)
        drawn.append(Bar(hour, count, hour * BAR_STEP, CHART_HEIGHT - height, height))
    return drawn


def panels_for(request: HttpRequest) -> list[Component]:
    """The panels that this person has a use for, in their order."""
    user: Any = request.user
    panels: list[Component] = urgent_panels(user)
    missed = MissedPanel(user)
    if missed.lines():
        panels.append(missed)
    held_back = HeldBackPanel(user)
    if held_back.lines():
        panels.append(held_back)
    if may(user, Action.PUBLISH, Story(created_by=user)):
        panels += [ReviewPanel(user), SlipsPanel(user)]
    if may(user, Action.ADD, Story(created_by=user)):
        panels.append(MinePanel(user))
    if moderates(user, Right.MODERATE):
        panels.append(CommentsPanel(user))
    return [*panels, ComingPanel(user), LatestPanel(user), BehindPanel(user), *calm_panels(user), OutputPanel()]

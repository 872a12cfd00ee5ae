"""Many slips at once: what readers suggest in each, and what the desk has made of reports in the last weeks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek

from wireroom.formats.text import one_line
from wireroom.reactions.typo_reports.models import MENDED, Slip, SlipState, TypoReport
from wireroom.reactions.typo_reports.rules import Reading

WEEKS = 12
MOST = 10
"""Lines in a table of stories or reporters."""


def readings_of(slips: Iterable[Slip]) -> Mapping[int, tuple[Reading, ...]]:
    """What readers say the words of each slip should be, the most suggested first; one query for all."""
    by_pk = {slip.pk: slip for slip in slips}
    texts = {pk: slip.text for pk, slip in by_pk.items()}
    found: dict[int, list[Reading]] = {pk: [] for pk in by_pk}
    rows = (
        TypoReport.objects.filter(slip__in=by_pk)
        .exclude(suggestion="")
        .values_list("slip_id", "part", "start", "end", "quote", "suggestion")
        .annotate(times=Count("pk"))
        .order_by("-times", "start", "end", "suggestion")
    )
    for pk, part, start, end, quote, suggestion, times in rows:
        if part and part == by_pk[pk].part and one_line(texts[pk][start:end]) == quote:
            found[pk].append(Reading(start, end, suggestion, times))
    return {pk: tuple(readings) for pk, readings in found.items()}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many slips were reported for one story, or by one reporter, and how many of them were mistakes of ours."""

    key: int | str
    reports: int
    mended: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """The last weeks of reports; `weeks` holds the count of each, the running one last."""

    weeks: tuple[tuple[datetime, int], ...]
    open: int
    decided: int
    mended: int
    time_to_mend: timedelta | None
    """The median from the first report to the mended story; None if none was mended."""
    stories: tuple[Tally, ...]
    reporters: tuple[Tally, ...]

    @property
    def reports(self) -> int:
        return sum(count for _week, count in self.weeks)

    @property
    def share_mended(self) -> float | None:
        """Of what was decided, from 0 to 1; None if nothing was."""
        return self.mended / self.decided if self.decided else None


def numbers(now: datetime) -> Numbers:
    """The last twelve weeks, in the time zone of `now`."""
    monday = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=now.weekday())
    since = monday - timedelta(weeks=WEEKS - 1)
    reports = TypoReport.objects.filter(reported_at__gte=since)
    closed = Slip.objects.filter(decided_at__gte=since)
    mended = closed.filter(state__in=MENDED)
    refused = closed.filter(state__in=(SlipState.REJECTED, SlipState.IRREPRODUCIBLE))
    times = mended.values_list("first_reported_at", "decided_at")
    waits = [(then - first).total_seconds() for first, then in times if then]
    right = Count("pk", filter=Q(slip__state__in=MENDED))
    by_story = reports.values_list("slip__story_id").annotate(times=Count("pk"), right=right)
    by_reporter = reports.exclude(reporter="").values_list("reporter").annotate(times=Count("pk"), right=right)
    return Numbers(
        weeks=_by_week(reports, since),
        open=Slip.objects.open().count(),
        decided=len(waits) + refused.count(),
        mended=len(waits),
        time_to_mend=timedelta(seconds=median(waits)) if waits else None,
        stories=tuple(Tally(*row) for row in by_story.order_by("-times", "slip__story_id")[:MOST]),
        reporters=tuple(Tally(*row) for row in by_reporter.order_by("-times", "reporter")[:MOST]),
    )


def _by_week(reports: QuerySet[TypoReport], since: datetime) -> tuple[tuple[datetime, int], ...]:
    """The count of each week from `since`, weeks without reports included."""
    week = TruncWeek("reported_at", tzinfo=since.tzinfo)
    rows = reports.annotate(week=week).values_list("week").annotate(times=Count("pk")).order_by()
    counted = {found.date(): times for found, times in rows}
    mondays = [since + timedelta(weeks=number) for number in range(WEEKS)]
    return tuple((monday, counted.get(monday.date(), 0)) for monday in mondays)

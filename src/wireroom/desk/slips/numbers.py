# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""What has become of readers' reports in the last weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from wireroom.core import clock
from wireroom.desk.dashboard import BAR_STEP, bars
from wireroom.desk.slips.listing import StaffOnly
from wireroom.reactions.typo_reports.overview import Numbers, Tally, numbers
from wireroom.stories.models import Story

STEP = BAR_STEP * 2
LABELLED = 3
"""Every so manyth week of the chart bears its date."""


@dataclass(frozen=True, slots=True)
class Week:
    """One bar of the chart, in the units of its drawing."""

    monday: str
    count: int
    x: int
    y: int
    height: int
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class StoryLine:
    story: Story
    url: str
    tally: Tally


class NumbersView(StaffOnly, WagtailAdminTemplateMixin, TemplateView):
    template_name = "desk/slips/numbers.html"
    page_title = _("Reported errors in numbers")
    header_icon = "warning"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("errors:index"), "label": gettext("Reported errors")},
            {"url": "", "label": gettext("Numbers")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found = numbers(timezone.localtime(clock.now()))
        return context | {
            "numbers": found,
            "weeks": weeks_of(found),
            "width": STEP * len(found.weeks),
            "share": percent(found.share_mended),
            "time_to_mend": span(found.time_to_mend),
            "stories": stories_of(found),
        }


def weeks_of(found: Numbers) -> list[Week]:
    drawn = bars([count for _monday, count in found.weeks])
    return [
        Week(
            monday=date_format(monday, "MONTH_DAY_FORMAT"),
            count=bar.count,
            x=bar.hour * STEP,
            y=bar.y,
            height=bar.height,
            is_labelled=bar.hour % LABELLED == 1,
        )
        for (monday, _count), bar in zip(found.weeks, drawn, strict=True)
    ]


def stories_of(found: Numbers) -> list[StoryLine]:
    stories = Story.objects.select_related("locale").defer("body").in_bulk([int(tally.key) for tally in found.stories])
    address = reverse("errors:index")
    return [
        StoryLine(story, f"{address}?{urlencode({'state': 'all', 'scope': 'all', 'story': story.pk})}", tally)
        for tally in found.stories
        if (story := stories.get(int(tally.key)))
    ]


def percent(share: float | None) -> str:
    if share is None:
        return ""
    return gettext("%(share)s%%") % {"share": number_format(round(share * 100))}


def span(time: timedelta | None) -> str:
    """As people say it, in its two largest units."""
    if time is None:
        return ""
    if time < timedelta(minutes=1):
        return gettext("less than a minute")
    now = clock.now()
    return timesince(now - time, now)

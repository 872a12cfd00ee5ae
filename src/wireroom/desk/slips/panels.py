# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""What the desk's first page says about reported errors, and about fixes that a draft has missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.generic import View
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_valid_next_url_from_request

from wireroom.accounts.models import User
from wireroom.desk.slips.listing import passage_of
from wireroom.desk.slips.queue import open_count, own_slips
from wireroom.desk.slips.rules import Passage
from wireroom.reactions.typo_reports.models import Slip
from wireroom.reactions.typo_reports.overview import readings_of
from wireroom.stories.anchors import parts_of
from wireroom.stories.models import MissedMend, Story

SHOWN = 5
MOST_COUNTED = 1_000


class SlipsPanel(Component):
    """The open slips of what a person answers for; each, and the whole queue, is one click away."""

    template_name = "desk/dashboard/slips.html"
    name = "slips"
    order = 105

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        pressing = Slip.objects.open().unclaimed_but_by(self.user).filter(own_slips(self.user)).most_pressing()
        found = Slip.objects.with_story().in_bulk(pks := list(pressing.values_list("pk", flat=True)[:SHOWN]))
        slips: list[Any] = [found[pk] for pk in pks]
        readings = readings_of(slips) if slips else {}
        for slip in slips:
            slip.passage = passage_of(slip, readings[slip.pk][:1])
        return {"panel": self, "slips": slips, "total": open_count(self.user, at_most=MOST_COUNTED)}


@dataclass(frozen=True, slots=True)
class Missed:
    """A fix that a draft has missed: the words as they were and as they are, and where the draft is."""

    notice: MissedMend
    story: Story
    passage: Passage
    now: str


class MissedPanel(Component):
    """Fixes made in public to passages that one's own draft says otherwise; there until one puts them away."""

    template_name = "desk/dashboard/missed.html"
    name = "missed"
    order = 80

    def __init__(self, user: User) -> None:
        self.user = user

    def lines(self) -> Sequence[Missed]:
        notices = MissedMend.objects.filter(user=self.user).order_by("-noticed_at")
        related = ("mend__story__locale", "mend__before")
        return [_missed(notice) for notice in notices.select_related(*related).defer("mend__story__body")[:SHOWN]]

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"panel": self, "lines": self.lines()}


def _missed(notice: MissedMend) -> Missed:
    mend = notice.mend
    text = next((part.text for part in parts_of(mend.before.item) if part.key == mend.part), "")
    around = 60
    start, end = max(mend.start - around, 0), mend.end + around
    shown = Passage(
        before=("…" if start else "") + text[start : mend.start],
        pieces=(("removed", text[mend.start : mend.end]), ("added", mend.replacement)),
        after=text[mend.end : end] + ("…" if end < len(text) else ""),
    )
    return Missed(notice, mend.story, shown, mend.replacement)


class DismissView(View):
    """Puts a notice away; only whom it is for can."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        get_object_or_404(MissedMend, pk=pk, user=user).delete()
        messages.success(request, gettext("The notice is put away."))
        return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))


def tell_of_missed(request: HttpRequest, story: Story) -> None:
    """For the editor's page: what was mended in public of this very story, and is not in one's draft."""
    user: Any = request.user
    for notice in MissedMend.objects.filter(user=user, mend__story=story).select_related("mend__before")[:SHOWN]:
        missed = _missed(notice)
        words = missed.passage.before + missed.now + missed.passage.after
        messages.warning(
            request,
            gettext("Mended in public, but not in your draft. Readers see now: “%(words)s”") % {"words": words},
        )

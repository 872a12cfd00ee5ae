# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""One reported error: what stands there, what readers say, and what may be done about it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from wireroom.core.errors import WireroomError
from wireroom.core.text import isolated
from wireroom.desk.slips.advice import advise, rejections
from wireroom.desk.slips.forms import DecisionForm, RejectionForm
from wireroom.desk.slips.listing import StaffOnly, passage_of
from wireroom.desk.slips.queue import Queue
from wireroom.desk.slips.rules import passage
from wireroom.desk.story.copy_check import FIELDS
from wireroom.desk.story.listing import language
from wireroom.reactions.typo_reports import actions
from wireroom.reactions.typo_reports.errors import SlipDecided
from wireroom.reactions.typo_reports.models import Slip
from wireroom.reactions.typo_reports.overview import readings_of
from wireroom.reactions.typo_reports.rules import Reading
from wireroom.stories.anchors import parts_of
from wireroom.stories.errors import NotAllowed, NoteMissing
from wireroom.stories.policy import may
from wireroom.stories.rules import Action

REPORTS_SHOWN = 20
"""Reports with a comment; what the others suggest stands with its count above."""
VERSIONS_SHOWN = 5


class SlipView(StaffOnly, WagtailAdminTemplateMixin, View):
    """Shows a slip; those that decide about it show it again where something is missing."""

    template_name = "desk/slips/slip.html"
    header_icon = "warning"
    page_title = _("Reported error")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show()

    def show(self, status: int = 200, **forms: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(**forms), status=status)
        return response

    @cached_property
    def slip(self) -> Slip:
        return get_object_or_404(Slip.objects.with_story(), pk=self.kwargs["pk"])

    @cached_property
    def queue(self) -> Queue:
        return Queue(self.request)

    @cached_property
    def may_decide(self) -> bool:
        return may(self.user, Action.PUBLISH, self.slip.story)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        return readings_of([self.slip])[self.slip.pk] if self.slip.is_located else ()

    @property
    def reading(self) -> Reading | None:
        """The one that the form begins with: the most suggested, or the one asked for."""
        asked = self.request.GET.get("reading", "0")
        number = int(asked) if asked.isdecimal() and len(asked) < 4 else 0
        return self.readings[number] if number < len(self.readings) else None

    def address(self, name: str, slip: Slip | None = None) -> str:
        return reverse(f"errors:{name}", args=[(slip or self.slip).pk]) + self.queue.suffix

    def get_page_subtitle(self) -> str:
        return isolated(self.slip.quote)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("errors:index") + self.queue.suffix, "label": gettext("Reported errors")},
            {"url": "", "label": isolated(self.slip.quote)},
        ]

    def get_context_data(self, **forms: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data()
        slip, story = self.slip, self.slip.story
        after, before = self.queue.after(slip), self.queue.before(slip)
        context |= {
            "slip": slip,
            "story": story,
            "error": forms.get("error"),
            "section": story.section.name_in(language()),
            "passage": passage_of(slip, ()),
            "may_decide": self.may_decide and slip.is_open,
            "may_reopen": self.may_decide and slip.state in ("rejected", "irreproducible"),
            "editor_url": self._editor_url(),
            "public_url": f"/{story.locale.language_code}/s/{story.pk}/" if story.live else "",
            "index_url": reverse("errors:index") + self.queue.suffix,
            "after_url": self.address("slip", after) if after else "",
            "before_url": self.address("slip", before) if before else "",
            "urls": {name: self.address(name) for name in DECISIONS},
        }
        return context | self._words() | self._answers(forms)

    def _editor_url(self) -> str:
        """The story's editor at the place, or the story to read."""
        if may(self.user, Action.CHANGE, self.slip.story):
            return reverse("stories:edit", args=[self.slip.story_id]) + place_of(self.slip)
        return reverse("stories:inspect", args=[self.slip.story_id])

    def _words(self) -> dict[str, Any]:
        """What readers sent, and the versions of the story."""
        slip, text = self.slip, self.slip.text
        reports = slip.reports.order_by("-reported_at")
        told = list(reports.exclude(comment="")[:REPORTS_SHOWN]) or list(reports[:1])
        released = slip.story.dispatches.exclude(audience="advance").order_by("-seq")
        return {
            "readings": [(one, passage(text, slip.start, slip.end, one)) for one in self.readings],
            "newest": reports.first(),
            "told": told,
            "more_reports": max(slip.reports_count - len(told), 0),
            "versions": released.defer("payload")[:VERSIONS_SHOWN],
        }

    def _answers(self, forms: dict[str, Any]) -> dict[str, Any]:
        """The forms, filled in as they were sent or as readers suggest."""
        slip = self.slip
        answers: dict[str, Any] = {
            "rejection": forms.get("rejection") or RejectionForm(slip),
            "rejections": rejections(slip),
        }
        if slip.is_located and slip.is_open:
            form: DecisionForm = forms.get("form") or DecisionForm.suggesting(slip, self.reading)
            trial = form if form.is_bound else DecisionForm(slip, form.initial)
            decision = trial.decision("refile") if trial.is_valid() else None
            answers |= {"form": form, "advice": advise(slip, decision) if decision else None}
        return answers

    def conflict(self, error: WireroomError) -> HttpResponse:
        """Tells the second editor who was first, and what came of it."""
        self.template_name = "desk/slips/conflict.html"
        del self.slip
        return self.show(409, error=error)


def place_of(slip: Slip) -> str:
    """The end of an address that leads the editor to the words; empty if they stand nowhere for certain."""
    if not slip.is_located:
        return ""
    text, name, nth = slip.text, FIELDS.get(slip.part, "body"), 0
    for part in parts_of(slip.dispatch.item):
        if part.key == slip.part:
            break
        nth += (FIELDS.get(part.key, "body"), part.text) == (name, text)
    place = {"name": name, "text": text, "nth": nth, "start": slip.start, "end": slip.end}
    return "#" + urlencode({"place": json.dumps(place, ensure_ascii=False)})


class DecideView(SlipView):
    """A door that only who may publish the very story goes through."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.may_decide:
            raise PermissionDenied
        try:
            return self.decide()
        except SlipDecided as error:
            return self.conflict(error)
        except NotAllowed as error:
            raise PermissionDenied from error

    def decide(self) -> HttpResponse:
        raise NotImplementedError

    def go_on(self, done: str) -> HttpResponse:
        """Says what was done and leads to the next slip of the queue."""
        messages.success(self.request, done)
        after = self.queue.after(self.slip)
        return redirect(self.address("slip", after) if after else reverse("errors:index") + self.queue.suffix)

    def stay(self, done: str) -> HttpResponse:
        messages.success(self.request, done)
        return redirect(self.address("slip"))


class AcceptView(DecideView):
    """Mends the words in public, as a refile or as a correction."""

    def decide(self) -> HttpResponse:
        is_seen = self.request.POST.get("seen") == str(self.slip.dispatch_id)
        actions.demand_unchanged(self.slip, seen=self.slip.dispatch_id if is_seen else None)
        form = DecisionForm(self.slip, self.request.POST)
        decision = form.decision(self.request.POST.get("kind", "")) if form.is_valid() else None
        if decision is None:
            return self.show(422, form=form)
        try:
            actions.accept(self.slip, decision, by=self.user)
        except (SlipDecided, NotAllowed):
            raise
        except WireroomError as error:
            form.add_error("note" if isinstance(error, NoteMissing) else None, error.message)
            return self.show(422, form=form)
        done = _("“%(quote)s” is mended; the refile is out.")
        if decision.kind == "correction":
            done = _("“%(quote)s” is mended; the correction is out.")
        return self.go_on(str(done) % {"quote": form.slip.quote})


class RejectView(DecideView):
    def decide(self) -> HttpResponse:
        rejection = RejectionForm(self.slip, self.request.POST)
        if not rejection.is_valid():
            return self.show(422, rejection=rejection)
        actions.reject(self.slip, by=self.user, reason=rejection.cleaned_data["reason"])
        return self.go_on(gettext("“%(quote)s” is rejected.") % {"quote": self.slip.quote})


class SetAsideView(DecideView):
    def decide(self) -> HttpResponse:
        actions.set_aside(self.slip, by=self.user)
        return self.go_on(gettext("“%(quote)s” is set aside: it could not be reproduced.") % {"quote": self.slip.quote})


class ClaimView(DecideView):
    def decide(self) -> HttpResponse:
        actions.claim(self.slip, by=self.user)
        return self.stay(gettext("“%(quote)s” is yours.") % {"quote": self.slip.quote})


class LetGoView(DecideView):
    def decide(self) -> HttpResponse:
        actions.let_go(self.slip, by=self.user)
        return self.stay(gettext("“%(quote)s” is anybody’s again.") % {"quote": self.slip.quote})


class ReopenView(DecideView):
    def decide(self) -> HttpResponse:
        actions.reopen(self.slip, by=self.user)
        return self.stay(gettext("“%(quote)s” is open again.") % {"quote": self.slip.quote})


class JudgeView(SlipView):
    """Says of a wording, while it is typed, what it changes; nothing is stored."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = DecisionForm(self.slip, request.POST)
        decision = form.decision("refile") if self.slip.is_located and form.is_valid() else None
        if decision is None or decision.seen != self.slip.dispatch_id:
            return JsonResponse({"pieces": []})
        advice = advise(self.slip, decision)
        return JsonResponse(
            {
                "pieces": advice.pieces,
                "kind": advice.kind,
                "summary": advice.summary,
                "reasons": advice.reasons,
                "note": advice.note,
            }
        )


DECISIONS: dict[str, type[SlipView]] = {
    "accept": AcceptView,
    "reject": RejectView,
    "aside": SetAsideView,
    "claim": ClaimView,
    "letgo": LetGoView,
    "reopen": ReopenView,
    "judge": JudgeView,
}
"""What is posted to below a slip's address."""

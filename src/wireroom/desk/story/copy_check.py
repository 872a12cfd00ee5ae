# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The copy check beside the editor: doubtful places of the draft as it was last saved. It holds nothing up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.generic.base import BaseObjectMixin

from wireroom.copy_check.checking import doubts_in
from wireroom.copy_check.doubts import Doubt
from wireroom.core import clock
from wireroom.desk.story.asking import StoryDoor
from wireroom.formats.newsitem import NewsItem
from wireroom.stories.anchors import parts_of
from wireroom.stories.models import Story
from wireroom.stories.newsitems import item_of
from wireroom.stories.rules import Action

AT_ONCE = 5
"""Doubts of one kind that are shown before the rest is folded away."""
AROUND = 32
"""Characters shown on either side of a doubtful place."""

FIELDS = {
    "headline": "headline",
    "summary": "summary",
    "dateline": "dateline",
    "lead.caption": "picture_caption",
    "credit": "sources",
}
"""The field of the form in which a part is written; all others are in the body."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A doubtful place in its surroundings; `new` is None where nothing is offered in its stead."""

    before: str
    words: str
    new: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """A doubt as the panel shows it; `text` is that of its part, of which `nth` others before it have the same."""

    doubt: Doubt
    text: str
    nth: int

    @property
    def message(self) -> str:
        return gettext(self.doubt.message) % dict(self.doubt.arguments)

    @property
    def field(self) -> str:
        return FIELDS.get(self.doubt.part, "body")

    @property
    def label(self) -> str:
        return capfirst(str(Story._meta.get_field(self.field).verbose_name))

    @property
    def shown(self) -> Shown:
        """The place with some text around it, and what mending it changes."""
        start, end, new = self.doubt.start, self.doubt.end, self.doubt.replacement
        if new is not None:
            old = self.text[start:end]
            begin = _alike(old, new)
            tail = _alike(old[begin:][::-1], new[begin:][::-1])
            start, end, new = start + begin, end - tail, new[begin : len(new) - tail]
        return Shown(
            before=("…" if start > AROUND else "") + self.text[max(0, start - AROUND) : start],
            words=self.text[start:end],
            new=new,
            after=self.text[end : end + AROUND] + ("…" if len(self.text) > end + AROUND else ""),
        )


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    return sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def draft_item(draft: Story) -> NewsItem:
    """What a draft would say if it went out now."""
    return item_of(draft, kind="new", version=1, at=draft.first_published_at or clock.now(), before=None)


def lines_of(item: NewsItem) -> list[Line]:
    """The doubts about `item` with what the editor needs to find each place again."""
    places: dict[str, tuple[str, int]] = {}
    seen = Counter[tuple[str, str]]()
    for part in parts_of(item):
        same = (FIELDS.get(part.key, "body"), part.text)
        places[part.key] = (part.text, seen[same])
        seen[same] += 1
    return [Line(doubt, *places.get(doubt.part, ("", 0))) for doubt in doubts_in(item)]


def folded(lines: Iterable[Line]) -> tuple[list[Line], list[Line]]:
    """The first few of each kind, and the rest."""
    shown: list[Line] = []
    rest: list[Line] = []
    seen = Counter[str]()
    for line in lines:
        seen[line.doubt.check] += 1
        (shown if seen[line.doubt.check] <= AT_ONCE else rest).append(line)
    return shown, rest


class CopyCheckView(StoryDoor, BaseObjectMixin, TemplateView):
    """The list for the panel, asked for anew after each save."""

    model = Story
    template_name = "desk/side_panels/_doubts.html"
    permission_required = Action.VIEW

    def versions_in_question(self) -> list[Story]:
        return [self.object, self.draft]

    @property
    def draft(self) -> Story:
        if "draft" not in self.__dict__:
            self.__dict__["draft"] = self.object.get_latest_revision_as_object()
        found: Story = self.__dict__["draft"]
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        lines = lines_of(draft_item(self.draft))
        context["lines"], context["rest"] = folded(lines)
        context["count"] = len(lines)
        context["language"] = self.draft.edition.language_tag
        return context


class CopyCheckSidePanel(BaseSidePanel):
    """An empty panel that a script fills, and keeps filled, as the draft is saved."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle copy check")
        icon_name = "clipboard-list"

    name = "copy-check"
    title = _("Copy check")
    template_name = "desk/side_panels/copy_check.html"
    order = 340

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        if self.object.pk:
            context["url"] = reverse("stories:doubts", args=[self.object.pk])
        return context

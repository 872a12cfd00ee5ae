"""Who has received a story, for its own page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from wireroom.desk.wire_out.doors import may_see
from wireroom.stories.models import Story
from wireroom.wire_out.models import Delivery, Recall, Receipt


@dataclass(frozen=True, slots=True)
class Received:
    """How many endpoints took the story, how many others got hold of it, and where to read more."""

    endpoints: int
    others: int
    url: str
    board_url: str

    @property
    def everybody(self) -> int:
        return self.endpoints + self.others


def received(story: Story, user: Any) -> Received | None:
    """None for who may not know, and while nothing has gone out."""
    if not story.dispatch_id or not may_see(user, story):
        return None
    took = Delivery.objects.filter(story_id=story.pk).accepted().order_by().values("endpoint_id").distinct().count()
    others = Receipt.objects.of(story).order_by().values("who").distinct().count()
    recall = Recall.objects.of(story).order_by("-dispatch_id").values_list("dispatch_id", flat=True).first()
    board_url = reverse("withdrawals:board", args=[recall]) if recall else ""
    return Received(took, others, f"{reverse('deliveries:index')}?story={story.pk}", board_url)

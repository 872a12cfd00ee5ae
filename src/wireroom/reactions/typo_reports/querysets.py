"""How the house speaks of many slips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from wireroom.accounts.models import User
    from wireroom.reactions.typo_reports.models import Slip  # noqa: F401 - named below as text
    from wireroom.stories.anchors import Span
    from wireroom.stories.models import Dispatch, Story


class SlipQuerySet(models.QuerySet["Slip"]):
    def open(self) -> SlipQuerySet:
        """Slips that wait for an editor."""
        return self.filter(state="open")

    def decided(self) -> SlipQuerySet:
        return self.exclude(state="open")

    def unmended(self) -> SlipQuerySet:
        """Slips whose words may still stand in the story: open ones, and those that were rejected."""
        return self.exclude(state__in=("accepted", "fixed", "gone"))

    def behind_their_story(self) -> SlipQuerySet:
        """Located slips of live stories that have been released since, and that may still stand there."""
        live = self.unmended().filter(standing="located", story__live=True).exclude(dispatch=F("story__dispatch"))
        return live.select_related("dispatch")

    def unclaimed_but_by(self, user: User) -> SlipQuerySet:
        """Slips that nobody else has taken."""
        return self.filter(Q(claimed_by=None) | Q(claimed_by_id=user.pk))

    def with_story(self) -> SlipQuerySet:
        """With all that the desk shows of a slip and asks about its story."""
        related = ("story__section", "story__locale__edition", "dispatch", "claimed_by", "decided_by", "mended_by")
        return self.select_related(*related).prefetch_related("story__authors").defer("story__body")

    def in_story(self, story: Story) -> SlipQuerySet:
        return self.filter(story_id=story.pk)

    def about_text_of(self, dispatch: Dispatch) -> SlipQuerySet:
        """Slips that are open, were mended, or were judged by the very text of `dispatch`."""
        return self.filter(Q(state__in=("open", "accepted", "fixed")) | Q(dispatch_id=dispatch.pk))

    def overlapping(self, span: Span) -> SlipQuerySet:
        """Located slips, mended ones apart, that share a character with `span`."""
        located = self.filter(standing="located", part=span.key, start__lt=span.end, end__gt=span.start)
        return located.exclude(state__in=("accepted", "fixed"))

    def claimed_by(self, user: User) -> SlipQuerySet:
        return self.filter(claimed_by_id=user.pk)

    def most_pressing(self) -> SlipQuerySet:
        """Most reported first, then the oldest."""
        return self.order_by("-reports_count", "first_reported_at", "pk")

    def newest(self) -> SlipQuerySet:
        return self.order_by("-last_reported_at", "-pk")

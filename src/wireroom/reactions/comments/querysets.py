"""How the house speaks of many comments."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Q

from wireroom.reactions.comments.rules import Past

if TYPE_CHECKING:
    from wireroom.reactions.comments.models import Comment  # noqa: F401 - named below as text

PUBLISHED, WAITING, REJECTED, REMOVED = "published", "waiting", "rejected", "removed"


class CommentQuerySet(models.QuerySet["Comment"]):
    def of(self, story_id: int) -> CommentQuerySet:
        return self.filter(story_id=story_id)

    def published(self) -> CommentQuerySet:
        """Comments that readers can read; what was taken down is not among them."""
        return self.filter(state=PUBLISHED)

    def shown(self) -> CommentQuerySet:
        """Comments that have a place in public: published, or taken down with a line that says so."""
        return self.filter(is_shown=True)

    def waiting(self) -> CommentQuerySet:
        return self.filter(state=WAITING)

    def reported(self) -> CommentQuerySet:
        """Published comments that readers have complained of and no editor has looked at since."""
        return self.filter(state=PUBLISHED, reports__gt=0)

    def undecided(self) -> CommentQuerySet:
        """What a moderator has to look at: the waiting and the reported."""
        return self.filter(Q(state=WAITING) | Q(state=PUBLISHED, reports__gt=0))

    def picks(self) -> CommentQuerySet:
        return self.filter(state=PUBLISHED, is_pick=True)

    def in_language(self, code: str) -> CommentQuerySet:
        return self.filter(language=code)

    def by_reader(self, key: str) -> CommentQuerySet:
        return self.filter(reader=key)

    def since(self, moment: datetime) -> CommentQuerySet:
        return self.filter(created_at__gt=moment)

    def oldest(self) -> CommentQuerySet:
        """Conversation by conversation, the first first, answers below what began it."""
        return self.order_by("thread", "number")

    def newest(self) -> CommentQuerySet:
        """Conversations by their beginning, the youngest first; inside one the order in which it was talked."""
        return self.order_by("-thread", "number")

    def newest_picks(self) -> CommentQuerySet:
        return self.order_by("-number")

    def longest_waiting(self) -> CommentQuerySet:
        return self.order_by("created_at", "pk")

    def latest_published(self) -> CommentQuerySet:
        """By first publication, the youngest first: the order of feeds."""
        return self.order_by("-published_at", "-pk")

    def pasts(self) -> dict[str, Past]:
        """What became of all the comments of each reader who has written one of these; two queries."""
        readers = set(self.order_by().values_list("reader", flat=True)) - {""}
        rows = (
            self.model._default_manager.filter(reader__in=readers)
            .order_by()
            .values("reader")
            .annotate(
                kept=Count("pk", filter=Q(state=PUBLISHED)),
                refused=Count("pk", filter=Q(state__in=(REJECTED, REMOVED))),
            )
        )
        return {row["reader"]: Past(row["kept"], row["refused"]) for row in rows}

"""Fixes made to released stories word by word, and the drafts that they could not reach."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wireroom.stories.anchors import Span
from wireroom.stories.models.dispatch import Dispatch
from wireroom.stories.models.story import Story
from wireroom.stories.querysets import MendQuerySet


class Mend(models.Model):
    """`dispatch` differs from `before` in this: of the part, the text from `start` to `end` became `replacement`.

    Kept so that a draft which somebody was typing meanwhile gets the same fix when it is saved.
    """

    dispatch = models.OneToOneField(Dispatch, on_delete=models.PROTECT, primary_key=True, related_name="mend")
    before = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="+")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="mends")
    part = models.CharField(max_length=40)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    replacement = models.TextField(blank=True)

    objects = MendQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.part}: {self.replacement}"

    @property
    def span(self) -> Span:
        return Span(self.part, self.start, self.end)


class MissedMend(models.Model):
    """The author of a draft must be told: the passage that was mended in public is not in the draft any more."""

    mend = models.ForeignKey(Mend, on_delete=models.CASCADE, related_name="missed")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="missed_mends")
    noticed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mend", "user"), name="one_notice_a_person"),)

    def __str__(self) -> str:
        return str(self.mend)

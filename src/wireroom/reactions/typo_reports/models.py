"""Slips and the reports that point at them."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wireroom.formats.text import one_line
from wireroom.reactions.typo_reports.querysets import SlipQuerySet
from wireroom.reactions.typo_reports.rules import Reading, readings
from wireroom.stories.anchors import Span, parts_of
from wireroom.stories.models import Dispatch, Story


class Standing(models.TextChoices):
    """Whether we know the very words that readers mean."""

    LOCATED = "located", _("Found in the text")
    AMBIGUOUS = "ambiguous", _("Stands there more than once")
    UNVERIFIED = "unverified", _("Not in the text")


class SlipState(models.TextChoices):
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Mended")
    REJECTED = "rejected", _("Rejected")
    IRREPRODUCIBLE = "irreproducible", _("Cannot be reproduced")
    FIXED = "fixed", _("Mended already")
    GONE = "gone", _("Passage is gone")


MENDED = (SlipState.ACCEPTED, SlipState.FIXED)
"""States in which the words are right now, and readers are thanked."""


class Slip(models.Model):
    """One mistake in one story, as readers point at it: what the desk's queue lists, however many report it.

    `part`, `start` and `end` say where the words stand in `dispatch`, the newest release they were found in
    (`stories.anchors`); `part` is empty unless the slip is located.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="slips")
    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=12, choices=Standing)
    part = models.CharField(max_length=40, blank=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    quote = models.CharField(_("fragment"), max_length=1000)
    state = models.CharField(_("state"), max_length=16, choices=SlipState, default=SlipState.OPEN)
    reports_count = models.PositiveIntegerField(_("reports"), default=0)
    first_reported_at = models.DateTimeField()
    last_reported_at = models.DateTimeField()
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    """Why it was rejected; readers who reported it see it on their report's page."""
    mended_by = models.ForeignKey(Dispatch, on_delete=models.PROTECT, null=True, related_name="mends_slips")

    objects = SlipQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported error")
        verbose_name_plural = _("reported errors")
        indexes = (
            models.Index(fields=("state", "-last_reported_at"), name="slip_queue"),
            models.Index(fields=("story", "state"), name="slip_of_story"),
            models.Index(fields=("decided_at",), name="slip_decided"),
        )

    def __str__(self) -> str:
        return self.quote

    def stands_at(self, span: Span, dispatch: Dispatch) -> None:
        """Notes where in `dispatch` the words stand."""
        self.dispatch, self.standing = dispatch, Standing.LOCATED
        self.part, self.start, self.end = span.key, span.start, span.end
        self.quote = self.words

    @property
    def text(self) -> str:
        """The whole part of the story that the slip stands in; empty unless it is located."""
        return next((part.text for part in parts_of(self.dispatch.item) if part.key == self.part), "")

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    @property
    def span(self) -> Span:
        return Span(self.part, self.start, self.end)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What readers say the words should be, of those whose fragment still stands where it stood."""
        text = self.text
        rows = self.reports.exclude(suggestion="").filter(part=self.part)
        sent = rows.values_list("start", "end", "quote", "suggestion")
        return readings((start, end, new) for start, end, old, new in sent if one_line(text[start:end]) == old)

    @property
    def is_open(self) -> bool:
        return self.state == SlipState.OPEN

    @property
    def is_located(self) -> bool:
        return self.standing == Standing.LOCATED


def mint_token() -> str:
    return secrets.token_urlsafe(24)


class TypoReport(models.Model):
    """What one reader sent. The address is deleted once they have been thanked or the slip was decided otherwise."""

    slip = models.ForeignKey(Slip, on_delete=models.CASCADE, related_name="reports")
    version = models.PositiveIntegerField()
    """The version of the story that the reader had before them."""
    token = models.CharField(max_length=40, unique=True, default=mint_token)
    part = models.CharField(max_length=40, blank=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    """Where the quote stands in the slip's dispatch; `part` is empty if it was not found or not told apart."""
    quote = models.CharField(max_length=1000)
    before = models.CharField(max_length=64, blank=True)
    after = models.CharField(max_length=64, blank=True)
    suggestion = models.CharField(max_length=1000, blank=True)
    comment = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=16)
    """The code of the edition in which the reader is answered."""
    network = models.CharField(max_length=32, blank=True)
    """A hash of the reader's network address, good for a day (`readers.place_of`); cleared the day after."""
    reporter = models.CharField(max_length=16, blank=True)
    """Tells one faithful reporter from another without saying who they are: a keyed hash of the address."""
    reported_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("reported_at",), name="report_time"),
            models.Index(fields=("network", "reported_at"), name="report_network", condition=~models.Q(network="")),
            models.Index(fields=("email",), name="report_thanks", condition=~models.Q(email="")),
        )

    def __str__(self) -> str:
        return self.quote

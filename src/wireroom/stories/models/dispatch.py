"""The dispatch log: every version of every story that ever went out, numbered, chained and signed."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wireroom.formats.canonical import from_payload
from wireroom.formats.newsitem import NewsItem
from wireroom.stories.errors import ClosedDoor
from wireroom.stories.querysets import DispatchQuerySet


class Audience(models.TextChoices):
    PUBLIC = "public", _("public")
    ADVANCE = "advance", _("under embargo")
    ARCHIVE = "archive", _("archive")


class DispatchKind(models.TextChoices):
    NEW = "new", _("New")
    UPDATE = "update", _("Updated")
    CORRECTION = "correction", _("Corrected")
    REFILE = "refile", _("Refiled")
    WITHDRAWAL = "withdrawal", _("Withdrawn")
    REINSTATEMENT = "reinstatement", _("Reinstated")
    ADVISORY = "advisory", _("Advisory")


class Dispatch(models.Model):  # type: ignore[django-manager-missing]  # Story stands in a later module
    """One released version of a story. `payload` is the canonical JSON of its NewsItem, empty once expunged.

    `hash` covers the header and the payload's hash, never the payload itself, so that a payload can be expunged by
    court order while the chain still verifies. `signature` is Ed25519 over the ASCII of `hash`.
    """

    seq = models.BigIntegerField(primary_key=True)
    story = models.ForeignKey("stories.Story", on_delete=models.PROTECT, related_name="dispatches")
    guid = models.CharField(max_length=255, db_index=True)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=DispatchKind)
    audience = models.CharField(max_length=8, choices=Audience)
    language = models.CharField(max_length=16)
    note = models.TextField(blank=True)
    withholds = models.BooleanField(default=False)
    """A correction that keeps the wording it replaces out of the public history."""
    released_at = models.DateTimeField()
    embargo_until = models.DateTimeField(null=True)
    payload = models.TextField()
    payload_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    key_id = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    expunged_at = models.DateTimeField(null=True)
    expunge_reason = models.TextField(blank=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        ordering = ("seq",)
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        indexes = (
            models.Index(
                fields=("language", "-released_at"), name="dispatch_corrections", condition=~models.Q(kind="new")
            ),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.guid}"

    @cached_property
    def item(self) -> NewsItem:
        """What went out; of an expunged dispatch only the bare frame."""
        if not self.payload:
            return NewsItem(guid=self.guid, language=self.language, headline="", version=self.version)
        return from_payload(json.loads(self.payload))

    @property
    def is_expunged(self) -> bool:
        return self.expunged_at is not None

    @property
    def is_withheld(self) -> bool:
        """Whether a later correction keeps this wording out of the public history."""
        later = Dispatch.objects.public().filter(story_id=self.story_id, version__gt=self.version)
        return later.filter(withholds=True).exists()

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise ClosedDoor("A dispatch is never changed: release a new version instead.")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ClosedDoor("A dispatch is never deleted: its payload can be expunged, with a reason.")


class LogHead(models.Model):
    """The one row that says where the log ends; whoever appends locks it first, so numbers rise in commit order."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return str(self.seq)

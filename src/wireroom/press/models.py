"""Purges as rows: what is to be dropped is written in the transaction that makes it stale."""

from __future__ import annotations

from django.db import models


class Purge(models.Model):
    """The pages with any of `tags` are stale since the transaction that wrote this row."""

    tags = models.JSONField[list[str]]()
    paths = models.JSONField[list[str]](default=list)
    """What readers ask for first: printed again at once."""
    made_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)
    """When the cache elsewhere was told, if there is one."""

    def __str__(self) -> str:
        return f"{self.pk}: {' '.join(self.tags)}"


class Coalesced(models.Model):
    """A tag that changes often: dropped at most once a second, the last time after the last change."""

    tag = models.CharField(max_length=200, primary_key=True)
    dropped_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, db_index=True)
    """When it is dropped again; None while nothing has changed since."""

    def __str__(self) -> str:
        return self.tag

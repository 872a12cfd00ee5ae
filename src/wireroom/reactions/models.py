"""The key of the day, under which readers' addresses are hashed."""

from __future__ import annotations

from django.db import models


class DayKey(models.Model):
    """A random key for one day (UTC). Once its row is deleted, no hash made under it leads back to an address."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.day)
